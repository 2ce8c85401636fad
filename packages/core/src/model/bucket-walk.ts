/** Reads quantiles from exponential buckets: what summaries and native histograms have in common. */

import { exponentialScale } from './exponential.js'

/** Filled buckets by rising value. Used again by the next walk: values are worked out for the few that are asked for, not for every bucket. */
export class BucketWalk {
  private readonly indexes: number[] = []
  private readonly signs: number[] = []
  private readonly counts: number[] = []
  private total = 0

  clear(): void {
    this.indexes.length = this.signs.length = this.counts.length = 0
    this.total = 0
  }

  /** Adds the bucket that is next by rising value, unless it is empty. @param sign 0 for the bucket around zero, whose index says nothing */
  add(index: number, sign: -1 | 0 | 1, count: number): void {
    if (count === 0) return
    this.indexes.push(index)
    this.signs.push(sign)
    this.counts.push(count)
    this.total += count
  }

  /**
   * Writes the values at the nearest ranks: the smallest value with at least `quantile × count` observations at or below it, as its bucket represents it. NaN where
   * nothing was added.
   * @param quantiles Rising.
   */
  read(scaleNumber: number, quantiles: readonly number[], into: Float64Array, offset: number): void {
    const { counts, signs, indexes } = this
    const scale = exponentialScale(scaleNumber)
    let position = 0
    let atOrBelow = counts[0] ?? 0
    for (const [i, quantile] of quantiles.entries()) {
      const rank = Math.max(1, Math.ceil(quantile * this.total))
      while (atOrBelow < rank && position < counts.length - 1) atOrBelow += counts[++position] as number
      const sign = signs[position]
      if (sign === undefined) into[offset + i] = Number.NaN
      else into[offset + i] = sign === 0 ? 0 : sign * scale.representative(indexes[position] as number)
    }
  }
}
