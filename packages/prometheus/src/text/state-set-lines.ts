/** State sets: a line a state. */

import type { StateSetFamily } from '@telltale/core/model'
import { toStateLabel } from '../naming.js'
import { escapeLabelValue } from './escape.js'
import type { FamilyLines } from './page.js'
import { createSeriesWalk, toLabelledShape, writeLine } from './series-lines.js'

/** `name{labels,name="state"} 1`, 0 for states that do not hold: the label that tells them apart is called as the metric is (OpenMetrics 1.0, StateSet). */
export function createStateSetLines(family: StateSetFamily, name: string): FamilyLines {
  const { states, values } = family
  const label = toStateLabel(name, family.labelNames)
  const shapes = states.map((state) => toLabelledShape(name, label, escapeLabelValue(state)))

  return createSeriesWalk(family, shapes, (page, start, slot, labels, labelStart, labelEnd) => {
    let at = start
    for (const [i, shape] of shapes.entries()) {
      at = writeLine(page, at, shape, labels, labelStart, labelEnd, values[slot * states.length + i] as number)
    }
    return at
  })
}
