import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramQuantile } from '../../src/model/histogram-quantile.js'
import type { HistogramFamily } from '../../src/model/snapshot.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

function familyOf(values: readonly number[], options: object): HistogramFamily {
  const { registry } = createPrivateRegistry()
  const histogram = registry.histogram({ name: 'h', ...options })
  for (const value of values) histogram.observe(value)
  return findFamily(registry.gather(), 'h', 'histogram')
}

function nearestRank(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] as number
}

const magnitude = fc.double({ min: -64, max: 63.999, noNaN: true }).map((exponent) => 2 ** exponent)
const value = fc.oneof(
  magnitude,
  magnitude.map((positive) => -positive),
  fc.constantFrom(0, -0, 1, -1, 1e-40),
)
const quantile = fc.oneof(fc.constantFrom(0, 0.5, 0.99, 1), fc.double({ min: 0, max: 1, noNaN: true }))

describe('a quantile of native buckets', () => {
  it('is within the relative error of its scale, whatever was observed', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 120 }),
        quantile,
        fc.integer({ min: -4, max: 8 }),
        fc.integer({ min: 16, max: 400 }),
        (values, asked, schema, maxBuckets) => {
          const family = familyOf(values, { native: { schema, maxBuckets } })
          const base = 2 ** (2 ** -(family.native?.scales[0] as number))
          const exact = nearestRank(values, asked)
          const read = histogramQuantile(family, 0, asked)
          // What is smaller than the zero threshold reads as 0.
          const allowed = Math.max(2 ** -128, ((base - 1) / (base + 1)) * Math.abs(exact) * (1 + 1e-9))
          expect(Math.abs(read - exact)).toBeLessThanOrEqual(allowed)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is NaN where nothing was observed', () => {
    expect(histogramQuantile(familyOf([], { native: true }), 0, 0.5)).toBeNaN()
  })
})

describe('a quantile of classic buckets', () => {
  const BOUNDS = { buckets: [1, 2, 4] }

  it.each([
    [[], 0.5, Number.NaN],
    [[0.5, 0.5], 0.5, 0.5],
    [[1.5, 1.5, 1.5, 1.5], 0.5, 1.5],
    [[1.5, 1.5, 1.5, 1.5], 0, 1],
    [[1.5, 1.5, 1.5, 1.5], 1, 2],
    [[0.5, 3], 0.75, 3],
    [[0.5, 9], 1, 4],
    [[9], 0.5, 4],
  ])('of %j at %d is %d', (values, asked, expected) => {
    expect(histogramQuantile(familyOf(values, BOUNDS), 0, asked)).toBe(expected)
  })

  it('below zero is the bound of the first bucket', () => {
    expect(histogramQuantile(familyOf([-5, -4], { buckets: [-2, 2] }), 0, 0.5)).toBe(-2)
    expect(histogramQuantile(familyOf([1], { buckets: [] }), 0, 0.5)).toBeNaN()
  })

  it('cannot be of a slot that is not there, or beyond all values', () => {
    const family = familyOf([1], BOUNDS)
    expect(() => histogramQuantile(family, 1, 0.5)).toThrow(new RangeError('slot must be in [0, 1), got 1'))
    expect(() => histogramQuantile(family, 0.5, 0.5)).toThrow(RangeError)
    for (const wrong of [-0.1, 1.1, Number.NaN]) expect(() => histogramQuantile(family, 0, wrong)).toThrow(/quantile must be in/)
  })
})
