/** Histograms: a cumulative line per bucket, the sum and the count. */

import type { HistogramFamily } from '@telltale/core/model'
import { toBoundText } from './numbers.js'
import type { FamilyLines } from './page.js'
import { createSeriesWalk, toLabelledShape, toPlainShape, writeLine } from './series-lines.js'

/**
 * `name_bucket{labels,le="bound"}` in rising order up to `+Inf`, which equals `name_count` because both are the same addition; then `name_sum`. Native buckets the
 * format cannot show: a histogram that has no others is its `+Inf` bucket, count and sum, as `client_golang` writes it.
 */
export function createHistogramLines(family: HistogramFamily, name: string): FamilyLines {
  const { bounds, counts, sums } = family
  const width = bounds.length + 1
  const buckets = [...bounds, Infinity].map((bound) => toLabelledShape(`${name}_bucket`, 'le', toBoundText(bound)))
  const sumShape = toPlainShape(`${name}_sum`)
  const countShape = toPlainShape(`${name}_count`)

  return createSeriesWalk(family, [...buckets, sumShape, countShape], (page, start, slot, labels, labelStart, labelEnd) => {
    let at = start
    let count = 0
    for (let i = 0; i < width; i++) {
      count += counts[slot * width + i] as number
      at = writeLine(page, at, buckets[i] as (typeof buckets)[number], labels, labelStart, labelEnd, count)
    }
    at = writeLine(page, at, sumShape, labels, labelStart, labelEnd, sums[slot] as number)
    return writeLine(page, at, countShape, labels, labelStart, labelEnd, count)
  })
}
