/** Summaries: a line per quantile, the count, the sum, and when it began. */

import type { SummaryFamily } from '@telltale/core/model'
import type { FamilyLines } from '../text/page.js'
import { createSeriesWalk, type LineShape, toLabelledShape, toPlainShape, writeLine } from '../text/series-lines.js'
import { toCanonicalBound } from './bound-text.js'

/**
 * `name{labels,quantile="q"}` in rising order, `NaN` where the window is empty; then `name_count`, `name_sum` and `name_created`. Quantiles and sums that are
 * negative may not be shown (OpenMetrics 1.0, "Summary") and are left out.
 */
export function createSummaryLines(family: SummaryFamily, name: string): FamilyLines {
  const { counts, quantileValues, quantiles, startedAtMillis, sums } = family
  const width = quantiles.length
  const shapes = quantiles.map((quantile) => toLabelledShape(name, 'quantile', toCanonicalBound(quantile)))
  const countShape = toPlainShape(`${name}_count`)
  const sumShape = toPlainShape(`${name}_sum`)
  const createdShape = toPlainShape(`${name}_created`)

  return createSeriesWalk(family, [...shapes, countShape, sumShape, createdShape], (page, start, slot, labels, labelStart, labelEnd) => {
    let at = start
    for (let i = 0; i < width; i++) {
      const value = quantileValues[slot * width + i] as number
      if (!(value < 0)) at = writeLine(page, at, shapes[i] as LineShape, labels, labelStart, labelEnd, value)
    }
    at = writeLine(page, at, countShape, labels, labelStart, labelEnd, counts[slot] as number)
    const sum = sums[slot] as number
    if (sum >= 0) at = writeLine(page, at, sumShape, labels, labelStart, labelEnd, sum)
    return writeLine(page, at, createdShape, labels, labelStart, labelEnd, (startedAtMillis[slot] as number) / 1_000)
  })
}
