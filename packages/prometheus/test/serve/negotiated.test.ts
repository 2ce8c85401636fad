import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { SnapshotSource } from '@telltale/core/model'
import { familyOf } from '@telltale/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { describeWithServer, startPrometheus } from '../../../../scripts/servers/index.mjs'
import { encodeOpenMetrics, openMetricsContentType } from '../../src/openmetrics/openmetrics-encoder.js'
import { metricsHandler } from '../../src/serve/handler.js'
import { contentType, encodeText } from '../../src/text/text-encoder.js'
import { serveSource } from '../support/serve-source.js'
import { manyCounters, numbers, snapshotOf, sourceOf } from '../support/snapshots.js'

interface Answer {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Asks with exactly these headers; `fetch` adds its own. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }))
      response.on('error', reject)
    })
      .on('error', reject)
      .end()
  })
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** The same answers come from the server of `serveMetrics`, on either kind of loop, and from the handler. */
const WAYS: readonly (readonly [string, (source: SnapshotSource) => Promise<string>])[] = [
  ['the server on a loop of its own', (source) => listenTo(source, false)],
  ['the server on a shared loop', (source) => listenTo(source, true)],
  [
    'the handler',
    async (source) => {
      const server = createServer(metricsHandler(source))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      closers.push(() => new Promise((resolve) => void server.close(() => resolve())))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
    },
  ],
]

async function listenTo(source: SnapshotSource, isSharedLoop: boolean): Promise<string> {
  const server = await serveSource(source, isSharedLoop)
  closers.push(() => server.close())
  return server.url
}

describe.each(WAYS)('%s answers', (_, serve) => {
  const snapshot = manyCounters(20_000)

  it('in the format that is asked for, and says so', async () => {
    const url = await serve(sourceOf(() => snapshot, 2))
    const plain = await ask(url)
    expect(plain.headers).toMatchObject({ 'content-type': contentType, vary: 'Accept, Accept-Encoding' })
    expect(plain.body.toString()).toBe(encodeText(snapshot))
    const open = await ask(url, { accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' })
    expect(open.headers['content-type']).toBe(openMetricsContentType)
    expect(open.body.toString()).toBe(encodeOpenMetrics(snapshot))
  })

  it('compressed when that is asked for and worth it', async () => {
    const url = await serve(sourceOf(() => snapshot, 2))
    const { headers, body } = await ask(url, { 'accept-encoding': 'gzip' })
    expect(headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(body).toString()).toBe(encodeText(snapshot))
    const small = await ask(await serve(sourceOf(() => manyCounters(1))), { 'accept-encoding': 'gzip' })
    expect(small.headers['content-encoding']).toBe(undefined)
    expect(small.headers['content-length']).toBe(String(small.body.length))
  })

  it('with the metrics that are asked for', async () => {
    const url = await serve(
      sourceOf(() => snapshotOf(numbers('gauge', { name: 'a' }, [[{}, 1]]), numbers('gauge', { name: 'b' }, [[{}, 2]]))),
    )
    expect((await ask(`${url}?name[]=b`)).body.toString()).toBe('# TYPE b gauge\nb 2\n')
    expect((await ask(`${url}?name[]=c`, { accept: 'application/openmetrics-text' })).body.toString()).toBe('# EOF\n')
  })
})

describe('on a shared loop', () => {
  it('callbacks have as long as the scraper waits, but for what the answer takes', async () => {
    const given: (number | undefined)[] = []
    const source: SnapshotSource = {
      ...sourceOf(() => snapshotOf()),
      refresh: async (options) => void given.push(options?.timeoutMillis),
    }
    const url = await listenTo(source, true)
    await ask(url, { 'x-prometheus-scrape-timeout-seconds': '3' })
    await ask(url)
    expect(given).toEqual([2_500, 5_000])
  })

  it('a reader that leaves in the middle of a compressed answer costs nothing more', async () => {
    const snapshot = manyCounters(50_000)
    const url = await listenTo(
      sourceOf(() => snapshot),
      true,
    )
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((resolve) => {
        const asked = request(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => response.once('data', () => asked.destroy()))
        asked.on('error', () => undefined).on('close', resolve)
        asked.end()
      })
    }
    expect((await ask(url)).body.toString()).toBe(encodeText(snapshot))
  })
})

describeWithServer('prometheus', 'a real Prometheus', () => {
  it('scrapes OpenMetrics, exemplars and all', async () => {
    const atMillis = Date.now()
    const exemplar = { labels: { names: ['trace_id'], values: ['a } b # {'] }, value: 1, atMillis }
    const source = sourceOf(() =>
      snapshotOf(
        familyOf({ kind: 'counter', name: 'jobs_total', help: 'Jobs.', series: [{ labels: { q: 'a"\\\n} 1' }, value: 3, exemplar }] }),
        familyOf({ kind: 'stateset', name: 'mode', states: ['on', 'off'], series: [{ on: ['off'] }] }),
        familyOf({ kind: 'histogram', name: 'took', bounds: [1], series: [{ counts: [1, 2], sum: 4 }] }),
      ),
    )
    const url = new URL(await listenTo(source, false))
    const prometheus = await startPrometheus({ targets: [url.host], flags: ['--enable-feature=exemplar-storage'] })
    closers.push(() => prometheus.stop())
    const target = await prometheus.waitForTarget(({ health }) => health !== 'unknown')
    expect([target.health, target.lastError]).toEqual(['up', ''])
    expect(await prometheus.query('jobs_total')).toMatchObject([{ metric: { q: 'a"\\\n} 1' }, value: 3 }])
    expect(await prometheus.query('took_bucket{le="1.0"}')).toMatchObject([{ value: 1 }])
    expect(await prometheus.query('mode{mode="off"}')).toMatchObject([{ value: 1 }])
    const asJson = async (path: string) => ((await (await fetch(`${prometheus.url}/api/v1/${path}`)).json()) as { data: unknown }).data
    expect(await asJson('metadata?metric=mode')).toEqual({ mode: [{ type: 'stateset', help: '', unit: '' }] })
    expect(await asJson('query_exemplars?query=jobs_total&start=0&end=9999999999')).toMatchObject([
      { exemplars: [{ labels: { trace_id: 'a } b # {' }, value: '1' }] },
    ])
  })
})
