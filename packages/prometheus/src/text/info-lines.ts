/** Infos: a line a series, whose value is 1. */

import type { InfoFamily } from '@telltale/core/model'
import type { FamilyLines } from './page.js'
import { createSeriesWalk, toPlainShape, writeLine } from './series-lines.js'

/** `name_info{labels} 1` */
export function createInfoLines(family: InfoFamily, name: string): FamilyLines {
  const shape = toPlainShape(name)
  return createSeriesWalk(family, [shape], (page, start, _slot, labels, labelStart, labelEnd) =>
    writeLine(page, start, shape, labels, labelStart, labelEnd, 1),
  )
}
