/** Buckets as the values of a distribution. */

import { points } from '@telltale/core/model'
import { createTestRegistry } from '@telltale/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distributionValues } from '../src/distribution-values.js'

function valuesOf(bounds: readonly number[], counts: readonly number[], maxCount = 1_000): number[] {
  const count = counts.reduce((sum, one) => sum + one, 0)
  const point = { labels: { names: [], values: [] }, startedAtMillis: 0, bucketCounts: Float64Array.from(counts), count, sum: 12 }
  return distributionValues(point, bounds, maxCount)
}

describe('values of given bounds', () => {
  it.each([
    ['the middle of each bucket', [10, 20], [1, 2, 1], [5, 15, 15, 20]],
    ['a first bucket below zero', [-10, 10], [1, 1, 0], [-10, 0]],
    ['no bounds: the mean', [], [4], [3, 3, 3, 3]],
    ['nothing', [1], [0, 0], []],
  ])('%s', (_title, bounds, counts, expected) => {
    expect(valuesOf(bounds, counts)).toEqual(expected)
  })

  it('are thinned out evenly', () => {
    expect(valuesOf([10, 20], [300, 600, 100], 10)).toEqual([5, 5, 5, 15, 15, 15, 15, 15, 15, 20])
  })

  it('are as many as were observed, or as many as may be', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 3, maxLength: 3 }), fc.integer({ min: 1, max: 400 }), (counts, maxCount) => {
        const total = counts.reduce((sum, one) => sum + one, 0)
        expect(valuesOf([10, 20], counts, maxCount)).toHaveLength(Math.min(total, maxCount))
      }),
    )
  })
})

describe('values of native buckets', () => {
  it('are off by no more than the resolution', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 50 }), (observed) => {
        const { registry } = createTestRegistry()
        const sizes = registry.histogram({ name: 'sizes', native: true })
        for (const value of observed) sizes.observe(value)
        const [family] = registry.gather().families.filter(({ name }) => name === 'sizes')
        if (family?.kind !== 'histogram') throw new Error('no histogram')
        const [point] = points(family)
        if (point?.native === undefined) throw new Error('no native buckets')
        const half = 2 ** (2 ** -point.native.scale) - 1
        const values = distributionValues(point, family.bounds, 1_000)
        const sorted = [...observed].sort((a, b) => a - b)
        expect(values).toHaveLength(observed.length)
        for (const [i, value] of values.entries()) expect(Math.abs(value / (sorted[i] as number) - 1)).toBeLessThanOrEqual(half)
      }),
    )
  })
})
