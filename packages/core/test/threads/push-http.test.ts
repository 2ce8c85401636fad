/** The push loop against a real HTTP server on the loopback, with everything that can go wrong there. */

import { afterEach, describe, expect, test } from 'vitest'
import { createPusher } from '../../src/push/pusher.js'
import { exponentialRetry } from '../../src/push/retry.js'
import type { PushExporter, Pusher } from '../../src/push/types.js'
import { type CountingBackend, type Mischief, startBackend } from '../support/counting-backend.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

const fixture = new URL('fixtures/push/counting-exporter.mjs', import.meta.url).href
const { createCountingExporter } = (await import(fixture)) as { createCountingExporter(options: object): PushExporter }

const running: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

/** A pusher of deltas that pushes when told: its own cadence is an hour. */
async function start(script: Mischief[] = [], { deadlineMillis = 150, intervalMillis = 3_600_000 } = {}) {
  const backend = await startBackend(script)
  const { registry } = createPrivateRegistry()
  const jobs = registry.counter({ name: 'jobs_total' })
  const retry = exponentialRetry({ maxAttempts: 100, initialDelayMillis: 5, maxDelayMillis: 20 })
  const options = { source: registry, intervalMillis, deadlineMillis, retry, onProblem: () => {} }
  const pusher = createPusher({ ...options, exporter: createCountingExporter({ url: backend.url }) })
  running.push(pusher, backend)
  const outcomes = () => valuesOf(findFamily(registry.gather(), 'telltale_push_total', 'counter'))
  return { backend, jobs, pusher, outcomes }
}

/** Counts before, while and after; then everything must have arrived, and once. */
async function expectExact(backend: CountingBackend, pusher: Pusher, jobs: { inc(by: number): void }): Promise<void> {
  jobs.inc(5)
  const flushed = pusher.flush(30_000)
  jobs.inc(7)
  expect(await flushed).toBe('accepted')
  jobs.inc(11)
  await pusher.flush(30_000)
  expect(backend.total).toBe(23)
  expect(backend.mostOpenCount).toBe(1)
}

describe('a backend that', () => {
  test.each([
    ['resets connections', Array(5).fill('reset'), 'failed'],
    ['hangs', ['hang', 'hang'], 'timeout'],
    ['drips its answer for ever', ['drip', 'drip'], 'timeout'],
    ['is flapping', ['reset', { status: 503 }, 'hang', 'reset', 'drip', { status: 429 }], 'retryable'],
    ['asks for patience', [{ status: 503, headers: { 'retry-after': '0' } }], 'retryable'],
    ['asks for it by a date that is past', [{ status: 429, headers: { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' } }], 'retryable'],
    [
      'talks garbage',
      [
        { status: 429, headers: { 'retry-after': 'abc' } },
        { status: 429, headers: { 'retry-after': '-5' } },
      ],
      'retryable',
    ],
  ] as [string, Mischief[], string][])('%s gets everything once', async (_, script, outcome) => {
    const mishaps = script.length
    const { backend, jobs, pusher, outcomes } = await start(script)
    await expectExact(backend, pusher, jobs)
    expect(outcomes()).toMatchObject({ 'counting accepted': 2 })
    expect(outcomes()[`counting ${outcome}`]).toBeGreaterThan(0)
    expect(backend.requestCount).toBe(mishaps + 2)
  })

  test.each([['60'], ['1000000000'], [new Date(Date.now() + 3_600_000).toUTCString()]])(
    'asks to be left alone for long (%s) is not asked again in that push, and not by its schedule',
    async (header) => {
      const { backend, jobs, pusher } = await start([{ status: 429, headers: { 'retry-after': header } }], { intervalMillis: 50 })
      jobs.inc(5)
      await backend.requests(1)
      // Several intervals go by; only who asks for a push by hand gets one.
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(backend.requestCount).toBe(1)
      expect(await pusher.flush(30_000)).toBe('accepted')
      expect(backend.total).toBe(5)
    },
  )

  test('refuses is not sent the same again, nor followed elsewhere', async () => {
    const elsewhere = await startBackend()
    running.push(elsewhere)
    const { backend, jobs, pusher, outcomes } = await start([{ status: 400 }, { status: 302, headers: { location: elsewhere.url } }])
    jobs.inc(5)
    expect(await pusher.flush()).toBe('rejected')
    jobs.inc(6)
    expect(await pusher.flush()).toBe('rejected')
    jobs.inc(7)
    expect(await pusher.flush()).toBe('accepted')
    expect(backend.accepted).toEqual([7])
    expect(elsewhere.requestCount).toBe(0)
    expect(outcomes()).toEqual({ 'counting rejected': 2, 'counting accepted': 1 })
  })

  test('is gone for a while loses nothing', async () => {
    const { backend, jobs, pusher } = await start()
    jobs.inc(5)
    await pusher.flush()
    const port = Number(new URL(backend.url).port)
    await backend.close()
    jobs.inc(6)
    expect(await pusher.flush(300)).not.toBe('accepted')
    jobs.inc(7)
    expect(await pusher.flush(300)).not.toBe('accepted')
    const revived = await startBackend([], port)
    running.push(revived)
    expect(await pusher.flush(30_000)).toBe('accepted')
    expect(backend.total + revived.total).toBe(18)
  })
})
