import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBucketSearch } from '../../src/model/bucket-search.js'

/** The first bound that is not below the value, one after the other. */
function plainFind(bounds: readonly number[], value: number): number {
  const found = bounds.findIndex((bound) => value <= bound)
  return found < 0 ? bounds.length : found
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const bound = fc.oneof(
  fc.integer({ min: -20, max: 2_000 }),
  fc.integer({ min: -1_074, max: 1_023 }).map((exponent) => 2 ** exponent),
  fc.double({ min: 0.001, max: 100, noNaN: true }),
  finite,
  fc.constantFrom(0, 5e-324, 2 ** -1_022, Number.MAX_VALUE, -Number.MAX_VALUE),
)
const rising = (values: readonly number[]): number[] => [...new Set(values.map((value) => value + 0))].sort((a, b) => a - b)

/** Bounds of many shapes: few, many, of all magnitudes, and crowded within one octave. */
const bounds = fc.oneof(
  fc.array(bound, { maxLength: 30 }).map(rising),
  fc.array(bound, { minLength: 100, maxLength: 300 }).map(rising),
  fc
    .tuple(fc.integer({ min: -3, max: 12 }), fc.nat(60))
    .map(([octave, count]) => Array.from({ length: count }, (_, i) => 2 ** octave * (1 + i / 64))),
  fc.nat(40).map((count) => Array.from({ length: count }, (_, i) => 1_000 + i / 10)),
)

function neighbours(value: number): number[] {
  const step = Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE)
  return [value - step, value, value + step]
}

describe('the search for a bucket', () => {
  it('finds what a plain loop finds, on every bound, beside it and anywhere', () => {
    fc.assert(
      fc.property(bounds, fc.array(fc.oneof(bound, finite)), (given, others) => {
        const search = createBucketSearch(given)
        expect(search.boundCount).toBe(given.length)
        const values = [...given.flatMap(neighbours), ...others, 0, -0, Infinity, -Infinity, Number.MAX_VALUE, 5e-324]
        for (const value of values) {
          const found = search.find(value)
          if (found !== plainFind(given, value)) expect([value, found]).toEqual([value, plainFind(given, value)])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('does not disturb another', () => {
    const coarse = createBucketSearch([1, 10])
    const fine = createBucketSearch([0.1, 0.2, 0.3])
    expect([coarse.find(5), fine.find(0.25), coarse.find(0.5), fine.find(9)]).toEqual([1, 2, 0, 3])
  })
})
