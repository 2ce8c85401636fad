/** Exemplars behind samples: ` # {trace_id="…"} 0.67 1520879607.789`. */

import { type Exemplar, MAX_EXEMPLAR_CODE_POINTS } from '@telltale/core/model'
import { toLabelNames } from '../naming.js'
import { COPY_SLACK_BYTES, copyText, type FixedText, toFixedText } from '../text/copy.js'
import { escapeLabelValue } from '../text/escape.js'
import type { Page } from '../text/page.js'

const LINE_FEED = 0x0a

/** The exemplars of one series, made when its turn comes and forgotten with the next. */
export interface ExemplarTexts {
  /** Makes those of a slot and answers how many bytes they take. */
  prepare(slot: number): number
  /** Ends a sample's line, with the exemplar of the bucket if there is one. */
  endLine(page: Page, at: number, bucket: number): number
}

/** @param find The exemplar of a bucket of a slot that may stand there. */
export function createExemplarTexts(width: number, find: (slot: number, bucket: number) => Exemplar | undefined): ExemplarTexts {
  const texts: (FixedText | undefined)[] = new Array(width).fill(undefined)

  return {
    prepare(slot) {
      let sizeBytes = 0
      for (let bucket = 0; bucket < width; bucket++) {
        const exemplar = find(slot, bucket)
        const text = exemplar && isShortEnough(exemplar) ? toFixedText(toExemplarText(exemplar)) : undefined
        texts[bucket] = text
        if (text !== undefined) sizeBytes += text.length + COPY_SLACK_BYTES
      }
      return sizeBytes
    },
    endLine(page, start, bucket) {
      const text = texts[bucket]
      const at = text === undefined ? start : copyText(page.view, start, text.view, 0, text.length)
      page.bytes[at] = LINE_FEED
      return at + 1
    },
  }
}

/** Timestamps are seconds without an exponent. */
function toExemplarText({ labels, value, atMillis }: Exemplar): string {
  const names = toLabelNames(labels.names)
  const pairs = labels.values.map((text, i) => `${names[i]}="${escapeLabelValue(text)}"`)
  return ` # {${pairs.join(',')}} ${toNumberText(value)} ${toSecondsText(atMillis)}`
}

function toSecondsText(millis: number): string {
  const text = String(millis / 1_000)
  return text.includes('e') ? (millis / 1_000).toFixed(9) : text
}

function toNumberText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return Object.is(value, -0) ? '-0' : String(value)
  return value > 0 ? '+Inf' : '-Inf'
}

/** The core lets no longer ones be recorded; another source might. */
function isShortEnough({ labels }: Exemplar): boolean {
  let codePoints = 0
  for (const text of [...labels.names, ...labels.values]) for (const _ of text) codePoints++
  return codePoints <= MAX_EXEMPLAR_CODE_POINTS
}
