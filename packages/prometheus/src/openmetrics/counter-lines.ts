/** Counters: the total, with its exemplar, and when it began. */

import type { CounterFamily } from '@telltale/core/model'
import type { FamilyLines } from '../text/page.js'
import { createSeriesWalk, toPlainShape, writeLine, writeSample } from '../text/series-lines.js'
import { createExemplarTexts } from './exemplar-text.js'

/** `name_total{labels} value # {…} …`, then `name_created{labels} seconds`. */
export function createCounterLines(family: CounterFamily, name: string): FamilyLines {
  const { exemplars, startedAtMillis, values } = family
  const totalShape = toPlainShape(`${name}_total`)
  const createdShape = toPlainShape(`${name}_created`)
  const texts = createExemplarTexts(1, (slot) => exemplars?.at(slot, 0))

  return createSeriesWalk(
    family,
    [totalShape, createdShape],
    (page, start, slot, labels, labelStart, labelEnd) => {
      let at = writeSample(page, start, totalShape, labels, labelStart, labelEnd, values[slot] as number)
      at = texts.endLine(page, at, 0)
      return writeLine(page, at, createdShape, labels, labelStart, labelEnd, (startedAtMillis[slot] as number) / 1_000)
    },
    exemplars && texts.prepare,
  )
}
