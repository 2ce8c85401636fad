/** A page of output: the bytes one chunk is written into, and what writes into it. */

import { Buffer } from 'node:buffer'

/** Chunks are about this long: long enough that their number costs nothing, short enough that one is made in a fraction of a millisecond. */
export const PAGE_BYTES = 64 * 1024

export interface Page {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Bytes written so far. */
  length: number
}

export function createPage(capacityBytes: number): Page {
  return toPage(new Uint8Array(capacityBytes), 0)
}

/** A page whose bytes are whatever the memory held before: costs nothing until it is written, and must not be given away. */
export function createScratchPage(capacityBytes: number): Page {
  return toPage(new Uint8Array(Buffer.allocUnsafeSlow(capacityBytes).buffer), 0)
}

/** A scratch page with what `page` holds and at least twice the room. */
export function growScratchPage({ bytes, length }: Page, neededBytes: number): Page {
  const grown = createScratchPage(Math.max(bytes.length * 2, length + neededBytes))
  grown.bytes.set(bytes.subarray(0, length))
  grown.length = length
  return grown
}

function toPage(bytes: Uint8Array, length: number): Page {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), length }
}

/**
 * Writes the lines of one family, page by page.
 *
 * Each call goes on where the last one stopped and writes whole series only. The answer is 0 when the family is written, and otherwise how many
 * bytes the page must have free for the next series: the caller brings a new one at least that large.
 */
export type FamilyLines = (page: Page) => number
