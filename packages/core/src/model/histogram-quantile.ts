/** Reads a quantile from a histogram of the read model. */

import { BucketWalk } from './bucket-walk.js'
import type { ExponentialBuckets, HistogramFamily, NativeColumns } from './snapshot.js'

/**
 * The value below which a share `quantile` of a series' observations lies, over all its life.
 *
 * - With native buckets: the value at the nearest rank, within (base − 1) / (base + 1) of it, where base is 2^(2^-scale): 4.3 % at scale 3. 0 for what is in the zero bucket.
 * - With classic ones: an estimate, linear within a bucket, as PromQL's `histogram_quantile` makes it: the greatest bound for what is above all bounds, and for the
 *   first bucket its bound if that is not above zero.
 *
 * NaN when nothing was observed.
 *
 * @throws RangeError when `slot` is not one of the family's, or `quantile` is not in [0, 1].
 * @example const [median, p99] = [0.5, 0.99].map((quantile) => histogramQuantile(family, slot, quantile))
 */
export function histogramQuantile(family: HistogramFamily, slot: number, quantile: number): number {
  const { length } = family.sums
  if (!(Number.isInteger(slot) && slot >= 0 && slot < length)) throw new RangeError(`slot must be in [0, ${length}), got ${slot}`)
  if (!(quantile >= 0 && quantile <= 1)) throw new RangeError(`quantile must be in [0, 1], got ${quantile}`)
  return family.native ? nativeQuantile(family.native, slot, quantile) : classicQuantile(family, slot, quantile)
}

function nativeQuantile({ scales, zeroCounts, positive, negative }: NativeColumns, slot: number, quantile: number): number {
  const walk = new BucketWalk()
  const below = negative[slot] as ExponentialBuckets
  for (let i = below.counts.length - 1; i >= 0; i--) walk.add(below.offset + i, -1, below.counts[i] as number)
  walk.add(0, 0, zeroCounts[slot] as number)
  const above = positive[slot] as ExponentialBuckets
  for (const [i, count] of above.counts.entries()) walk.add(above.offset + i, 1, count)
  const value = new Float64Array(1)
  walk.read(scales[slot] as number, [quantile], value, 0)
  return value[0] as number
}

function classicQuantile({ bounds, counts }: HistogramFamily, slot: number, quantile: number): number {
  const row = counts.subarray(slot * (bounds.length + 1), (slot + 1) * (bounds.length + 1))
  const total = row.reduce((sum, count) => sum + count, 0)
  if (total === 0) return Number.NaN
  const rank = quantile * total
  let below = 0
  let bucket = 0
  while (bucket < bounds.length && (row[bucket] === 0 || below + (row[bucket] as number) < rank)) below += row[bucket++] as number
  const upper = bounds[bucket]
  if (upper === undefined) return bounds.at(-1) ?? Number.NaN
  const lower = bounds[bucket - 1] ?? 0
  if (bucket === 0 && upper <= 0) return upper
  return lower + ((upper - lower) * (rank - below)) / (row[bucket] as number)
}
