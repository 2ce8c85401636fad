import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { points } from '../../src/model/points.js'
import type { HistogramFamily, NativeColumns } from '../../src/model/snapshot.js'
import { type NamedValue, NOT_NUMBERS } from '../support/hostile-values.js'
import { createPrivateRegistry, fillArena, type PrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

const familyOf = ({ registry }: PrivateRegistry, name = 'h'): HistogramFamily => findFamily(registry.gather(), name, 'histogram')

describe('a native histogram', () => {
  it('counts powers of two at the upper end of their buckets, on both sides of zero', () => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', native: { schema: 0 } })
    for (const value of [1, 1.5, 2, 2.5, 8, -4, -4, 0, -0, 1e-300]) histogram.observe(value)
    expect(familyOf(given)).toMatchObject({
      bounds: [],
      counts: Float64Array.of(10),
      native: {
        zeroThreshold: 2 ** -128,
        scales: Int32Array.of(0),
        zeroCounts: Float64Array.of(3),
        positive: [{ offset: -1, counts: Float64Array.of(1, 2, 1, 1) }],
        negative: [{ offset: 1, counts: Float64Array.of(2) }],
      },
    })
    expect(familyOf(given).extremes).toBeUndefined()
    expect(histogram.get()).toEqual({ count: 10, sum: 7 + 1e-300 })
    expect(histogram.name).toBe('h')
  })

  it.each([
    [true, 3, 2 ** -128],
    [{}, 3, 2 ** -128],
    [{ growthFactor: 1.5 }, 1, 2 ** -128],
    [{ growthFactor: 1e6 }, -4, 2 ** -128],
    [{ growthFactor: 1.0028 }, 8, 2 ** -128],
    [{ schema: -2, zeroThreshold: 0 }, -2, 0],
  ])('made with %j has schema %i', (native, schema, zeroThreshold) => {
    const given = createPrivateRegistry()
    given.registry.histogram({ name: 'h', native }).observe(1)
    expect(familyOf(given).native).toMatchObject({ scales: Int32Array.of(schema), zeroThreshold })
  })

  it('has none where `native` is false, and both kinds of buckets where bounds are given too', () => {
    const given = createPrivateRegistry()
    given.registry.histogram({ name: 'classic', native: false, buckets: [1] })
    const both = given.registry.histogram({ name: 'both', native: true, buckets: [1, 10] })
    for (const value of [0.5, 1, 5, 50]) both.observe(value)
    expect(familyOf(given, 'classic').native).toBeUndefined()
    expect(familyOf(given, 'both')).toMatchObject({ bounds: [1, 10], counts: Float64Array.of(2, 1, 1), sums: Float64Array.of(56.5) })
    expect(familyOf(given, 'both').native?.positive[0]?.counts.reduce((sum, count) => sum + count, 0)).toBe(4)
    expect(both.get()).toEqual({ count: 4, sum: 56.5 })
  })

  it('shows at most `maxBuckets`, by merging neighbours, and counts every value all the same', () => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', native: { schema: 8, maxBuckets: 20 } })
    let seenScale = 8
    for (let i = 0; i < 500; i++) {
      histogram.observe(1.01 ** i)
      const { scales, positive } = familyOf(given).native as NativeColumns
      const [scale = Number.NaN] = scales
      const [{ counts } = { counts: new Float64Array(0) }] = positive
      expect(scale).toBeLessThanOrEqual(seenScale)
      seenScale = scale
      expect(counts.length).toBeLessThanOrEqual(20)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(i + 1)
    }
    expect(seenScale).toBe(1)
  })

  it.each<NamedValue>([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['undefined', undefined],
    ...NOT_NUMBERS,
  ])('drops, counts and announces %s, and stays as it was', (_name, value) => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', native: true, extremes: true, buckets: [1] })
    histogram.observe(0.5)
    const before = familyOf(given)
    expect(() => histogram.observe(value as number)).not.toThrow()
    expect(familyOf(given)).toEqual({ ...before, labelSets: expect.anything() })
    expect(given.drops()).toEqual({ 'h bad_value': 1 })
    expect(given.problems).toMatchObject([
      {
        kind: 'bad_value',
        metric: 'h',
        message: expect.stringMatching(/^metric "h": observe: expected a number that leaves the sum finite/),
      },
    ])
  })

  it('announces once that values are beyond its octaves, and counts them at the end', () => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', native: true })
    histogram.observe(2 ** 64)
    expect(given.problems).toEqual([])
    for (const value of [2 ** 65, -(2 ** 70), 2 ** -64]) histogram.observe(value)
    expect(given.problems).toEqual([
      {
        kind: 'out_of_range',
        metric: 'h',
        message:
          'metric "h": observe: expected values of a magnitude from 2^-64 to 2^64, got one beyond; it is counted in the outermost native bucket',
      },
    ])
    expect(histogram.get().count).toBe(4)
    expect(given.drops()).toEqual({})
  })

  it('drops and counts what found no room, and counts on in the octaves it has', () => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', native: { schema: 8, maxBuckets: 65_536 } })
    given.registry.gauge({ name: 'g' }).set('not a number' as never)
    histogram.observe(1.5)
    fillArena(given.seat)
    for (let magnitude = 1; magnitude < 64; magnitude++) for (const sign of [1, -1]) histogram.observe(sign * 2 ** magnitude)
    for (let i = 0; i < 10; i++) histogram.observe(1.6)
    const dropped = given.drops()['h arena_full'] ?? 0
    expect(dropped).toBeGreaterThan(0)
    expect(histogram.get().count + dropped).toBe(1 + 126 + 10)
    expect(given.problems.filter(({ metric }) => metric === 'h')).toMatchObject([{ kind: 'arena_full' }])
  })

  it('without a place loses its updates, counted', () => {
    const given = createPrivateRegistry()
    given.registry.gauge({ name: 'g' }).set('not a number' as never)
    fillArena(given.seat)
    const histogram = given.registry.histogram({ name: 'h', labels: ['n'], native: true })
    for (let n = 0; n < 300; n++) histogram.observe({ n }, 1)
    const shown = familyOf(given).counts.reduce((sum, count) => sum + count, 0)
    expect(shown).toBeLessThan(300)
    expect(shown + (given.drops()['h arena_full'] ?? 0)).toBe(300)
  })

  it('has a point for every label set, whichever way it is observed', async () => {
    const { registry } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', labels: ['kind'], native: true })
    for (let i = 0; i < 300; i++) histogram.observe({ kind: i % 100 }, i)
    const bound = histogram.with({ kind: 7 })
    bound.observe(1)
    expect(bound.get()).toEqual({ count: 4, sum: 7 + 107 + 207 + 1 })
    expect(histogram.get({ kind: '7' })).toEqual(bound.get())
    expect(histogram.get({ kind: 'never' })).toEqual({ count: 0, sum: 0 })
    await histogram.time({ kind: 7 }, async () => {})
    histogram.startTimer({ kind: 7 })()
    expect(bound.get().count).toBe(6)
    const all = [...points(findFamily(registry.gather(), 'h', 'histogram'))]
    expect(all.map(({ count }) => count)).toEqual(Array.from({ length: 100 }, (_, i) => (i === 7 ? 6 : 3)))
  })
})

describe('the extremes of a histogram', () => {
  it.each([
    ['classic', { buckets: [1] }],
    ['native', { native: true }],
    ['both', { buckets: [1], native: true }],
  ])('are the least and the greatest of all values, with %s buckets', (_name, options) => {
    const value = fc.oneof(fc.constantFrom(0, -0, 1, -1), fc.double({ min: -1e15, max: 1e15, noNaN: true }))
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const given = createPrivateRegistry()
        const histogram = given.registry.histogram({ name: 'h', extremes: true, ...options })
        expect(familyOf(given).extremes).toEqual({ mins: Float64Array.of(Number.NaN), maxs: Float64Array.of(Number.NaN) })
        let sum = 0
        for (const one of values) {
          histogram.observe(one)
          sum += one
        }
        const { extremes, sums } = familyOf(given)
        // Neither says −0.
        expect(extremes).toEqual({ mins: Float64Array.of(Math.min(...values) + 0), maxs: Float64Array.of(Math.max(...values) + 0) })
        expect([...sums]).toEqual([sum])
        expect(histogram.get().count).toBe(values.length)
      }),
      { numRuns: 50 },
    )
  })

  it.each<NamedValue>([['NaN', Number.NaN], ...NOT_NUMBERS])('stay as they were when %s is dropped', (_name, value) => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', extremes: true, buckets: [1] })
    histogram.observe(0.5)
    histogram.observe(value as number)
    expect(familyOf(given)).toMatchObject({
      counts: Float64Array.of(1, 0),
      extremes: { mins: Float64Array.of(0.5), maxs: Float64Array.of(0.5) },
    })
    expect(given.drops()).toEqual({ 'h bad_value': 1 })
  })
})
