/** What histograms, summaries and state sets share: one series as several lines, told apart by a suffix of the name or one more label. */

import type { Family } from '@telltale/core/model'
import { bareSample, openSample, quoteLabelName } from '../naming.js'
import { COPY_SLACK_BYTES, copyText, type FixedText, toFixedText } from './copy.js'
import { type LabelText, labelTextOf, renderLabels, trimLabelText } from './label-text.js'
import { MAX_NUMBER_BYTES, writeNumber } from './numbers.js'
import type { FamilyLines, Page } from './page.js'

const LINE_FEED = 0x0a

/** One kind of line: what stands before the labels of the series and what stands between them and the value. */
export interface LineShape {
  /** `name_bucket{` */
  readonly labelledHead: FixedText
  /** `,le="0.5"} ` */
  readonly labelledTail: FixedText
  /** The whole of it for a series without labels: `name_bucket{le="0.5"} `. */
  readonly bare: FixedText
}

/** A line with a label of its own, behind those of the series. */
export function toLabelledShape(name: string, label: string, value: string): LineShape {
  const own = `${quoteLabelName(label)}="${value}"`
  return {
    labelledHead: toFixedText(openSample(name)),
    labelledTail: toFixedText(`,${own}} `),
    bare: toFixedText(`${openSample(name)}${own}} `),
  }
}

/** A line with the labels of the series only. */
export function toPlainShape(name: string): LineShape {
  return { labelledHead: toFixedText(openSample(name)), labelledTail: toFixedText('} '), bare: toFixedText(`${bareSample(name)} `) }
}

/** Writes the lines of one slot at `at` and answers where they end. The page has room for them. */
export type WriteSlot = (page: Page, at: number, slot: number, labels: LabelText, labelStart: number, labelEnd: number) => number

/** What a slot needs beyond its lines, as for exemplars. Asked just before the slot is written, and again when the page was too full. */
export type MoreBytesOf = (slot: number) => number

/** Walks the slots of a family, a page at a time, and hands each to `writeSlot` with its rendered labels. */
export function createSeriesWalk(
  family: Family,
  shapes: readonly LineShape[],
  writeSlot: WriteSlot,
  moreBytesOf: MoreBytesOf = () => 0,
): FamilyLines {
  const { labelSets } = family
  const labels = labelTextOf(family)
  let fixedBytes = COPY_SLACK_BYTES
  for (const { bare } of shapes) fixedBytes += bare.length + MAX_NUMBER_BYTES + 2
  let slot = 0

  return (page) => {
    for (; slot < labelSets.length; slot++) {
      if (slot === labels.count) renderLabels(labels, labelSets)
      const labelStart = slot === 0 ? 0 : (labels.ends[slot - 1] as number)
      const labelEnd = labels.ends[slot] as number
      const neededBytes = fixedBytes + shapes.length * (labelEnd - labelStart) + moreBytesOf(slot)
      if (page.length + neededBytes > page.bytes.length) return neededBytes
      page.length = writeSlot(page, page.length, slot, labels, labelStart, labelEnd)
    }
    trimLabelText(labels)
    return 0
  }
}

/** One line: head, labels, tail, value. */
export function writeLine(
  page: Page,
  start: number,
  shape: LineShape,
  labels: LabelText,
  labelStart: number,
  labelEnd: number,
  value: number,
): number {
  const at = writeSample(page, start, shape, labels, labelStart, labelEnd, value)
  page.bytes[at] = LINE_FEED
  return at + 1
}

/** The same without the end of the line, which something may come before. */
export function writeSample(
  page: Page,
  at: number,
  shape: LineShape,
  labels: LabelText,
  labelStart: number,
  labelEnd: number,
  value: number,
): number {
  const { bytes, view } = page
  if (labelEnd === labelStart) {
    at = copyText(view, at, shape.bare.view, 0, shape.bare.length)
  } else {
    at = copyText(view, at, shape.labelledHead.view, 0, shape.labelledHead.length)
    at = copyText(view, at, labels.view, labelStart, labelEnd)
    at = copyText(view, at, shape.labelledTail.view, 0, shape.labelledTail.length)
  }
  return writeNumber(bytes, at, value)
}
