import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentialScale, MAX_SCALE, MIN_SCALE, scaleForGrowthFactor, scaleForRelativeError } from '../../src/model/exponential.js'

const SCALES = Array.from({ length: MAX_SCALE - MIN_SCALE + 1 }, (_, i) => MIN_SCALE + i)
const SMALLEST_NORMAL = 2 ** -1022

/** Any finite double above 0, each bit pattern as likely as another, subnormals and the edges often. */
const positive = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: Number.MIN_VALUE, max: SMALLEST_NORMAL, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -1_074, max: 1_023 }).map((exponent) => 2 ** exponent) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MIN_VALUE, SMALLEST_NORMAL, 1, Number.MAX_VALUE) },
)

/** The double after (`step` 1) or before (−1) a positive one. */
function neighbour(value: number, step: 1 | -1): number {
  const number = Float64Array.of(value)
  const bits = new BigInt64Array(number.buffer)
  bits[0] = (bits[0] as bigint) + BigInt(step)
  return number[0] as number
}

describe.each(SCALES)('exponential buckets of scale %i', (scaleNumber) => {
  const scale = exponentialScale(scaleNumber)
  const perOctave = 2 ** scaleNumber
  const base = 2 ** (1 / perOctave)
  const relativeError = (base - 1) / (base + 1)
  /** Buckets that have, with the next one, bounds that are normal numbers. */
  const normalIndex = fc.integer({ min: Math.ceil(-1_022 * perOctave), max: Math.floor(1_023 * perOctave) - 2 })

  it('put every power of two where its exponent says: at the upper end of a bucket from scale 0 on', () => {
    for (let exponent = -1_074; exponent <= 1_023; exponent++) {
      const expected = Math.ceil(exponent * perOctave) - 1
      if (scale.indexOf(2 ** exponent) !== expected) expect([exponent, scale.indexOf(2 ** exponent)]).toBeUndefined()
    }
  })

  it('include their upper bound and nothing above it', () => {
    fc.assert(
      fc.property(normalIndex, (index) => {
        const bound = scale.upperBound(index)
        expect([scale.indexOf(neighbour(bound, -1)), scale.indexOf(bound), scale.indexOf(neighbour(bound, 1))]).toEqual([
          index,
          index,
          index + 1,
        ])
      }),
    )
  })

  it('have bounds that grow by the base', () => {
    fc.assert(
      fc.property(normalIndex, (index) => {
        const ratio = scale.upperBound(index + 1) / scale.upperBound(index)
        expect(Math.abs(ratio / base - 1)).toBeLessThan(1e-12)
      }),
    )
  })

  it('hold every value there is', () => {
    fc.assert(
      fc.property(positive, (value) => {
        const index = scale.indexOf(value)
        expect(Number.isInteger(index)).toBe(true)
        expect(value).toBeLessThanOrEqual(scale.upperBound(index))
        // Bounds of subnormal size are rounded to the few numbers there are: the lower one may round to the value itself.
        if (value >= SMALLEST_NORMAL) expect(value).toBeGreaterThan(scale.upperBound(index - 1))
        else expect(value).toBeGreaterThanOrEqual(scale.upperBound(index - 1))
      }),
      { numRuns: 400 },
    )
  })

  it('rise with the value', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        expect(Math.sign(scale.indexOf(a) - scale.indexOf(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('are those of the logarithm, as far as its rounding can tell', () => {
    fc.assert(
      fc.property(positive, (value) => {
        const byLogarithm = Math.ceil(Math.log2(value) * perOctave) - 1
        expect(Math.abs(scale.indexOf(value) - byLogarithm)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('are represented by a value within the relative error of everything in them', () => {
    fc.assert(
      fc.property(positive, (value) => {
        const off = Math.abs(scale.representative(scale.indexOf(value)) - value)
        // Where numbers are subnormal, half of the smallest one is lost to rounding.
        const allowed = relativeError * value * (1 + 1e-9) + (value < SMALLEST_NORMAL ? Number.MIN_VALUE : 0)
        expect(off).toBeLessThanOrEqual(allowed)
      }),
      { numRuns: 400 },
    )
  })
})

describe('a scale', () => {
  it('is one object', () => {
    expect(exponentialScale(3)).toBe(exponentialScale(3))
    expect(exponentialScale(3)).not.toBe(exponentialScale(4))
    expect(exponentialScale(3).scale).toBe(3)
  })

  it('is the coarsest that keeps within a relative error', () => {
    const errorOf = (scale: number): number => (2 ** (2 ** -scale) - 1) / (2 ** (2 ** -scale) + 1)
    fc.assert(
      fc.property(fc.double({ min: 0.0004, max: 0.9, noNaN: true }), (relativeError) => {
        const scale = scaleForRelativeError(relativeError) as number
        expect(errorOf(scale)).toBeLessThanOrEqual(relativeError)
        if (scale > MIN_SCALE) expect(errorOf(scale - 1)).toBeGreaterThan(relativeError)
      }),
    )
  })

  it.each([
    [0.999, -3],
    [0.6, -1],
    [1 / 3, 0],
    [0.333, 1],
    [0.01, 6],
    [0.001, 9],
    [0.00034, 10],
  ])('for a relative error of %d is %i', (relativeError, scale) => {
    expect(scaleForRelativeError(relativeError)).toBe(scale)
  })

  it.each([
    [65_536, -4],
    [1e9, -4],
    [256, -3],
    [16, -2],
    [4, -1],
    [2, 0],
    [1.5, 1],
    [1.2, 2],
    [1.1, 3],
    [1.05, 4],
    [1.03, 5],
    [1.02, 6],
    [1.01, 7],
    [1.005, 8],
  ])('for buckets that grow by %d is %i', (growthFactor, scale) => {
    expect(scaleForGrowthFactor(growthFactor)).toBe(scale)
  })

  it.each([1, 1.0006, 0, -2, Number.NaN])('is not fine enough for buckets that grow by %d', (growthFactor) => {
    expect(scaleForGrowthFactor(growthFactor)).toBeUndefined()
  })

  it.each([0.0003, 0, -1, Number.NaN])('is not fine enough for %d', (relativeError) => {
    expect(scaleForRelativeError(relativeError)).toBeUndefined()
  })
})
