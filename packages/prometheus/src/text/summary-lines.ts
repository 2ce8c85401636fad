/** Summaries: a line per quantile, the sum and the count. */

import type { SummaryFamily } from '@telltale/core/model'
import { toBoundText } from './numbers.js'
import type { FamilyLines } from './page.js'
import { createSeriesWalk, toLabelledShape, toPlainShape, writeLine } from './series-lines.js'

/** `name{labels,quantile="q"}` in rising order, `NaN` where the window is empty; then `name_sum` and `name_count`, which no window limits. */
export function createSummaryLines(family: SummaryFamily, name: string): FamilyLines {
  const { counts, quantileValues, quantiles, sums } = family
  const width = quantiles.length
  const shapes = quantiles.map((quantile) => toLabelledShape(name, 'quantile', toBoundText(quantile)))
  const sumShape = toPlainShape(`${name}_sum`)
  const countShape = toPlainShape(`${name}_count`)

  return createSeriesWalk(family, [...shapes, sumShape, countShape], (page, start, slot, labels, labelStart, labelEnd) => {
    let at = start
    for (let i = 0; i < width; i++) {
      at = writeLine(
        page,
        at,
        shapes[i] as (typeof shapes)[number],
        labels,
        labelStart,
        labelEnd,
        quantileValues[slot * width + i] as number,
      )
    }
    at = writeLine(page, at, sumShape, labels, labelStart, labelEnd, sums[slot] as number)
    return writeLine(page, at, countShape, labels, labelStart, labelEnd, counts[slot] as number)
  })
}
