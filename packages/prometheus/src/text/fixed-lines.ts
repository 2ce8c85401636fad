/** Lines that are the same for every series: the head of a family, the end of a text. */

import { COPY_SLACK_BYTES, copyText, toFixedText } from './copy.js'
import type { FamilyLines } from './page.js'

/** Writes a text whole, once. */
export function createFixedLines(text: string): FamilyLines {
  const fixed = toFixedText(text)
  let isWritten = false

  return (page) => {
    if (isWritten) return 0
    const neededBytes = fixed.length + COPY_SLACK_BYTES
    if (page.length + neededBytes > page.bytes.length) return neededBytes
    page.length = copyText(page.view, page.length, fixed.view, 0, fixed.length)
    isWritten = true
    return 0
  }
}

/** Writes the ones, then the others. */
export function inTurn(first: FamilyLines, second: FamilyLines): FamilyLines {
  return (page) => {
    const neededBytes = first(page)
    return neededBytes > 0 ? neededBytes : second(page)
  }
}
