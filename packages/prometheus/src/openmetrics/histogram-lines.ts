/** Histograms: a cumulative line per bucket, with its exemplar, the count, the sum, and when it began. */

import type { Exemplar, HistogramFamily } from '@telltale/core/model'
import type { FamilyLines } from '../text/page.js'
import { createSeriesWalk, type LineShape, toLabelledShape, toPlainShape, writeLine, writeSample } from '../text/series-lines.js'
import { toCanonicalBound } from './bound-text.js'
import { createExemplarTexts } from './exemplar-text.js'

/**
 * `name_bucket{labels,le="bound"}` in rising order, then `name_count`, `name_sum` and `name_created`.
 *
 * A sum that may fall is no sum here (OpenMetrics 1.0, "Histogram"): with a negative bound, or where it is negative itself, it is left out, and the count,
 * which may not stand without it, with it; `le="+Inf"` has the same number.
 */
export function createHistogramLines(family: HistogramFamily, name: string): FamilyLines {
  const { bounds, counts, exemplars, startedAtMillis, sums } = family
  const width = bounds.length + 1
  const buckets = [...bounds, Infinity].map((bound) => toLabelledShape(`${name}_bucket`, 'le', toCanonicalBound(bound)))
  const countShape = toPlainShape(`${name}_count`)
  const sumShape = toPlainShape(`${name}_sum`)
  const createdShape = toPlainShape(`${name}_created`)
  const hasNegativeBound = (bounds[0] ?? 0) < 0
  const texts = createExemplarTexts(width, (slot, bucket) => ofBucket(exemplars?.at(slot, bucket), bounds, bucket))

  return createSeriesWalk(
    family,
    [...buckets, countShape, sumShape, createdShape],
    (page, start, slot, labels, labelStart, labelEnd) => {
      let at = start
      let count = 0
      for (let i = 0; i < width; i++) {
        count += counts[slot * width + i] as number
        at = writeSample(page, at, buckets[i] as LineShape, labels, labelStart, labelEnd, count)
        at = texts.endLine(page, at, i)
      }
      const sum = sums[slot] as number
      if (!hasNegativeBound && sum >= 0) {
        at = writeLine(page, at, countShape, labels, labelStart, labelEnd, count)
        at = writeLine(page, at, sumShape, labels, labelStart, labelEnd, sum)
      }
      return writeLine(page, at, createdShape, labels, labelStart, labelEnd, (startedAtMillis[slot] as number) / 1_000)
    },
    exemplars && texts.prepare,
  )
}

/** An exemplar, if it lies in the bucket it is given for. */
function ofBucket(exemplar: Exemplar | undefined, bounds: readonly number[], bucket: number): Exemplar | undefined {
  if (exemplar === undefined) return undefined
  const { value } = exemplar
  const isAbove = bucket === 0 || value > (bounds[bucket - 1] as number)
  return isAbove && value <= (bounds[bucket] ?? Infinity) ? exemplar : undefined
}
