import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRegistry, type Problem } from '@telltale/core'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { metricsHandler } from '../../src/serve/handler.js'
import { contentType, encodeText } from '../../src/text/text-encoder.js'
import { sendRaw } from '../support/raw-http.js'
import { manyCounters, numbers, snapshotOf, sourceOf } from '../support/snapshots.js'

const up = snapshotOf(numbers('gauge', { name: 'up' }, [[{}, 1]]))
const servers: Server[] = []

async function serve(listener: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port }
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

describe('metricsHandler in node:http', () => {
  it('answers on every path it is put on', async () => {
    const { url } = await serve(metricsHandler(sourceOf(() => up)))
    for (const path of ['/', '/metrics', '/x?y']) {
      const response = await fetch(url + path)
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
        200,
        contentType,
        '# TYPE up gauge\nup 1\n',
      ])
    }
  })

  it('takes options, a prefix among them', async () => {
    const { url } = await serve(metricsHandler({ source: sourceOf(() => up), prefix: 'app_' }))
    expect(await (await fetch(url)).text()).toBe('# TYPE app_up gauge\napp_up 1\n')
  })

  it('answers HEAD, and refuses other methods', async () => {
    const { url } = await serve(metricsHandler(sourceOf(() => up)))
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-type')).toBe(contentType)
    const response = await fetch(url, { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('asks the observables of its thread first', async () => {
    const metrics = createRegistry({ shared: false })
    let length = 1
    metrics.gauge({ name: 'queue_length', observe: async () => length++ })
    const { url } = await serve(metricsHandler(metrics))
    for (const expected of [1, 2]) {
      expect(await (await fetch(url)).text()).toContain(`# TYPE queue_length gauge\nqueue_length ${expected}\n`)
    }
  })

  it('waits for them as long as a scraper does at most, and answers without them', async () => {
    const asked: unknown[] = []
    const source = {
      ...sourceOf(() => up),
      refresh: async (options: unknown) => {
        asked.push(options)
      },
    }
    const { url } = await serve(metricsHandler(source))
    expect(await (await fetch(url)).text()).toBe('# TYPE up gauge\nup 1\n')
    expect(asked).toEqual([{ timeoutMillis: 5_000 }])
  })

  it('survives what makes a source fail, and says so once', async () => {
    const problems: Problem[] = []
    const broken = sourceOf(() => {
      throw new Error('out of order')
    })
    const { url } = await serve(metricsHandler({ source: broken, onProblem: (problem) => problems.push(problem) }))
    for (let i = 0; i < 3; i++) expect((await fetch(url)).status).toBe(500)
    expect(problems).toEqual([{ kind: 'scrape_failed', message: 'The metrics could not be rendered: out of order' }])
  })

  it('survives a callback that throws', async () => {
    const broken = sourceOf(() => {
      throw new Error('out of order')
    })
    const onProblem = () => {
      throw new Error('the callback too')
    }
    const { url } = await serve(metricsHandler({ source: broken, onProblem }))
    expect((await fetch(url)).status).toBe(500)
    expect((await fetch(url)).status).toBe(500)
  })

  it('survives an answer that somebody else has given already', async () => {
    const handle = metricsHandler({ source: sourceOf(() => up), onProblem: () => undefined })
    const { url, port } = await serve((request, response) => {
      response.end('mine')
      handle(request, response)
    })
    expect((await sendRaw(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).statuses).toEqual([200])
    expect(url).toContain(String(port))
  })

  it('survives a connection that is gone already', async () => {
    const problems: Problem[] = []
    const handle = metricsHandler({ source: sourceOf(() => manyCounters(5_000)), onProblem: (problem) => problems.push(problem) })
    const { port } = await serve((request, response) => {
      response.destroy()
      handle(request, response)
    })
    expect((await sendRaw(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).statuses).toEqual([])
    expect(problems).toEqual([])
  })

  it('refuses what is no source, when it is made', () => {
    expect(() => metricsHandler(undefined as never)).toThrow(/metricsHandler: .*source must be a registry/)
    expect(() => metricsHandler({} as never)).toThrow(/metricsHandler: source must be a registry/)
  })
})

describe('metricsHandler in Express', () => {
  it("is what app.get('/metrics', …) takes", async () => {
    const app = express()
    const snapshot = manyCounters(5_000)
    app.get('/metrics', metricsHandler(sourceOf(() => snapshot)))
    const { url, port } = await serve(app)
    const response = await fetch(`${url}/metrics`)
    expect(response.headers.get('content-type')).toBe(contentType)
    expect(await response.text()).toBe(encodeText(snapshot))
    expect((await fetch(`${url}/metrics`, { method: 'HEAD' })).status).toBe(200)
    expect((await fetch(`${url}/`)).status).toBe(404)
    expect((await sendRaw(port, 'GET // HTTP/1.1\r\nHost: x\r\n\r\n')).statuses).toEqual([404])
  })

  it('can be mounted', async () => {
    const app = express()
    app.use('/internal/metrics', metricsHandler({ source: sourceOf(() => up), prefix: 'a_' }))
    const { url } = await serve(app)
    expect(await (await fetch(`${url}/internal/metrics`)).text()).toBe('# TYPE a_up gauge\na_up 1\n')
  })
})
