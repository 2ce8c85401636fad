import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ODD_REQUESTS } from '../support/malformed.js'
import { sendRaw } from '../support/raw-http.js'
import { type SourceServer, serveSource } from '../support/serve-source.js'
import { numbers, snapshotOf, sourceOf } from '../support/snapshots.js'

describe('requests no scraper sends', () => {
  const up = snapshotOf(numbers('gauge', { name: 'up' }, [[{}, 1]]))
  let server: SourceServer

  beforeAll(async () => {
    server = await serveSource(sourceOf(() => up))
  })
  afterAll(() => server.close())

  it('are at least forty kinds', () => {
    expect(new Set(ODD_REQUESTS.map(({ name }) => name)).size).toBe(ODD_REQUESTS.length)
    expect(ODD_REQUESTS.length).toBeGreaterThanOrEqual(40)
  })

  it.each(ODD_REQUESTS)('$name', async ({ bytes, statuses }) => {
    const answer = await sendRaw(server.port, bytes)
    expect(statuses.length === 0 ? [[]] : statuses).toContainEqual(answer.statuses)
    // Nothing of the inside gets out, and the server is there for the next one.
    expect(answer.text).not.toMatch(/\bat .*\.(?:js|ts|mjs|cjs):\d+|node:internal|Error:/)
    expect(await (await fetch(server.url)).text()).toBe('# TYPE up gauge\nup 1\n')
    expect(server.problems).toEqual([])
  })

  it('answers all of them at once as well', async () => {
    await Promise.all(ODD_REQUESTS.map(({ bytes }) => sendRaw(server.port, bytes)))
    expect((await fetch(server.url)).status).toBe(200)
    expect(server.problems).toEqual([])
  })
})
