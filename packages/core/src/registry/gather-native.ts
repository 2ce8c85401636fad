/** The columns of native histograms, and the extremes of any. */

import type { ExponentialBuckets, HistogramFamily } from '../model/snapshot.js'
import { extremesOffset } from '../series/cell-layout.js'
import type { HistogramDefinition, NativeHistogramDefinition } from '../series/definition.js'
import { mergeExtremes } from '../series/extremes.js'
import type { FamilyView } from '../series/family-view.js'
import { createNativeMerger } from '../series/merge-native.js'

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
    const series = merger.merge(shares.map(({ ref }) => ref))
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

/** Nothing where they are not kept. */
export function gatherExtremes(view: FamilyView, definition: HistogramDefinition): Pick<HistogramFamily, 'extremes'> {
  if (!definition.extremes) return {}
  const mins = new Float64Array(view.length)
  const maxs = new Float64Array(view.length)
  const offset = extremesOffset(definition)
  view.visitShares((slot, shares) => {
    const { min, max } = mergeExtremes(
      view.arena,
      shares.map(({ ref }) => ref),
      offset,
    )
    mins[slot] = min
    maxs[slot] = max
  })
  return { extremes: { mins, maxs } }
}
