/** Real StatsD servers report exactly what three worker threads have recorded. */

import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithServer, startCollectd, startStatsd } from '../../../../scripts/servers/index.mjs'

const ROUNDS = 60
const SUMS = [1, 2, 3].map(() => ROUNDS * 1_000)
const workload = fileURLToPath(new URL('../fixtures/workload.mjs', import.meta.url))

/** Runs the workload to its end, which closes the pusher; the sums it has in its registry. */
async function run(options: object): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [workload, JSON.stringify({ options, rounds: ROUNDS })])
  return (JSON.parse(stdout) as { sums: number[] }).sums
}

/** What a server received last may not have been read by it yet. */
async function eventually<T>(read: () => T | Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const value = await read()
    if (isThere(value) || attempt === 200) return value
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe("Etsy's server", () => {
  let server: Awaited<ReturnType<typeof startStatsd>>
  beforeAll(async () => {
    server = await startStatsd(createRequire(import.meta.url).resolve('statsd/stats.js'))
  })
  afterAll(() => server.stop())

  async function read(what: 'counters' | 'gauges'): Promise<Record<string, number>> {
    const values: Record<string, number> = {}
    for (const [, name = '', value] of (await server.ask(what)).matchAll(/'?([\w.;=-]+)'?: (-?[\d.e+]+)/g)) values[name] = Number(value)
    return values
  }

  test.each([
    ['statsd', '.kind.thread_'],
    ['graphite', ';kind=thread_'],
  ])('has every count of every thread, in the dialect %s', async (dialect, labels) => {
    expect(await run({ port: server.port, prefix: dialect, dialect })).toEqual(SUMS)
    const expected = {
      ...Object.fromEntries([1, 2, 3].map((thread) => [`${dialect}.jobs_total${labels}${thread}`, SUMS[thread - 1]])),
      [`${dialect}.duration.count`]: 3 * ROUNDS,
      [`${dialect}.duration.sum`]: 6 * ROUNDS,
      'statsd.bad_lines_seen': 0,
    }
    const isThere = (values: Record<string, number>): boolean => Object.entries(expected).every(([name, value]) => values[name] === value)
    expect(await eventually(() => read('counters'), isThere)).toMatchObject(expected)
    expect(await read('gauges')).toMatchObject({ [`${dialect}.depth`]: -12 })
  })
})

describeWithServer('collectd', "collectd's statsd plugin", () => {
  let server: Awaited<ReturnType<typeof startCollectd>>
  beforeAll(async () => {
    server = await startCollectd()
  })
  afterAll(() => server.stop())

  test('has every count of every thread', async () => {
    expect(await run({ port: server.port })).toEqual(SUMS)
    const expected = {
      'derive-jobs_total.kind.thread_1': SUMS[0],
      'derive-jobs_total.kind.thread_2': SUMS[1],
      'derive-jobs_total.kind.thread_3': SUMS[2],
      'derive-duration.count': 3 * ROUNDS,
      'derive-duration.sum': 6 * ROUNDS,
      'gauge-depth': -12,
    }
    const isThere = (values: Record<string, number>): boolean => Object.entries(expected).every(([name, value]) => values[name] === value)
    expect(await eventually(server.latest, isThere)).toMatchObject(expected)
  })
})
