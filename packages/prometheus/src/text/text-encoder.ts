/** The text exposition format 0.0.4: a snapshot in, text out. */

import { Buffer, isAscii } from 'node:buffer'
import type { Snapshot } from '@telltale/core/model'
import { readTextOptions, type TextOptions } from '../options.js'
import { createFamilyLines } from './family-lines.js'
import { createPage, createScratchPage, growScratchPage, PAGE_BYTES, type Page } from './page.js'

/** The `Content-Type` of everything made here. Prometheus 3 refuses a scrape that does not say it. */
export const contentType = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * The snapshot as chunks of about 64 KiB of UTF-8, cut between series.
 *
 * Each chunk is made when it is asked for, in a fraction of a millisecond, and belongs to the caller. The rendered labels of a series are kept as long
 * as the series' `generation` lives, so that the next rendering only copies them.
 *
 * @throws TelltaleError (`invalid_options`) before the first chunk, when the options are faulty.
 */
export function textChunks(snapshot: Snapshot, options?: TextOptions): Generator<Uint8Array, void, void> {
  const { prefix } = readTextOptions(options)
  return generateChunks(snapshot, prefix)
}

function* generateChunks(snapshot: Snapshot, prefix: string): Generator<Uint8Array, void, void> {
  let page = createPage(PAGE_BYTES)
  for (const family of snapshot.families) {
    const writeLines = createFamilyLines(family, prefix)
    for (let neededBytes = writeLines(page); neededBytes > 0; neededBytes = writeLines(page)) {
      if (page.length > 0) yield writtenPart(page)
      page = createPage(Math.max(PAGE_BYTES, neededBytes))
    }
  }
  if (page.length > 0) yield writtenPart(page)
}

/** What the page holds; a copy when the page is mostly empty, so that a small text does not keep a large page alive. */
function writtenPart({ bytes, length }: Page): Uint8Array {
  return length < bytes.length / 2 ? bytes.slice(0, length) : bytes.subarray(0, length)
}

/**
 * The snapshot as one string in the text format 0.0.4, the last line ended by a line feed like all others.
 *
 * Pure: the same snapshot gives the same text, in the snapshot's order. A family without series is written as its `# HELP` and `# TYPE` lines, which
 * every parser accepts and which tell a reader, and Prometheus' metadata, that the metric exists. A label whose value is empty is left out, being the
 * same as an absent one. There are no timestamps.
 *
 * @throws TelltaleError (`invalid_options`) when the options are faulty.
 * @throws Error `ERR_STRING_TOO_LONG` when the text is longer than a string can be (about 500 MB); `textChunks` has no such limit.
 *
 * @example
 * const text = encodeText(metrics.gather(), { prefix: 'myapp_' })
 */
export function encodeText(snapshot: Snapshot, options?: TextOptions): string {
  const { prefix } = readTextOptions(options)
  let page = createScratchPage(expectedBytes)
  for (const family of snapshot.families) {
    const writeLines = createFamilyLines(family, prefix)
    for (let neededBytes = writeLines(page); neededBytes > 0; neededBytes = writeLines(page)) page = growScratchPage(page, neededBytes)
  }
  expectedBytes = Math.ceil(page.length * 1.05) + 4_096
  return toText(page)
}

/** A text is about as long as the one before it: growing to 8 MB step by step makes the whole 12 % dearer. */
let expectedBytes = PAGE_BYTES

/** 8 MB of ASCII, as nearly all metrics are, became a string in 1 ms as Latin-1, which it is too, in 5 ms as UTF-8 and in 6 ms page by page. */
function toText({ bytes, length }: Page): string {
  const written = Buffer.from(bytes.buffer, bytes.byteOffset, length)
  return written.toString(isAscii(written) ? 'latin1' : 'utf8')
}
