/** A histogram's buckets as the values a distribution is made of. */

import { exponentialScale, type HistogramPoint, type NativePoint } from '@telltale/core/model'

/** A value and how often it was observed. */
type Weighted = readonly [value: number, count: number]

/**
 * What was observed, as far as the buckets know it: each bucket's observations at one value within it.
 *
 * - Native buckets: the value that is at most half a bucket off, relatively; exact to what the metric's resolution promises.
 * - Given bounds: the middle of the bucket. The first begins at 0, or is its bound if that is not above 0; of the last, which has no end, the greatest bound is taken.
 * - Neither (only a count and a sum): the mean.
 *
 * @param maxCount Of more observations every so many-th is taken, so that each bucket keeps its share.
 */
export function distributionValues(point: HistogramPoint, bounds: readonly number[], maxCount: number): number[] {
  return thinOut(point.native ? nativeValues(point.native) : boundValues(point, bounds), maxCount)
}

function nativeValues({ scale, zeroCount, positive, negative }: NativePoint): Weighted[] {
  const buckets = exponentialScale(scale)
  const values: Weighted[] = []
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    values.push([-buckets.representative(negative.offset + i), negative.counts[i] as number])
  }
  values.push([0, zeroCount])
  for (let i = 0; i < positive.counts.length; i++) values.push([buckets.representative(positive.offset + i), positive.counts[i] as number])
  return values
}

function boundValues({ bucketCounts, count, sum }: HistogramPoint, bounds: readonly number[]): Weighted[] {
  const last = bounds.at(-1)
  if (last === undefined) return [[sum / count, count]]
  const values: Weighted[] = bounds.map((upper, i) => {
    const lower = i === 0 ? Math.min(0, upper) : (bounds[i - 1] as number)
    return [lower / 2 + upper / 2, bucketCounts[i] as number]
  })
  return [...values, [last, bucketCounts[bounds.length] as number]]
}

function thinOut(values: readonly Weighted[], maxCount: number): number[] {
  let total = 0
  for (const [value, count] of values) if (Number.isFinite(value)) total += count
  const share = total > maxCount ? maxCount / total : 1
  const kept: number[] = []
  let seenCount = 0
  for (const [value, count] of values) {
    if (!Number.isFinite(value)) continue
    seenCount += count
    const keptCount = Math.round(seenCount * share)
    while (kept.length < keptCount) kept.push(value)
  }
  return kept
}
