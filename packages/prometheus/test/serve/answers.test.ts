import { describe, expect, it } from 'vitest'
import { contentType, encodeText } from '../../src/text/text-encoder.js'
import { sendRaw } from '../support/raw-http.js'
import { serveSource } from '../support/serve-source.js'
import { manyCounters, numbers, snapshotOf, sourceOf } from '../support/snapshots.js'

const up = snapshotOf(numbers('gauge', { name: 'up' }, [[{}, 1]]))
const UP_TEXT = '# TYPE up gauge\nup 1\n'

describe.each([
  ['on a loop of its own', false],
  ["on somebody else's loop", true],
])('an answer %s', (_, isSharedLoop) => {
  it('has the metrics, their type and their length', async () => {
    await using server = await disposable(
      serveSource(
        sourceOf(() => up),
        isSharedLoop,
      ),
    )
    const response = await fetch(server.url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(contentType)
    expect(response.headers.get('content-length')).toBe(String(UP_TEXT.length))
    expect(await response.text()).toBe(UP_TEXT)
  })

  it('is made anew for each scrape', async () => {
    let value = 0
    const make = () => snapshotOf(numbers('gauge', { name: 'g' }, [[{}, value++]]))
    await using server = await disposable(serveSource(sourceOf(make), isSharedLoop))
    expect(await (await fetch(server.url)).text()).toBe('# TYPE g gauge\ng 0\n')
    expect(await (await fetch(server.url)).text()).toBe('# TYPE g gauge\ng 1\n')
  })

  it('is empty when there is nothing', async () => {
    await using server = await disposable(
      serveSource(
        sourceOf(() => snapshotOf()),
        isSharedLoop,
      ),
    )
    const response = await fetch(server.url)
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('streams a text of many chunks', async () => {
    const snapshot = manyCounters(50_000)
    await using server = await disposable(
      serveSource(
        sourceOf(() => snapshot, 5),
        isSharedLoop,
      ),
    )
    const response = await fetch(server.url)
    expect(response.headers.get('transfer-encoding')).toBe('chunked')
    expect(await response.text()).toBe(encodeText(snapshot))
  })

  it('serves a hundred scrapes at once', async () => {
    const snapshot = manyCounters(3_000)
    await using server = await disposable(
      serveSource(
        sourceOf(() => snapshot, 2),
        isSharedLoop,
      ),
    )
    const texts = await Promise.all(Array.from({ length: 100 }, async () => (await fetch(server.url)).text()))
    expect(new Set(texts)).toEqual(new Set([encodeText(snapshot)]))
  })

  it('to HEAD is the headers alone, and reads nothing', async () => {
    let reads = 0
    const source = sourceOf(() => {
      reads++
      return up
    })
    await using server = await disposable(serveSource(source, isSharedLoop))
    const response = await fetch(server.url, { method: 'HEAD' })
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, contentType, ''])
    expect(reads).toBe(0)
  })

  it('to another method is 405 and says which ones there are', async () => {
    await using server = await disposable(
      serveSource(
        sourceOf(() => up),
        isSharedLoop,
      ),
    )
    const response = await fetch(server.url, { method: 'POST', body: 'x' })
    expect([response.status, response.headers.get('allow'), await response.text()]).toEqual([405, 'GET, HEAD', 'Method Not Allowed\n'])
  })

  it('to another path is 404, whatever the method', async () => {
    await using server = await disposable(
      serveSource(
        sourceOf(() => up),
        isSharedLoop,
      ),
    )
    for (const path of ['/', '/metrics/', '/metric', '/metrics2', '/METRICS']) {
      expect((await fetch(`http://127.0.0.1:${server.port}${path}`)).status, path).toBe(404)
    }
    expect((await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST' })).status).toBe(404)
  })

  it('to HTTP/1.0 ends with the connection', async () => {
    const snapshot = manyCounters(5_000)
    await using server = await disposable(
      serveSource(
        sourceOf(() => snapshot),
        isSharedLoop,
      ),
    )
    const { text, isClosed } = await sendRaw(server.port, 'GET /metrics HTTP/1.0\r\n\r\n')
    expect(isClosed).toBe(true)
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(encodeText(snapshot))
  })

  it('is a bare 500 when the source fails, which is reported and forgotten', async () => {
    let isBroken = true
    const source = sourceOf(() => {
      if (isBroken) throw new Error('the secret of /etc/passwd')
      return up
    })
    await using server = await disposable(serveSource(source, isSharedLoop))
    const response = await fetch(server.url)
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error\n'])
    expect(server.problems).toEqual([{ kind: 'scrape_failed', message: expect.stringContaining('the secret of /etc/passwd') }])
    isBroken = false
    expect(await (await fetch(server.url)).text()).toBe(UP_TEXT)
  })

  it('is cut, not ended, when the source fails half-way', async () => {
    const snapshot = manyCounters(20_000)
    const [family] = snapshot.families
    if (family?.kind !== 'counter') throw new Error('expected a counter')
    const at = (slot: number) => {
      if (slot === 15_000) throw new Error('no such slot')
      return family.labelSets.at(slot)
    }
    const labelSets = { length: 20_000, generation: {}, at, [Symbol.iterator]: family.labelSets[Symbol.iterator] }
    const broken = snapshotOf({ ...family, labelSets })
    await using server = await disposable(
      serveSource(
        sourceOf(() => broken),
        isSharedLoop,
      ),
    )
    await expect(fetch(server.url).then((response) => response.text())).rejects.toThrow()
    expect(server.problems).toEqual([{ kind: 'scrape_failed', message: expect.stringContaining('no such slot') }])
  })
})

/** Closes a server at the end of the block. */
async function disposable<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T & AsyncDisposable> {
  const server = await opening
  return { ...server, [Symbol.asyncDispose]: () => server.close() }
}
