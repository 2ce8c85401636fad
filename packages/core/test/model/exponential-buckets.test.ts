import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentialScale } from '../../src/model/exponential.js'
import { lowerResolution } from '../../src/model/exponential-buckets.js'

const buckets = fc.record({
  offset: fc.integer({ min: -5_000, max: 5_000 }),
  counts: fc.array(fc.nat(9), { minLength: 1, maxLength: 60 }).map((counts) => Float64Array.from(counts)),
})

describe('buckets at a lower resolution', () => {
  it('are those in which the values would have been counted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1 }),
        fc.nat(8),
        fc.nat(12),
        (values, scale, steps) => {
          const run = (ofScale: number) => {
            const indexes = values.map((value) => exponentialScale(ofScale).indexOf(value))
            const offset = Math.min(...indexes)
            const counts = new Float64Array(Math.max(...indexes) - offset + 1)
            for (const index of indexes) counts[index - offset] = (counts[index - offset] as number) + 1
            return { offset, counts }
          }
          if (scale - steps >= -4) expect(lowerResolution(run(scale), steps)).toEqual(run(scale - steps))
        },
      ),
    )
  })

  it('are the same in one step as in several', () => {
    fc.assert(
      fc.property(buckets, fc.nat(5), fc.nat(5), (given, a, b) => {
        expect(lowerResolution(lowerResolution(given, a), b)).toEqual(lowerResolution(given, a + b))
      }),
    )
  })

  it('stay as they are by no step, and none by any', () => {
    const given = { offset: 3, counts: Float64Array.of(1, 2, 3) }
    expect(lowerResolution(given, 0)).toEqual(given)
    expect(lowerResolution(given, 1)).toEqual({ offset: 1, counts: Float64Array.of(1, 5) })
    expect(lowerResolution({ offset: 0, counts: new Float64Array(0) }, 4)).toEqual({ offset: 0, counts: new Float64Array(0) })
  })
})
