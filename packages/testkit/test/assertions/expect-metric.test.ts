import { AssertionError } from 'node:assert'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { expectMetric } from '../../src/assertions/expect-metric.js'
import { buildSnapshot } from '../../src/snapshots/build-snapshot.js'
import { createTestRegistry } from '../../src/test-registry.js'

function shop() {
  const { registry, clock } = createTestRegistry()
  const requests = registry.counter({ name: 'requests_total', labels: ['method', 'status'] })
  const queue = registry.gauge({ name: 'queue_length' })
  const duration = registry.histogram({ name: 'duration_seconds', labels: ['route'], buckets: [0.1, 1] })
  const size = registry.summary({ name: 'size_bytes', quantiles: [0.5, 0.99], maxAgeSeconds: 60 })
  requests.inc({ method: 'GET', status: 200 })
  requests.inc({ method: 'GET', status: 404 }, 2)
  requests.inc({ method: 'PUT', status: 200 }, 3)
  queue.set(7)
  for (const seconds of [0.05, 0.1, 0.5, 5]) duration.observe({ route: '/' }, seconds)
  for (let bytes = 1; bytes <= 100; bytes++) size.observe(bytes)
  return { registry, clock, requests, queue, duration, size }
}

/** The message of an assertion that does not hold. */
function failureOf(claim: () => void): string {
  try {
    claim()
  } catch (error) {
    expect(error).toBeInstanceOf(AssertionError)
    return (error as Error).message
  }
  throw new Error('the claim holds')
}

describe('toHaveValue', () => {
  it('holds for the value of counters and gauges', () => {
    const { registry } = shop()
    expectMetric(registry, 'requests_total', { method: 'GET', status: 404 }).toHaveValue(2)
    expectMetric(registry, 'queue_length').toHaveValue(7)
  })

  it('shows what there is instead', () => {
    const { registry } = shop()
    expect(failureOf(() => expectMetric(registry, 'requests_total', { method: 'GET', status: 404 }).toHaveValue(3))).toBe(
      'counter requests_total{method="GET", status="404"}: expected the value 3, got 2',
    )
    expect(failureOf(() => expectMetric(registry, 'queue_length').toHaveValue(6, { within: 0.5 }))).toBe(
      'gauge queue_length: expected the value 6 within 0.5, got 7',
    )
  })

  it('hands both numbers to the runner', () => {
    const { registry } = shop()
    expect(() => expectMetric(registry, 'queue_length').toHaveValue(6)).toThrow(
      expect.objectContaining({ code: 'ERR_ASSERTION', actual: 7, expected: 6, operator: 'equal' }),
    )
  })

  it('begins its stack where it was called', () => {
    const { registry } = shop()
    try {
      expectMetric(registry, 'queue_length').toHaveValue(6)
    } catch (error) {
      const frames = (error as Error).stack?.split('\n').filter((line) => line.trim().startsWith('at ')) ?? []
      expect(frames[0]).toContain('expect-metric.test.ts')
      return
    }
    throw new Error('the claim holds')
  })

  it.each([
    [Number.NaN, Number.NaN, undefined],
    [0, -0, undefined],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, undefined],
    [0.1 + 0.2, 0.3, 1e-9],
  ])('takes %s for %s', (actual, expected, within) => {
    const snapshot = buildSnapshot({ families: [{ kind: 'gauge', name: 'g', series: [{ value: actual }] }] })
    expectMetric(snapshot, 'g').toHaveValue(expected, within === undefined ? {} : { within })
  })

  it.each([
    [0.1 + 0.2, 0.3],
    [Number.NaN, 0],
    [0, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.MAX_VALUE],
  ])('does not take %s for %s', (actual, expected) => {
    const snapshot = buildSnapshot({ families: [{ kind: 'gauge', name: 'g', series: [{ value: actual }] }] })
    failureOf(() => expectMetric(snapshot, 'g').toHaveValue(expected))
  })

  it('is not for histograms and summaries', () => {
    const { registry } = shop()
    expect(failureOf(() => expectMetric(registry, 'duration_seconds').toHaveValue(1))).toBe(
      'histogram duration_seconds{route="/"}: expected a counter or gauge, which has a value, got a histogram; use toHaveCount or toHaveSum',
    )
  })
})

describe('the labels', () => {
  it('single out a series, the others having any value', () => {
    const { registry } = shop()
    expectMetric(registry, 'requests_total', { method: 'PUT' }).toHaveValue(3)
    expectMetric(registry, 'duration_seconds').toHaveCount(4)
    expect(failureOf(() => expectMetric(registry, 'requests_total', { method: 'GET' }).toHaveValue(1))).toBe(
      [
        'counter requests_total{method="GET"}: expected labels that single out one series, got several; there are these series:',
        '  {method="GET", status="200"}',
        '  {method="GET", status="404"}',
      ].join('\n'),
    )
  })

  it('mean the series without any others where there is one', () => {
    const { registry, requests } = shop()
    requests.inc({ method: 'GET', status: undefined }, 9)
    expectMetric(registry, 'requests_total', { method: 'GET' }).toHaveValue(9)
    expectMetric(registry, 'requests_total', { method: 'GET', status: null }).toHaveValue(9)
  })

  it('are texts, whatever they are given as', () => {
    const { registry } = createTestRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    for (const a of [1, true, 10n, 'x\ud800']) counter.inc({ a })
    for (const a of ['1', 'true', '10', 1, true, 10n, 'x\ud800']) expectMetric(registry, 'c_total', { a }).toHaveValue(1)
  })

  it('that nobody has are shown beside those there are', () => {
    const { registry } = shop()
    expect(failureOf(() => expectMetric(registry, 'requests_total', { method: 'get', status: 200 }).toHaveValue(1))).toBe(
      [
        'counter requests_total{method="get", status="200"}: expected such a series, got none; there are these series:',
        '  {method="GET", status="200"}',
        '  {method="GET", status="404"}',
        '  {method="PUT", status="200"}',
      ].join('\n'),
    )
    registry.counter({ name: 'unused_total', labels: ['a'] })
    expect(failureOf(() => expectMetric(registry, 'unused_total', { a: 1 }).toHaveValue(1))).toBe(
      'counter unused_total{a="1"}: expected such a series, got none; there are no series',
    )
  })

  it('must be names that the metric has', () => {
    const { registry } = shop()
    expect(failureOf(() => expectMetric(registry, 'requests_total', { verb: 'GET' }).toHaveValue(1))).toBe(
      'counter requests_total: expected labels among "method", "status", got "verb"',
    )
    expect(failureOf(() => expectMetric(registry, 'queue_length', { constructor: 'x' }).toHaveValue(1))).toBe(
      'gauge queue_length: expected no labels, got "constructor"',
    )
  })

  it('are listed up to a number that can be read', () => {
    const { registry } = createTestRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['i'] })
    for (let i = 0; i < 50; i++) counter.inc({ i })
    const message = failureOf(() => expectMetric(registry, 'c_total', { i: 'x' }).toHaveValue(1))
    expect(message.split('\n')).toHaveLength(22)
    expect(message).toMatch(/… and 30 more$/)
  })
})

describe('a metric that does not exist', () => {
  it('is named with those that do', () => {
    const { registry } = shop()
    const message =
      'request_total: expected a metric of this name, got none; there are these metrics:\n  histogram duration_seconds\n  gauge queue_length\n  counter requests_total\n  summary size_bytes'
    expect(failureOf(() => expectMetric(registry, 'request_total').toHaveValue(1))).toBe(message)
    expect(failureOf(() => expectMetric(registry, 'request_total').toHaveIncreasedBy(0))).toBe(message)
    expect(failureOf(() => expectMetric(registry, 'request_total').toHaveLabelSets([]))).toBe(message)
  })
})

describe('toHaveIncreasedBy', () => {
  it('counts from a snapshot taken before', () => {
    const { registry, requests, queue, duration, size } = shop()
    const since = registry.gather()
    requests.inc({ method: 'PUT', status: 200 }, 2)
    requests.inc({ method: 'DELETE', status: 200 })
    queue.dec(3)
    duration.observe({ route: '/' }, 1)
    size.observe(1)
    size.observe(1)
    expectMetric(registry, 'requests_total', { method: 'PUT' }).toHaveIncreasedBy(2, { since })
    expectMetric(registry, 'requests_total', { method: 'DELETE' }).toHaveIncreasedBy(1, { since })
    expectMetric(registry, 'requests_total', { method: 'GET', status: 200 }).toHaveIncreasedBy(0, { since })
    expectMetric(registry, 'queue_length').toHaveIncreasedBy(-3, { since })
    expectMetric(registry, 'duration_seconds', { route: '/' }).toHaveIncreasedBy(1, { since })
    expectMetric(registry, 'size_bytes').toHaveIncreasedBy(2, { since })
    expect(failureOf(() => expectMetric(registry, 'requests_total', { method: 'PUT' }).toHaveIncreasedBy(1, { since }))).toBe(
      'counter requests_total{method="PUT", status="200"}: expected an increase by 1, got 2; from 3 to 5',
    )
  })

  it('counts from nothing without one', () => {
    const { registry } = shop()
    expectMetric(registry, 'requests_total', { method: 'PUT' }).toHaveIncreasedBy(3)
  })

  it('takes a missing series for 0, and says which there are', () => {
    const { registry } = shop()
    expectMetric(registry, 'requests_total', { method: 'HEAD' }).toHaveIncreasedBy(0)
    expect(failureOf(() => expectMetric(registry, 'duration_seconds', { route: '/a' }).toHaveIncreasedBy(1))).toBe(
      'histogram duration_seconds{route="/a"}: expected an increase by 1, got 0; there are these series:\n  {route="/"}',
    )
  })

  it('compares the series with itself, not with another that the labels meant before', () => {
    const series = (status: string, value: number) => ({ labels: { method: 'GET', status }, value })
    const of = (...all: ReturnType<typeof series>[]) =>
      buildSnapshot({ families: [{ kind: 'counter', name: 'c_total', labelNames: ['method', 'status'], series: all }] })
    expectMetric(of(series('500', 4)), 'c_total', { method: 'GET' }).toHaveIncreasedBy(4, { since: of(series('200', 9)) })
    // One that is gone has lost what it had.
    expectMetric(of(), 'c_total', { method: 'GET' }).toHaveIncreasedBy(-9, { since: of(series('200', 9)) })
  })

  it('lets floating point be off by as much as is allowed', () => {
    const { registry, queue } = shop()
    queue.set(0.1)
    const since = registry.gather()
    queue.set(0.3)
    failureOf(() => expectMetric(registry, 'queue_length').toHaveIncreasedBy(0.2, { since }))
    expectMetric(registry, 'queue_length').toHaveIncreasedBy(0.2, { since, within: 1e-9 })
  })
})

describe('toIncreaseBy', () => {
  it('is about what happens meanwhile', () => {
    const { registry, requests } = shop()
    const metric = expectMetric(registry, 'requests_total', { method: 'PUT' })
    metric.toIncreaseBy(2, () => requests.inc({ method: 'PUT', status: 200 }, 2))
    expect(failureOf(() => metric.toIncreaseBy(1, () => {}))).toBe(
      'counter requests_total{method="PUT", status="200"}: expected an increase by 1, got 0; from 5 to 5',
    )
    metric.toIncreaseBy(0.5, () => requests.inc({ method: 'PUT', status: 200 }, 0.6), { within: 0.2 })
  })

  it('awaits a promise, and any thenable', async () => {
    const { registry, requests } = shop()
    const metric = expectMetric(registry, 'requests_total', { method: 'PUT' })
    const later = async () => {
      await Promise.resolve()
      requests.inc({ method: 'PUT', status: 200 })
    }
    await metric.toIncreaseBy(1, later)
    // biome-ignore lint/suspicious/noThenProperty: that is what a thenable is.
    await metric.toIncreaseBy(1, (): PromiseLike<unknown> => ({ then: (...settle) => later().then(...settle) }))
    await expect(metric.toIncreaseBy(2, later)).rejects.toThrow('expected an increase by 2, got 1')
  })

  it('passes on what goes wrong meanwhile', async () => {
    const { registry } = shop()
    const metric = expectMetric(registry, 'queue_length')
    const fault = new Error('no')
    expect(() =>
      metric.toIncreaseBy(0, () => {
        throw fault
      }),
    ).toThrow(fault)
    await expect(metric.toIncreaseBy(0, () => Promise.reject(fault))).rejects.toBe(fault)
  })

  it('needs something in which it can happen', () => {
    const { registry } = shop()
    expect(() => expectMetric(registry.gather(), 'queue_length').toIncreaseBy(0, () => {})).toThrow(
      expect.objectContaining({ code: 'invalid_value', message: expect.stringContaining('queue_length') }),
    )
  })

  it('is a promise for the compiler exactly when what happens is', () => {
    const { registry } = shop()
    const metric = expectMetric(registry, 'queue_length')
    expectTypeOf(metric.toIncreaseBy(0, async () => {})).toEqualTypeOf<Promise<void>>()
    expectTypeOf(metric.toIncreaseBy(0, () => {})).toEqualTypeOf<void>()
  })
})

describe('toHaveCount and toHaveSum', () => {
  it('hold for histograms and summaries', () => {
    const { registry } = shop()
    expectMetric(registry, 'duration_seconds', { route: '/' }).toHaveCount(4)
    expectMetric(registry, 'duration_seconds', { route: '/' }).toHaveSum(5.65, { within: 1e-9 })
    expectMetric(registry, 'size_bytes').toHaveCount(100)
    expectMetric(registry, 'size_bytes').toHaveSum(5_050)
    expect(failureOf(() => expectMetric(registry, 'size_bytes').toHaveCount(99))).toBe('summary size_bytes: expected the count 99, got 100')
    expect(failureOf(() => expectMetric(registry, 'size_bytes').toHaveSum(1))).toBe('summary size_bytes: expected the sum 1, got 5050')
  })

  it('are not for counters and gauges', () => {
    const { registry } = shop()
    for (const claim of ['toHaveCount', 'toHaveSum'] as const) {
      expect(failureOf(() => expectMetric(registry, 'queue_length')[claim](1))).toContain('expected a histogram or summary')
    }
  })
})

describe('toHaveBucketCount', () => {
  it('is what was observed up to a bound, included', () => {
    const { registry } = shop()
    const metric = expectMetric(registry, 'duration_seconds')
    metric.toHaveBucketCount(0.1, 2)
    metric.toHaveBucketCount(1, 3)
    metric.toHaveBucketCount(Number.POSITIVE_INFINITY, 4)
    expect(failureOf(() => metric.toHaveBucketCount(1, 1))).toBe(
      'histogram duration_seconds{route="/"}: expected up to 1 the count 1, got 3',
    )
    expect(failureOf(() => metric.toHaveBucketCount(2, 3))).toBe(
      'histogram duration_seconds{route="/"}: expected a bucket among 0.1, 1, Infinity, got 2',
    )
    failureOf(() => expectMetric(registry, 'size_bytes').toHaveBucketCount(1, 1))
  })
})

describe('toHaveQuantile', () => {
  it('is within the relative error that summaries have by default', () => {
    const { registry } = shop()
    const metric = expectMetric(registry, 'size_bytes')
    metric.toHaveQuantile(0.5, 50)
    metric.toHaveQuantile(0.99, 90, { within: 12 })
    expect(failureOf(() => metric.toHaveQuantile(0.5, 52))).toMatch(
      /^summary size_bytes: expected for the quantile 0\.5 the value 52 within 0\.52, got (49|50)\.?\d*$/,
    )
    expect(failureOf(() => metric.toHaveQuantile(0.9, 90))).toBe('summary size_bytes: expected a quantile among 0.5, 0.99, got 0.9')
    failureOf(() => expectMetric(registry, 'duration_seconds').toHaveQuantile(0.5, 1))
  })

  it('is NaN when the window is empty', () => {
    const { registry, clock } = shop()
    clock.advanceMillis(600_000)
    expectMetric(registry, 'size_bytes').toHaveQuantile(0.5, Number.NaN)
  })
})

describe('toBeAbsent', () => {
  it('holds for series and metrics that are not there', () => {
    const { registry } = shop()
    registry.counter({ name: 'unused_total', labels: ['a'] })
    expectMetric(registry, 'requests_total', { method: 'HEAD' }).toBeAbsent()
    expectMetric(registry, 'unused_total').toBeAbsent()
    expectMetric(registry, 'nothing_of_the_kind').toBeAbsent()
    expect(failureOf(() => expectMetric(registry, 'requests_total', { status: 404 }).toBeAbsent())).toBe(
      'counter requests_total{status="404"}: expected no such series, got some; there are these series:\n  {method="GET", status="404"}',
    )
    expect(failureOf(() => expectMetric(registry, 'requests_total', { verb: 'x' }).toBeAbsent())).toContain('got "verb"')
    expect(failureOf(() => expectMetric(registry, 'queue_length').toBeAbsent())).toContain('(no labels)')
  })
})
