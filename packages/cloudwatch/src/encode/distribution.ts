/** Histograms as values with counts, from which CloudWatch works out percentiles. */

import { exponentialScale, type HistogramPoint, type NativePoint } from '@telltale/core/model'
import type { Distribution } from './datum.js'
import { MAX_MAGNITUDE, MIN_MAGNITUDE } from './limits.js'

interface Bucket {
  readonly lower: number
  readonly upper: number
  readonly count: number
}

/**
 * One value for each bucket that holds something, within its bounds, so that percentiles are right to the width of a bucket. All lie at the same share of the way between their bounds:
 * the one that makes their sum that of the observations, if there is one, so that CloudWatch's `Sum` and `Average` are right too.
 *
 * What is above the last bound stands at the mean of what the other buckets leave of the sum, at the last bound at least and at the greatest value at most.
 *
 * @returns Undefined when there is nothing, or nothing that CloudWatch would take.
 */
export function toDistribution(point: HistogramPoint, bounds: readonly number[]): Distribution | undefined {
  const buckets = hasNative(point.native) ? nativeBuckets(point.native) : classicBuckets(point, bounds)
  const narrowed = buckets.map((bucket) => narrow(bucket, point))
  const share = shareOf(narrowed, point.sum)
  const values: number[] = []
  const counts: number[] = []
  for (const { lower, upper, count } of narrowed) {
    const value = lower === upper ? lower : lower * (1 - share) + upper * share
    if (!(Math.abs(value) <= MAX_MAGNITUDE) || !(count <= MAX_MAGNITUDE)) return undefined
    values.push(Math.abs(value) < MIN_MAGNITUDE ? 0 : value)
    counts.push(count)
  }
  return values.length === 0 ? undefined : { kind: 'distribution', values, counts }
}

function hasNative(native: NativePoint | undefined): native is NativePoint {
  return native !== undefined && (native.zeroCount > 0 || native.positive.counts.length > 0 || native.negative.counts.length > 0)
}

function nativeBuckets({ scale: number, zeroCount, positive, negative }: NativePoint): Bucket[] {
  const scale = exponentialScale(number)
  const buckets: Bucket[] = []
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    const count = negative.counts[i] as number
    const index = negative.offset + i
    if (count > 0) buckets.push({ lower: -scale.upperBound(index), upper: -scale.upperBound(index - 1), count })
  }
  if (zeroCount > 0) buckets.push({ lower: 0, upper: 0, count: zeroCount })
  for (const [i, count] of positive.counts.entries()) {
    const index = positive.offset + i
    if (count > 0) buckets.push({ lower: scale.upperBound(index - 1), upper: scale.upperBound(index), count })
  }
  return buckets
}

function classicBuckets({ bucketCounts, sum, count: total, max = Number.NaN }: HistogramPoint, bounds: readonly number[]): Bucket[] {
  const buckets: Bucket[] = []
  let middleSum = 0
  for (const [i, upper] of bounds.entries()) {
    const count = bucketCounts[i] as number
    if (!(count > 0)) continue
    // The first bucket is taken to begin at zero, as nearly everything that is measured does.
    const lower = i === 0 ? Math.min(0, upper) : (bounds[i - 1] as number)
    buckets.push({ lower, upper, count })
    middleSum += count * (lower / 2 + upper / 2)
  }
  const overflow = bucketCounts[bounds.length] as number
  if (overflow > 0) {
    const last = bounds.at(-1)
    const mean = last === undefined ? sum / total : (sum - middleSum) / overflow
    const floor = last ?? mean
    const value = mean > floor && Number.isFinite(mean) ? mean : floor
    const capped = max >= floor && value > max ? max : value
    buckets.push({ lower: capped, upper: capped, count: overflow })
  }
  return buckets
}

/** Extremes, where they are known, say more than the bounds of the outermost buckets. */
function narrow(bucket: Bucket, { min = Number.NaN, max = Number.NaN }: HistogramPoint): Bucket {
  const lower = min > bucket.lower && min <= bucket.upper ? min : bucket.lower
  const upper = max < bucket.upper && max >= lower ? max : bucket.upper
  return { lower, upper, count: bucket.count }
}

const MIDDLE = 0.5

function shareOf(buckets: readonly Bucket[], sum: number): number {
  let lowerSum = 0
  let widthSum = 0
  for (const { lower, upper, count } of buckets) {
    lowerSum += lower * count
    widthSum += (upper - lower) * count
  }
  const share = (sum - lowerSum) / widthSum
  return Number.isFinite(share) && Number.isFinite(widthSum) ? Math.min(Math.max(share, 0), 1) : MIDDLE
}
