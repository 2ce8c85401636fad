/** Counters and gauges: one line a series. */

import type { CounterFamily, GaugeFamily } from '@telltale/core/model'
import { bareSample, openSample } from '../naming.js'
import { COPY_SLACK_BYTES, copyText, toFixedText } from './copy.js'
import { labelTextOf, renderLabels, trimLabelText } from './label-text.js'
import { MAX_NUMBER_BYTES, writeNumber } from './numbers.js'
import type { FamilyLines } from './page.js'

const CLOSE_BRACE = 0x7d
const SPACE = 0x20
const LINE_FEED = 0x0a

/** `name{labels} value`, or `name value` for a series without labels. */
export function createNumberLines(family: CounterFamily | GaugeFamily, name: string): FamilyLines {
  const { labelSets, values } = family
  const labels = labelTextOf(family)
  const labelledHead = toFixedText(openSample(name))
  const bareHead = toFixedText(`${bareSample(name)} `)
  const fixedBytes = labelledHead.length + MAX_NUMBER_BYTES + COPY_SLACK_BYTES + 3
  let slot = 0

  return (page) => {
    const { bytes, view } = page
    const count = labelSets.length
    let { ends, view: labelView } = labels
    let labelStart = slot === 0 ? 0 : (ends[slot - 1] as number)
    let at = page.length

    for (; slot < count; slot++) {
      if (slot === labels.count) {
        renderLabels(labels, labelSets)
        ends = labels.ends
        labelView = labels.view
      }
      const labelEnd = ends[slot] as number
      const neededBytes = fixedBytes + labelEnd - labelStart
      if (at + neededBytes > bytes.length) {
        page.length = at
        return neededBytes
      }
      if (labelEnd === labelStart) {
        at = copyText(view, at, bareHead.view, 0, bareHead.length)
      } else {
        at = copyText(view, at, labelledHead.view, 0, labelledHead.length)
        at = copyText(view, at, labelView, labelStart, labelEnd)
        bytes[at] = CLOSE_BRACE
        bytes[at + 1] = SPACE
        at += 2
      }
      at = writeNumber(bytes, at, values[slot] as number)
      bytes[at++] = LINE_FEED
      labelStart = labelEnd
    }
    trimLabelText(labels)
    page.length = at
    return 0
  }
}
