import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_BUCKETS } from '../../src/model/buckets.js'
import { points } from '../../src/model/points.js'
import { type NamedValue, NOT_NUMBERS } from '../support/hostile-values.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

/** The one series of the histogram `h`: its row of buckets and its sum. */
function rowOf({ registry }: PrivateRegistry): { readonly buckets: number[]; readonly sum: number } {
  const family = findFamily(registry.gather(), 'h', 'histogram')
  expect(family.labelSets.length).toBe(1)
  return { buckets: [...family.counts], sum: family.sums[0] as number }
}

describe('a histogram', () => {
  it('counts each observation in the first bucket whose bound is not below it', () => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', buckets: [-1, 0, 0.5, 10] })
    for (const value of [-1e308, -1, -0.5, -0, 0, 5e-324, 0.5, 0.5000001, 10, 10.000001, 1e300]) histogram.observe(value)
    expect(rowOf(given).buckets).toEqual([2, 3, 2, 2, 2])
    expect(histogram.get().count).toBe(11)
    expect(histogram.name).toBe('h')
  })

  it('has the buckets of durations in seconds where nothing is said', () => {
    const { registry } = createPrivateRegistry()
    registry.histogram({ name: 'h' })
    expect(findFamily(registry.gather(), 'h', 'histogram').bounds).toEqual(DEFAULT_BUCKETS)
  })

  it.each([
    ['none', []],
    ['only the implied one', [Infinity]],
  ])('may have no bounds: %s', (_name, buckets) => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', buckets })
    for (const value of [-5, 0, 7]) histogram.observe(value)
    expect(rowOf(given)).toEqual({ buckets: [3], sum: 2 })
    expect(findFamily(given.registry.gather(), 'h', 'histogram').bounds).toEqual([])
  })

  it('counts infinities in the outermost buckets', () => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', buckets: [1, 2], labels: ['a'] })
    histogram.observe({ a: '' }, Infinity)
    expect(rowOf(given)).toEqual({ buckets: [0, 0, 1], sum: Infinity })
    const below = createPrivateRegistry()
    below.registry.histogram({ name: 'h', buckets: [1, 2] }).observe(-Infinity)
    expect(rowOf(below)).toEqual({ buckets: [1, 0, 0], sum: -Infinity })
  })

  it.each<NamedValue>([['NaN', Number.NaN], ['undefined', undefined], ...NOT_NUMBERS])(
    'drops, counts and announces %s, and stays as it was',
    (_name, value) => {
      const given = createPrivateRegistry()
      const histogram = given.registry.histogram({ name: 'h', buckets: [1] })
      histogram.observe(0.5)
      expect(() => histogram.observe(value as number)).not.toThrow()
      expect(rowOf(given)).toEqual({ buckets: [1, 0], sum: 0.5 })
      expect(given.drops()).toEqual({ 'h bad_value': 1 })
      expect(given.problems).toEqual([
        {
          kind: 'bad_value',
          metric: 'h',
          message: expect.stringMatching(
            /^metric "h": observe: expected a number that leaves the sum a number, got .+; the update is dropped$/,
          ),
        },
      ])
    },
  )

  it('never lets its sum stop being a number: of two opposite infinities the second is dropped', () => {
    const given = createPrivateRegistry()
    const histogram = given.registry.histogram({ name: 'h', buckets: [1] })
    for (const value of [Infinity, -Infinity, 3, Infinity]) histogram.observe(value)
    expect(rowOf(given)).toEqual({ buckets: [0, 3], sum: Infinity })
    expect(given.drops()).toEqual({ 'h bad_value': 1 })
  })

  it('counts what a plain loop over its bounds counts, with few bounds and with many', () => {
    const bound = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: -1e9, max: 1e9, noNaN: true })).map((value) => value + 0)
    const bounds = fc.oneof(...[0, 1, 3, 15, 16, 17, 200].map((length) => fc.uniqueArray(bound, { minLength: length, maxLength: length })))
    fc.assert(
      fc.property(bounds, fc.array(fc.oneof(bound, fc.nat())), (unsorted, given) => {
        const buckets = unsorted.sort((a, b) => a - b)
        // On a bound as often as between two.
        const values = given.map((value, i) => (i % 2 === 0 ? value : (buckets[value % buckets.length] ?? value)))
        const test = createPrivateRegistry()
        const histogram = test.registry.histogram({ name: 'h', buckets })
        const model = new Array<number>(buckets.length + 1).fill(0)
        let sum = 0
        for (const value of values) {
          histogram.observe(value)
          const bucket = buckets.findIndex((upper) => value <= upper)
          const at = bucket < 0 ? buckets.length : bucket
          model[at] = (model[at] as number) + 1
          sum += value
        }
        expect(rowOf(test)).toEqual({ buckets: model, sum })
        expect(histogram.get()).toEqual({ count: values.length, sum })
      }),
    )
  })
})

describe('a labelled histogram', () => {
  it('has a row for every label set, whichever way it is observed', () => {
    const { registry } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', buckets: [1], labels: ['route'] })
    histogram.observe({ route: '/a' }, 0.5)
    histogram.with({ route: '/a' }).observe(2)
    histogram.observe({ route: '/b' }, 1)
    expect(histogram.get({ route: '/a' })).toEqual({ count: 2, sum: 2.5 })
    expect(histogram.with({ route: '/b' }).get()).toEqual({ count: 1, sum: 1 })
    expect(histogram.get({ route: '/c' })).toEqual({ count: 0, sum: 0 })
    expect(histogram.with({ route: '/a' })).toBe(histogram.with({ route: '/a' }))
    expect(histogram.name).toBe('h')
    const read = [...points(findFamily(registry.gather(), 'h', 'histogram'))].map(({ labels, bucketCounts, sum }) => [
      labels.values[0],
      [...bucketCounts],
      sum,
    ])
    expect(read).toEqual([
      ['/a', [1, 1], 2.5],
      ['/b', [1, 0], 1],
    ])
  })

  it('keeps its rows apart over many pages', () => {
    const { registry } = createPrivateRegistry()
    const buckets = Array.from({ length: 100 }, (_, i) => i)
    const histogram = registry.histogram({ name: 'h', buckets, labels: ['i'] })
    for (let i = 0; i < 1_000; i++) histogram.observe({ i }, i % 101)
    const family = findFamily(registry.gather(), 'h', 'histogram')
    for (const [slot, point] of [...points(family)].entries()) {
      if (point.bucketCounts[slot % 101] !== 1 || point.count !== 1 || point.sum !== slot % 101) expect([slot, point]).toBeUndefined()
    }
    expect(family.labelSets.length).toBe(1_000)
  })
})
