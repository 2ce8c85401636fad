import { createRegistry } from '@telltale/core'
import { createPusher, noRetry } from '@telltale/core/push'
import { awkwardSnapshots, buildSnapshot, DEFAULT_TAKEN_AT_MILLIS } from '@telltale/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CloudWatchExporterOptions } from '../../src/index.js'
import { createTestExporter, NO_DEADLINE } from '../support/exporters.js'
import { type Mischief, startStrictEndpoint } from '../support/strict-endpoint.js'

const clock = { wallMillis: () => DEFAULT_TAKEN_AT_MILLIS, monotonicMillis: () => 0 }

async function start(script: Mischief[] = [], options: Partial<CloudWatchExporterOptions> = {}) {
  const endpoint = await startStrictEndpoint(script, () => DEFAULT_TAKEN_AT_MILLIS)
  const made = createTestExporter(endpoint.url, { clock, ...options })
  onTestFinished(async () => {
    made.close()
    await endpoint.close()
  })
  return { endpoint, ...made }
}

const ONE = buildSnapshot({ families: [{ kind: 'counter', name: 'jobs_total', series: [{ value: 3 }] }] })
/** Three batches. */
const MANY = buildSnapshot({
  families: [
    { kind: 'counter', name: 'jobs_total', series: Array.from({ length: 2_500 }, (_, i) => ({ labels: { id: `${i}` }, value: 1 })) },
  ],
})

describe('awkward snapshots', () => {
  it.each(awkwardSnapshots().map(({ name, snapshot }) => [name, snapshot] as const))('%s', async (_, snapshot) => {
    const { endpoint, exporter } = await start()
    expect((await exporter.push(snapshot, NO_DEADLINE)).outcome).toBe('accepted')
    expect(endpoint.broken).toEqual([])
  })
})

describe('batches', () => {
  it('hold at most 1,000 data', async () => {
    const { endpoint, exporter } = await start()
    expect(await exporter.push(MANY, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    expect(endpoint.batchSizes).toEqual([1_000, 1_000, 500])
  })

  it('hold at most 1 MB', async () => {
    const { endpoint, exporter } = await start()
    const values = Array.from({ length: 20 }, (_, i) => [`label_${i}`, '"'.repeat(1_000)])
    const series = Array.from({ length: 200 }, (_, i) => ({ labels: { ...Object.fromEntries(values), id: `${i}` }, value: 1 }))
    const large = buildSnapshot({ families: [{ kind: 'gauge', name: 'large', series }] })
    expect(await exporter.push(large, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    expect(endpoint.broken).toEqual([])
    expect(endpoint.countOf('large')).toBe(200)
    expect(endpoint.batchSizes.length).toBeGreaterThan(4)
  })

  it('that arrived are not sent again', async () => {
    const { endpoint, exporter } = await start(['accept', { status: 400, code: 'Throttling' }, 'accept', 'reset'])
    expect(await exporter.push(MANY, NO_DEADLINE)).toMatchObject({ outcome: 'retryable' })
    expect(await exporter.push(MANY, NO_DEADLINE)).toMatchObject({ outcome: 'retryable' })
    expect(await exporter.push(MANY, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    expect(endpoint.sumOf('jobs_total')).toBe(2_500)
    expect(endpoint.requests).toHaveLength(5)
  })

  it('that are too large are sent in halves', async () => {
    const { endpoint, exporter } = await start([{ status: 413, code: 'RequestEntityTooLarge' }])
    expect(await exporter.push(MANY, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    expect(endpoint.batchSizes).toEqual([500, 500, 1_000, 500])
  })

  it('that are refused are counted, and the others go on', async () => {
    const { endpoint, exporter, problems } = await start(['accept', { status: 400, code: 'InvalidParameterValueException' }])
    expect(await exporter.push(MANY, NO_DEADLINE)).toEqual({ outcome: 'accepted', dropped: [{ reason: 'bad_request', count: 1_000 }] })
    expect(endpoint.sumOf('jobs_total')).toBe(1_500)
    expect(problems).toMatchObject([{ kind: 'cloudwatch_refused' }])
  })
})

/** Reliability 3.6, for a push of one batch. */
const ANSWERS: readonly (readonly [string, Mischief, object])[] = [
  ['throttling, status 400', { status: 400, code: 'Throttling' }, { outcome: 'retryable', reason: 'status 400: Throttling' }],
  ['ThrottlingException, status 400', { status: 400, code: 'ThrottlingException' }, { outcome: 'retryable' }],
  [
    'status 429 with Retry-After',
    { status: 429, code: 'TooManyRequestsException', headers: { 'retry-after': '7' } },
    { outcome: 'retryable', retryAfterMillis: 7_000 },
  ],
  [
    'status 503 with Retry-After',
    { status: 503, code: 'ServiceUnavailable', headers: { 'retry-after': '2' } },
    { outcome: 'retryable', retryAfterMillis: 2_000 },
  ],
  [
    'a Retry-After of nonsense',
    { status: 503, code: 'ServiceUnavailable', headers: { 'retry-after': 'abc' } },
    { outcome: 'retryable', retryAfterMillis: undefined },
  ],
  [
    'a Retry-After of years',
    { status: 503, code: 'ServiceUnavailable', headers: { 'retry-after': '1000000000' } },
    { outcome: 'retryable', retryAfterMillis: 300_000 },
  ],
  ['status 500', { status: 500, code: 'InternalServiceFault' }, { outcome: 'retryable', reason: 'status 500: InternalServiceFault' }],
  ['a lost connection', 'reset', { outcome: 'retryable', reason: expect.stringMatching(/^no answer: /) }],
  ['status 403', { status: 403, code: 'InvalidClientTokenId' }, { outcome: 'rejected', reason: 'unauthorized', final: false }],
  [
    'an expired token, status 400',
    { status: 400, code: 'ExpiredTokenException' },
    { outcome: 'rejected', reason: 'unauthorized', final: false },
  ],
  [
    'a redirect',
    { status: 302, code: 'Found', headers: { location: 'http://127.0.0.1:9/' } },
    { outcome: 'rejected', reason: 'redirected', final: false },
  ],
  ['status 400', { status: 400, code: 'InvalidParameterValueException' }, { outcome: 'rejected', reason: 'bad_request', droppedCount: 1 }],
  [
    'status 413 for a single datum',
    { status: 413, code: 'TooLarge' },
    { outcome: 'accepted', dropped: [{ reason: 'too_large', count: 1 }] },
  ],
]

describe('answers', () => {
  it.each(ANSWERS)('%s', async (_, answer, expected) => {
    const { endpoint, exporter } = await start([answer])
    expect(await exporter.push(ONE, NO_DEADLINE)).toMatchObject(expected)
    // The SDK repeats nothing by itself.
    expect(endpoint.requests).toHaveLength(1)
  })

  it('that do not come: a refused connection is retryable', async () => {
    const { endpoint, exporter } = await start()
    await endpoint.close()
    expect(await exporter.push(ONE, NO_DEADLINE)).toMatchObject({ outcome: 'retryable', reason: 'no answer: ECONNREFUSED' })
  })

  it('that do not come in time: the push ends when it is aborted', async () => {
    const { endpoint, exporter } = await start(['hang'])
    const controller = new AbortController()
    const pushed = exporter.push(ONE, controller.signal)
    while (endpoint.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    expect(await pushed).toEqual({ outcome: 'retryable', reason: 'aborted', retryAfterMillis: undefined })
    expect(await exporter.push(ONE, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
  })
})

describe('times', () => {
  it.each([
    ['more than two weeks past', DEFAULT_TAKEN_AT_MILLIS - 15 * 86_400_000],
    ['more than two hours to come', DEFAULT_TAKEN_AT_MILLIS + 3 * 3_600_000],
  ])('%s are dropped and counted', async (_, takenAtMillis) => {
    const { endpoint, exporter } = await start()
    const result = await exporter.push({ ...ONE, takenAtMillis }, NO_DEADLINE)
    expect(result).toEqual({ outcome: 'accepted', dropped: [{ reason: 'unsupported_time', count: 1 }] })
    expect(endpoint.requests).toEqual([])
  })
})

describe('with a pusher', () => {
  it('totals are exact after throttling, one status 500 and one lost connection', async () => {
    const endpoint = await startStrictEndpoint([
      { status: 400, code: 'Throttling' },
      'accept',
      { status: 500, code: 'InternalFailure' },
      'accept',
      'reset',
    ])
    const { exporter, close } = createTestExporter(endpoint.url)
    const registry = createRegistry({ name: 'cloudwatch-totals' })
    const jobs = registry.counter({ name: 'jobs_total', labels: ['id'] })
    const latency = registry.histogram({ name: 'latency_seconds', unit: 'seconds', buckets: [1, 2, 4] })
    const pusher = createPusher({ source: registry, exporter, retry: noRetry, metrics: false, flushAtExit: false, onProblem: () => {} })
    let counted = 0
    for (let round = 1; round <= 8; round++) {
      for (let id = 0; id < 1_500; id++) jobs.inc({ id: `${id}` }, round)
      latency.observe(round)
      counted += 1_500 * round
      await pusher.flush()
    }
    await pusher.close()
    close()
    await endpoint.close()
    expect(endpoint.broken).toEqual([])
    expect(endpoint.sumOf('jobs_total')).toBe(counted)
    expect(endpoint.countOf('latency_seconds')).toBe(8)
    expect(endpoint.sumOf('latency_seconds')).toBeCloseTo(36, 9)
  })
})
