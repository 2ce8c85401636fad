/** Native buckets and extremes made by hand. */

import type { ExponentialBuckets, HistogramFamily } from '@telltale/core/model'
import { expectOf } from './expect-of.js'

/** A run of exponential buckets, numbered as `NativeColumns` of `@telltale/core/model` says. */
export interface BucketsInput {
  /** Number of the first bucket. */
  readonly offset: number
  /** The first and the last hold something. */
  readonly counts: readonly number[]
}

/** The native buckets of one series. */
export interface NativeInput {
  /** From −4 to 8. @defaultValue 3 */
  readonly scale?: number
  /** @defaultValue 0 */
  readonly zeroCount?: number
  /** @defaultValue none */
  readonly positive?: BucketsInput
  /** By magnitude. @defaultValue none */
  readonly negative?: BucketsInput
}

export interface ExtremesInput {
  readonly min: number
  readonly max: number
}

interface Row {
  readonly counts: readonly number[]
  readonly native?: NativeInput
  readonly extremes?: ExtremesInput
}

/** The scale of native buckets that say nothing else: what a registry takes by default. */
const DEFAULT_SCALE = 3
/** Likewise, the magnitude up to which values are in the bucket around zero. */
export const DEFAULT_ZERO_THRESHOLD = 2 ** -128

const NO_BUCKETS: BucketsInput = { offset: 0, counts: [] }

/** Nothing for a family without native buckets. */
export function nativeColumns(
  family: { readonly kind: string; readonly name: string },
  series: readonly Row[],
  zeroThreshold: number | undefined,
): Pick<HistogramFamily, 'native'> {
  if (zeroThreshold === undefined && series.every(({ native }) => !native)) return {}
  const rows = series.map(({ native = {}, counts }) => {
    const { scale = DEFAULT_SCALE, zeroCount = 0, positive = NO_BUCKETS, negative = NO_BUCKETS } = native
    expectOf(family, Number.isInteger(scale) && scale >= -4 && scale <= 8, 'a whole scale from -4 to 8', String(scale))
    for (const buckets of [positive, negative])
      expectOf(family, isRun(buckets), 'runs that begin and end with a count', JSON.stringify(buckets))
    const [total, nativeTotal] = [sumOf(counts), zeroCount + sumOf(positive.counts) + sumOf(negative.counts)]
    expectOf(family, nativeTotal === total, `native buckets that add up to ${total} as counts do`, String(nativeTotal))
    return { scale, zeroCount, positive, negative }
  })
  return {
    native: {
      zeroThreshold: zeroThreshold ?? DEFAULT_ZERO_THRESHOLD,
      scales: Int32Array.from(rows, ({ scale }) => scale),
      zeroCounts: Float64Array.from(rows, ({ zeroCount }) => zeroCount),
      positive: rows.map(({ positive }) => toBuckets(positive)),
      negative: rows.map(({ negative }) => toBuckets(negative)),
    },
  }
}

/** Nothing for a family without extremes. */
export function extremeColumns(series: readonly Row[]): Pick<HistogramFamily, 'extremes'> {
  if (series.every(({ extremes }) => !extremes)) return {}
  return {
    extremes: {
      mins: Float64Array.from(series, ({ extremes }) => extremes?.min ?? Number.NaN),
      maxs: Float64Array.from(series, ({ extremes }) => extremes?.max ?? Number.NaN),
    },
  }
}

function isRun({ offset, counts }: BucketsInput): boolean {
  return counts.length === 0 ? offset === 0 : Number.isInteger(offset) && (counts[0] as number) > 0 && (counts.at(-1) as number) > 0
}

function toBuckets({ offset, counts }: BucketsInput): ExponentialBuckets {
  return { offset, counts: Float64Array.from(counts) }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
