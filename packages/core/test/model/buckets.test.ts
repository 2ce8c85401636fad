import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentialBuckets, exponentialBucketsRange, linearBuckets } from '../../src/model/buckets.js'

describe('buckets by rule', () => {
  it('are as many finite bounds as asked for, apart as asked', () => {
    expect(linearBuckets(10, 5, 3)).toEqual([10, 15, 20])
    expect(linearBuckets(-1, 0.5, 4)).toEqual([-1, -0.5, 0, 0.5])
    expect(exponentialBuckets(1, 2, 4)).toEqual([1, 2, 4, 8])
    expect(exponentialBucketsRange(1, 100, 3)).toEqual([1, 10, 100])
    expect(exponentialBucketsRange(1e-300, 1e300, 3)).toEqual([1e-300, 1, 1e300])
  })

  it('rise, begin and end where they should, whatever was asked', () => {
    const range = fc.tuple(
      fc.double({ min: 1e-9, max: 1, noNaN: true }),
      fc.double({ min: 2, max: 1e9, noNaN: true }),
      fc.integer({ min: 2, max: 200 }),
    )
    fc.assert(
      fc.property(range, ([min, max, count]) => {
        const bounds = exponentialBucketsRange(min, max, count)
        expect([bounds.length, bounds[0], bounds.at(-1)]).toEqual([count, min, max])
        expect(bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] as number))).toBe(true)
      }),
    )
  })

  it.each([
    [
      'linearBuckets',
      () => linearBuckets(Number.NaN, 0, 0),
      /^linearBuckets: start must be .+ got NaN; width must be .+ got 0; count must be .+ got 0$/,
    ],
    ['linearBuckets', () => linearBuckets(1, 1, 1.5), /count must be a whole number from 1 to 10,000, got 1.5/],
    ['linearBuckets', () => linearBuckets(2 ** 53, 0.5, 3), /bound 1 must be finite and above the one before/],
    ['exponentialBuckets', () => exponentialBuckets(0, 1, -1), /start must be .+ got 0; factor must be .+ got 1; count must be .+ got -1/],
    ['exponentialBuckets', () => exponentialBuckets(1, 1e300, 3), /bound 2 must be finite and above the one before, got Infinity/],
    [
      'exponentialBucketsRange',
      () => exponentialBucketsRange(2, 1, 1),
      /max must be a finite number above min, got 1; count must be a whole number from 2/,
    ],
  ])('are refused by %s when no such bounds exist', (rule, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ name: 'TelltaleError', code: 'invalid_options', message: expect.stringMatching(message) }),
    )
    expect(make).toThrow(new RegExp(`^${rule}: `))
  })
})
