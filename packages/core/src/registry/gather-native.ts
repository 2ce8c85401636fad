/** The columns of native histograms, and the extremes of any. */

import type { ExponentialBuckets, HistogramFamily, NativeColumns } from '../model/snapshot.js'
import { extremesOffset } from '../series/cell-counts.js'
import type { HistogramDefinition, NativeHistogramDefinition } from '../series/definition.js'
import { mergeExtremes } from '../series/extremes.js'
import type { FamilyView } from '../series/family-view.js'
import { createNativeMerger } from '../series/merge-native.js'
import { pick } from './rows.js'

/** What a histogram has beside what every family has. */
export type HistogramColumns = Pick<HistogramFamily, 'kind' | 'bounds' | 'counts' | 'sums' | 'native' | 'extremes'>

export function gatherNative(view: FamilyView, definition: NativeHistogramDefinition): HistogramColumns {
  const { bounds, zeroThreshold } = definition
  const { length } = view
  const width = bounds.length + 1
  const counts = new Float64Array(length * width)
  const sums = new Float64Array(length)
  const scales = new Int32Array(length)
  const zeroCounts = new Float64Array(length)
  const positive = new Array<ExponentialBuckets>(length)
  const negative = new Array<ExponentialBuckets>(length)
  const merger = createNativeMerger(view.arena, definition)
  view.visitShares((slot, shares) => {
    const series = merger.merge(shares)
    counts.set(series.classic, slot * width)
    sums[slot] = series.sum
    scales[slot] = series.scale
    zeroCounts[slot] = series.zeroCount
    positive[slot] = series.positive
    negative[slot] = series.negative
  })
  return {
    kind: 'histogram',
    bounds,
    counts,
    sums,
    native: { zeroThreshold, scales, zeroCounts, positive, negative },
    ...gatherExtremes(view, definition),
  }
}

/** The rows of the slots that are shown. */
export function pickHistogram(columns: HistogramColumns, shown: readonly number[] | undefined): HistogramColumns {
  if (!shown) return columns
  const { bounds, counts, sums, native, extremes } = columns
  return {
    kind: 'histogram',
    bounds,
    counts: pick(counts, shown, bounds.length + 1),
    sums: pick(sums, shown),
    ...(native && { native: pickNative(native, shown) }),
    ...(extremes && { extremes: { mins: pick(extremes.mins, shown), maxs: pick(extremes.maxs, shown) } }),
  }
}

function pickNative({ zeroThreshold, scales, zeroCounts, positive, negative }: NativeColumns, shown: readonly number[]): NativeColumns {
  return {
    zeroThreshold,
    scales: Int32Array.from(shown, (slot) => scales[slot] as number),
    zeroCounts: pick(zeroCounts, shown),
    positive: shown.map((slot) => positive[slot] as ExponentialBuckets),
    negative: shown.map((slot) => negative[slot] as ExponentialBuckets),
  }
}

/** Nothing where they are not kept. */
export function gatherExtremes(view: FamilyView, definition: HistogramDefinition): Pick<HistogramFamily, 'extremes'> {
  if (!definition.extremes) return {}
  const mins = new Float64Array(view.length)
  const maxs = new Float64Array(view.length)
  const offset = extremesOffset(definition)
  view.visitShares((slot, shares) => {
    const { min, max } = mergeExtremes(view.arena, shares, offset)
    mins[slot] = min
    maxs[slot] = max
  })
  return { extremes: { mins, maxs } }
}
