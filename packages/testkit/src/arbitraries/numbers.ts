/** Numbers as metrics hold them. */

import fc from 'fast-check'

/** What a counter may read: finite, not negative, past 2^53 too. */
export function counterValueArbitrary(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.nat(),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 2 ** 53, 2 ** 53 + 2, 5e-324, Number.MAX_VALUE),
  )
}

/** What a gauge may read: any number. */
export function gaugeValueArbitrary(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY))
}

/** Whole numbers of observations. */
export function countArbitrary(): fc.Arbitrary<number> {
  return fc.oneof(fc.nat(9), fc.nat(), fc.constant(2 ** 53))
}

/** Sums of observations. Never NaN: what would make it so is not recorded. */
export function sumArbitrary(): fc.Arbitrary<number> {
  return fc.double({ noNaN: true })
}

/** Different numbers, rising, without −0: bounds and quantiles. */
export function risingArbitrary(number: fc.Arbitrary<number>, maxLength = 8): fc.Arbitrary<number[]> {
  return fc
    .uniqueArray(
      number.map((value) => value + 0),
      { maxLength },
    )
    .map((values) => values.sort((a, b) => a - b))
}

/** Bounds of a histogram's buckets; none now and then. */
export function boundsArbitrary(): fc.Arbitrary<number[]> {
  return risingArbitrary(fc.double({ noNaN: true, noDefaultInfinity: true }))
}

/** Quantiles of a summary; none now and then. */
export function quantilesArbitrary(): fc.Arbitrary<number[]> {
  return risingArbitrary(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 0.99, 1)), 4)
}
