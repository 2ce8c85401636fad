/** A snapshot read point by point, for callers who prefer objects to columns. */

import type { Exemplar } from './exemplars.js'
import type { LabelSet } from './labels.js'
import type {
  CounterFamily,
  ExponentialBuckets,
  Family,
  GaugeFamily,
  HistogramFamily,
  InfoFamily,
  StateSetFamily,
  SummaryFamily,
} from './snapshot.js'

export interface NumberPoint {
  readonly labels: LabelSet
  readonly startedAtMillis: number
  /** That of an info is 1. */
  readonly value: number
  /** Of counters only, and only when there is one. */
  readonly exemplar?: Exemplar | undefined
}

export interface HistogramPoint {
  readonly labels: LabelSet
  readonly startedAtMillis: number
  /** Observations per bucket, not cumulative; one more than the family has bounds. */
  readonly bucketCounts: Float64Array
  readonly count: number
  readonly sum: number
  /** One entry per bucket; absent when no series of the family has any. */
  readonly exemplars?: readonly (Exemplar | undefined)[] | undefined
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

export interface StateSetPoint {
  readonly labels: LabelSet
  readonly startedAtMillis: number
  /** One per state of the family: 1 when it holds, else 0. */
  readonly values: Uint8Array
}

export type PointOf<F extends Family> = F extends HistogramFamily
  ? HistogramPoint
  : F extends SummaryFamily
    ? SummaryPoint
    : F extends StateSetFamily
      ? StateSetPoint
      : NumberPoint

/** The points of a family, in slot order. Each point is a fresh object; the columns behind it are the snapshot's own. */
export function points(family: CounterFamily | GaugeFamily | InfoFamily): Generator<NumberPoint, void, void>
export function points(family: HistogramFamily): Generator<HistogramPoint, void, void>
export function points(family: SummaryFamily): Generator<SummaryPoint, void, void>
export function points(family: StateSetFamily): Generator<StateSetPoint, void, void>
export function points(family: Family): Generator<PointOf<Family>, void, void>
export function* points(family: Family): Generator<PointOf<Family>, void, void> {
  for (let slot = 0; slot < family.labelSets.length; slot++) {
    const labels = family.labelSets.at(slot)
    const startedAtMillis = family.startedAtMillis[slot] as number
    switch (family.kind) {
      case 'counter': {
        const exemplar = family.exemplars?.at(slot, 0)
        yield { labels, startedAtMillis, value: family.values[slot] as number, ...(exemplar && { exemplar }) }
        break
      }
      case 'gauge':
        yield { labels, startedAtMillis, value: family.values[slot] as number }
        break
      case 'histogram': {
        const width = family.bounds.length + 1
        const bucketCounts = family.counts.subarray(slot * width, (slot + 1) * width)
        let count = 0
        for (const inBucket of bucketCounts) count += inBucket
        const exemplars = family.exemplars && Array.from({ length: width }, (_, bucket) => family.exemplars?.at(slot, bucket))
        yield {
          labels,
          startedAtMillis,
          bucketCounts,
          count,
          sum: family.sums[slot] as number,
          ...nativeOf(family, slot),
          ...extremesOf(family, slot),
          ...(exemplars && { exemplars }),
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
      case 'info':
        yield { labels, startedAtMillis, value: 1 }
        break
      case 'stateset': {
        const width = family.states.length
        yield { labels, startedAtMillis, values: family.values.subarray(slot * width, (slot + 1) * width) }
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
