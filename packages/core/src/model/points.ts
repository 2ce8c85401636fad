/** A snapshot read point by point, for callers who prefer objects to columns. */

import type { LabelSet } from './labels.js'
import type { CounterFamily, ExponentialBuckets, Family, GaugeFamily, HistogramFamily, SummaryFamily } from './snapshot.js'

export interface NumberPoint {
  readonly labels: LabelSet
  readonly startedAtMillis: number
  readonly value: number
}

export interface HistogramPoint {
  readonly labels: LabelSet
  readonly startedAtMillis: number
  /** Observations per bucket, not cumulative; one more than the family has bounds. */
  readonly bucketCounts: Float64Array
  readonly count: number
  readonly sum: number
  /** Where the metric has native buckets. */
  readonly native?: NativePoint
  /** The least and the greatest value, where the metric keeps them; NaN when nothing was observed. */
  readonly min?: number
  readonly max?: number
}

/** Native buckets of one series, as `NativeColumns` describes them. */
export interface NativePoint {
  readonly scale: number
  readonly zeroThreshold: number
  readonly zeroCount: number
  readonly positive: ExponentialBuckets
  readonly negative: ExponentialBuckets
}

export interface SummaryPoint {
  readonly labels: LabelSet
  readonly startedAtMillis: number
  /** One value per quantile of the family; NaN when the window is empty. */
  readonly quantileValues: Float64Array
  readonly count: number
  readonly sum: number
}

export type PointOf<F extends Family> = F extends HistogramFamily ? HistogramPoint : F extends SummaryFamily ? SummaryPoint : NumberPoint

/** The points of a family, in slot order. Each point is a fresh object; the columns behind it are the snapshot's own. */
export function points(family: CounterFamily | GaugeFamily): Generator<NumberPoint, void, void>
export function points(family: HistogramFamily): Generator<HistogramPoint, void, void>
export function points(family: SummaryFamily): Generator<SummaryPoint, void, void>
export function points(family: Family): Generator<PointOf<Family>, void, void>
export function* points(family: Family): Generator<PointOf<Family>, void, void> {
  for (let slot = 0; slot < family.labelSets.length; slot++) {
    const labels = family.labelSets.at(slot)
    const startedAtMillis = family.startedAtMillis[slot] as number
    switch (family.kind) {
      case 'counter':
      case 'gauge':
        yield { labels, startedAtMillis, value: family.values[slot] as number }
        break
      case 'histogram': {
        const width = family.bounds.length + 1
        const bucketCounts = family.counts.subarray(slot * width, (slot + 1) * width)
        let count = 0
        for (const inBucket of bucketCounts) count += inBucket
        yield {
          labels,
          startedAtMillis,
          bucketCounts,
          count,
          sum: family.sums[slot] as number,
          ...nativeOf(family, slot),
          ...extremesOf(family, slot),
        }
        break
      }
      case 'summary': {
        const width = family.quantiles.length
        const quantileValues = family.quantileValues.subarray(slot * width, (slot + 1) * width)
        const count = family.counts[slot] as number
        yield { labels, startedAtMillis, quantileValues, count, sum: family.sums[slot] as number }
        break
      }
    }
  }
}

function nativeOf({ native }: HistogramFamily, slot: number): { readonly native?: NativePoint } {
  if (!native) return {}
  return {
    native: {
      scale: native.scales[slot] as number,
      zeroThreshold: native.zeroThreshold,
      zeroCount: native.zeroCounts[slot] as number,
      positive: native.positive[slot] as ExponentialBuckets,
      negative: native.negative[slot] as ExponentialBuckets,
    },
  }
}

function extremesOf({ extremes }: HistogramFamily, slot: number): { readonly min?: number; readonly max?: number } {
  return extremes ? { min: extremes.mins[slot] as number, max: extremes.maxs[slot] as number } : {}
}
