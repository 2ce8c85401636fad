import { histogramQuantile } from '@telltale/core/model'
import { buildSnapshot, type FamilyInput, familyOf } from '@telltale/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Datum } from '../../src/encode/datum.js'
import { createEncoder, type EncoderOptions } from '../../src/encode/encoder.js'
import { keptNaming } from '../../src/index.js'
import { pascalCaseNaming } from '../../src/naming.js'

function encode(family: FamilyInput | readonly FamilyInput[], options: Partial<EncoderOptions> = {}) {
  const problems: string[] = []
  const encoder = createEncoder({
    select: undefined,
    dimensions: undefined,
    naming: keptNaming,
    units: {},
    quantiles: true,
    report: ({ kind }) => problems.push(kind),
    ...options,
  })
  const { data, dropped } = encoder(buildSnapshot({ families: [family].flat() as FamilyInput[] }))
  return { data: data as readonly Datum[], dropped, problems }
}

describe('what becomes of', () => {
  it('a counter: its increase', () => {
    const { data } = encode({ kind: 'counter', name: 'jobs_total', series: [{ labels: { kind: 'mail', queue: '' }, value: 3 }] })
    expect(data).toEqual([
      {
        name: 'jobs_total',
        unit: 'Count',
        dimensions: [{ Name: 'kind', Value: 'mail' }],
        body: { kind: 'value', value: 3 },
        seriesCount: 1,
      },
    ])
  })

  it('a gauge: its value', () => {
    const { data } = encode({ kind: 'gauge', name: 'heap', unit: 'bytes', series: [{ value: -2.5 }] })
    expect(data).toEqual([{ name: 'heap', unit: 'Bytes', dimensions: [], body: { kind: 'value', value: -2.5 }, seriesCount: 1 }])
  })

  it('a summary: a statistic set, and a metric for each quantile', () => {
    const { data } = encode({
      kind: 'summary',
      name: 'latency',
      unit: 'seconds',
      quantiles: [0.5, 0.999],
      series: [{ count: 4, sum: 10, quantileValues: [2, 5] }],
    })
    expect(data.map(({ name, body, seriesCount }) => [name, body, seriesCount])).toEqual([
      ['latency', { kind: 'statistics', count: 4, sum: 10, min: 2, max: 5 }, 1],
      ['latency_p50', { kind: 'value', value: 2 }, 0],
      ['latency_p99.9', { kind: 'value', value: 5 }, 0],
    ])
  })

  it('a state set: a value for each state, in a dimension of its own', () => {
    const { data } = encode({ kind: 'stateset', name: 'door', states: ['open', 'shut'], series: [{ on: ['shut'] }] })
    expect(data.map(({ dimensions, body }) => [dimensions[0], body])).toEqual([
      [
        { Name: 'state', Value: 'open' },
        { kind: 'value', value: 0 },
      ],
      [
        { Name: 'state', Value: 'shut' },
        { kind: 'value', value: 1 },
      ],
    ])
  })

  it('an info: 1', () => {
    const { data } = encode({ kind: 'info', name: 'build', series: [{ labels: { version: '2' } }] })
    expect(data).toMatchObject([{ dimensions: [{ Name: 'version', Value: '2' }], body: { kind: 'value', value: 1 } }])
  })
})

describe('histograms', () => {
  it('are a value for each bucket that holds something, whose sum is that of the observations', () => {
    const { data } = encode({ kind: 'histogram', name: 'latency', bounds: [1, 2, 4], series: [{ counts: [1, 0, 2, 0], sum: 7.5 }] })
    // Both at the same share of the way: 0.7 × 1, and 2 + 0.7 × 2.
    expect(data[0]?.body).toMatchObject({ kind: 'distribution', counts: [1, 2] })
    expect(data[0]?.body).toMatchObject({ values: [expect.closeTo(0.7), expect.closeTo(3.4)] })
  })

  it('put what is above the last bound where the sum says it is', () => {
    const { data } = encode({ kind: 'histogram', name: 'latency', bounds: [1], series: [{ counts: [0, 2], sum: 20 }] })
    expect(data[0]?.body).toEqual({ kind: 'distribution', values: [10], counts: [2] })
  })

  it('put it at the last bound when the sum says nothing', () => {
    const { data } = encode({ kind: 'histogram', name: 'latency', bounds: [1], series: [{ counts: [0, 2], sum: Number.NaN }] })
    expect(data[0]?.body).toEqual({ kind: 'distribution', values: [1], counts: [2] })
  })

  it('come in parts of 150 values, of which the first stands for the series', () => {
    const native = {
      scale: 3,
      positive: { offset: 0, counts: Array.from({ length: 160 }, () => 1) },
      negative: { offset: 0, counts: [1] },
      zeroCount: 2,
    }
    const { data } = encode({ kind: 'histogram', name: 'latency', series: [{ counts: [163], sum: 0, native }] })
    expect(data.map(({ body, seriesCount }) => [body.kind === 'distribution' && body.values.length, seriesCount])).toEqual([
      [150, 1],
      [12, 0],
    ])
  })

  it('without observations are not sent', () => {
    expect(encode({ kind: 'histogram', name: 'latency', bounds: [1], series: [{ counts: [0, 0], sum: 0 }] }).data).toEqual([])
  })

  it('keep count, sum and the bucket of each quantile (property)', () => {
    const bounds = [1, 2, 4, 8, 16]
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 16, noNaN: true }), { minLength: 1, maxLength: 50 }), (observed) => {
        const counts = [0, 0, 0, 0, 0, 0]
        for (const value of observed) {
          const bucket = bounds.findIndex((bound) => value <= bound)
          counts[bucket] = (counts[bucket] as number) + 1
        }
        const sum = observed.reduce((a, b) => a + b, 0)
        const body = encode({ kind: 'histogram', name: 'h', bounds, series: [{ counts, sum }] }).data[0]?.body
        if (body?.kind !== 'distribution') throw new Error('no distribution')
        expect(body.counts.reduce((a, b) => a + b, 0)).toBe(observed.length)
        expect(body.values.reduce((total, value, i) => total + value * (body.counts[i] as number), 0)).toBeCloseTo(sum, 6)
        const filled = [...bounds.keys()].filter((i) => (counts[i] as number) > 0)
        expect(body.values).toHaveLength(filled.length)
        for (const [i, bucket] of filled.entries()) {
          expect(body.values[i]).toBeGreaterThanOrEqual(bounds[bucket - 1] ?? 0)
          expect(body.values[i]).toBeLessThanOrEqual(bounds[bucket] as number)
        }
      }),
    )
  })

  it('have the quantiles of the histogram, to the width of a bucket', () => {
    const input = { kind: 'histogram', name: 'h', bounds: [1, 2, 4], series: [{ counts: [5, 4, 1, 0], sum: 12 }] } as const
    const family = familyOf(input)
    const body = encode(input).data[0]?.body
    if (body?.kind !== 'distribution') throw new Error('no distribution')
    expect(Math.abs((body.values[0] as number) - histogramQuantile(family, 0, 0.5))).toBeLessThanOrEqual(1)
  })
})

describe('dimensions', () => {
  const series = [
    { labels: { host: 'a', path: '/x' }, value: 1 },
    { labels: { host: 'a', path: '/y' }, value: 2 },
    { labels: { host: 'b', path: '/x' }, value: 4 },
  ]

  it('that are chosen: increments of series that coincide are added up', () => {
    const { data } = encode({ kind: 'counter', name: 'requests_total', series }, { dimensions: (label) => label === 'host' })
    expect(data.map(({ dimensions, body, seriesCount }) => [dimensions[0]?.Value, body, seriesCount])).toEqual([
      ['a', { kind: 'value', value: 3 }, 2],
      ['b', { kind: 'value', value: 4 }, 1],
    ])
  })

  it('that are chosen: gauges that coincide are values side by side', () => {
    const { data } = encode({ kind: 'gauge', name: 'open', series }, { dimensions: () => false })
    expect(data).toMatchObject([{ dimensions: [], body: { kind: 'distribution', values: [1, 2, 4], counts: [1, 1, 1] }, seriesCount: 3 }])
  })

  it('beyond 30 are left out, which is announced', () => {
    const labels = Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`label_${i}`, 'v']))
    const { data, problems } = encode({ kind: 'counter', name: 'wide_total', series: [{ labels, value: 1 }] })
    expect(data[0]?.dimensions).toHaveLength(30)
    expect(problems).toEqual(['cloudwatch_dimensions'])
  })

  it.each([
    ['\u0000é', '__'],
    [' inner blank ', 'inner blank'],
    ['x'.repeat(2_000), 'x'.repeat(1_024)],
    ['\n\t', '__'],
  ])('have values that CloudWatch takes: %j', (given, sent) => {
    const { data } = encode({ kind: 'gauge', name: 'g', series: [{ labels: { l: given }, value: 1 }] })
    expect(data[0]?.dimensions).toEqual([{ Name: 'l', Value: sent }])
  })

  it('have names that stay apart', () => {
    const { data } = encode({ kind: 'gauge', name: 'g', series: [{ labels: { ä: '1', ö: '2' }, value: 1 }] })
    expect(data[0]?.dimensions.map(({ Name }) => Name)).toEqual(['_', '__2'])
  })
})

describe('what is dropped', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 361, -(2 ** 361)])('a value of %d, counted', (value) => {
    expect(encode({ kind: 'gauge', name: 'g', series: [{ value }] })).toMatchObject({
      data: [],
      dropped: [{ reason: 'unsupported_value', count: 1 }],
    })
  })

  it('not what is too near to zero: it is zero', () => {
    expect(encode({ kind: 'gauge', name: 'g', series: [{ value: 5e-324 }] }).data[0]?.body).toEqual({ kind: 'value', value: 0 })
  })

  it('a family whose name another one has', () => {
    const { data, dropped, problems } = encode(
      [
        { kind: 'gauge', name: 'jobs', series: [{ value: 1 }] },
        { kind: 'counter', name: 'jobs_total', series: [{ value: 1 }] },
      ],
      { naming: pascalCaseNaming },
    )
    expect(data.map(({ name }) => name)).toEqual(['Jobs'])
    expect(dropped).toEqual([{ reason: 'name_conflict', count: 1 }])
    expect(problems).toEqual(['cloudwatch_name'])
  })
})
