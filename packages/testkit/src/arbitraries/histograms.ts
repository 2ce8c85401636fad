/** What histograms hold, as generated for property tests: classic buckets, native ones, or both. */

import fc from 'fast-check'
import type { HistogramInput } from '../snapshots/families.js'
import { type BucketsInput, DEFAULT_ZERO_THRESHOLD, type NativeInput } from '../snapshots/native-columns.js'
import { boundsArbitrary, countArbitrary, sumArbitrary } from './numbers.js'

/** What the series of one histogram have in common, and what each of them holds. */
interface HistogramBody {
  readonly bounds: readonly number[]
  /** Of native buckets. */
  readonly zeroThreshold?: number
  readonly measured: fc.Arbitrary<HistogramInput>
}

const MAX_RUN = 8
const MAX_COUNT = 1_000
/** Octaves on either side of 1 in which values are told apart. */
const OCTAVES = 64

/** One histogram in three has native buckets, one in two its extremes. */
export function histogramBodyArbitrary(): fc.Arbitrary<HistogramBody> {
  const classic = boundsArbitrary().map((bounds): HistogramBody => {
    const counts = fc.array(countArbitrary(), { minLength: bounds.length + 1, maxLength: bounds.length + 1 })
    return { bounds, measured: fc.record({ counts, sum: sumArbitrary() }) }
  })
  const native = fc.tuple(boundsArbitrary(), fc.constantFrom(0, DEFAULT_ZERO_THRESHOLD)).map(([bounds, zeroThreshold]): HistogramBody => {
    const measured = nativeArbitrary().chain((buckets) =>
      fc.record({ native: fc.constant(buckets), counts: splitArbitrary(totalOf(buckets), bounds.length + 1), sum: sumArbitrary() }),
    )
    return { bounds, zeroThreshold, measured }
  })
  const body = fc.oneof({ weight: 2, arbitrary: classic }, { weight: 1, arbitrary: native })
  return fc.tuple(body, fc.boolean()).map(([made, hasExtremes]) => (hasExtremes ? withExtremes(made) : made))
}

function nativeArbitrary(): fc.Arbitrary<Required<NativeInput>> {
  return fc
    .integer({ min: -4, max: 8 })
    .chain((scale) =>
      fc.record({ scale: fc.constant(scale), zeroCount: fc.nat(MAX_COUNT), positive: runArbitrary(scale), negative: runArbitrary(scale) }),
    )
}

/** Buckets side by side within the range of a scale, the first and the last of them filled; none now and then. */
function runArbitrary(scale: number): fc.Arbitrary<BucketsInput> {
  const end = OCTAVES * 2 ** scale
  const filled = fc.integer({ min: 1, max: MAX_COUNT })
  const counts = fc.oneof(
    filled.map((count) => [count]),
    fc
      .tuple(filled, fc.array(fc.nat(MAX_COUNT), { maxLength: Math.min(MAX_RUN, 2 * end) - 2 }), filled)
      .map(([first, inner, last]) => [first, ...inner, last]),
  )
  const run = counts.chain((row) => fc.record({ offset: fc.integer({ min: -end, max: end - row.length }), counts: fc.constant(row) }))
  return fc.oneof({ weight: 1, arbitrary: fc.constant({ offset: 0, counts: [] }) }, { weight: 3, arbitrary: run })
}

/** A total spread over so many buckets. */
function splitArbitrary(total: number, length: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(total), { minLength: length - 1, maxLength: length - 1 }).map((cuts) => {
    const ends = [...cuts.sort((a, b) => a - b), total]
    return ends.map((end, i) => end - (ends[i - 1] ?? 0))
  })
}

function withExtremes({ measured, ...body }: HistogramBody): HistogramBody {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  const pair = fc.tuple(number, number).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }))
  const extremes = (held: HistogramInput) =>
    held.counts.every((count) => count === 0) ? fc.constant({ min: Number.NaN, max: Number.NaN }) : pair
  return { ...body, measured: measured.chain((held) => extremes(held).map((found) => ({ ...held, extremes: found }))) }
}

function totalOf({ zeroCount, positive, negative }: Required<NativeInput>): number {
  return [zeroCount, ...positive.counts, ...negative.counts].reduce((sum, count) => sum + count, 0)
}
