/** The text exposition format 0.0.4: a snapshot in, text out. */

import type { Snapshot } from '@telltale/core/model'
import type { EscapingScheme } from '../escaping.js'
import { renameFamily } from '../naming.js'
import { readTextOptions, type TextOptions } from '../options.js'
import { generateChunks, toText } from './chunks.js'
import { createFamilyLines } from './family-lines.js'
import type { FamilyLines } from './page.js'

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
  const { prefix, escaping } = readTextOptions(options)
  return generateChunks(linesOf(snapshot, prefix, escaping))
}

function* linesOf(snapshot: Snapshot, prefix: string, escaping: EscapingScheme): Generator<FamilyLines, void, void> {
  for (const family of snapshot.families) yield createFamilyLines(renameFamily(family, prefix, escaping))
}

/**
 * The snapshot as one string in the text format 0.0.4, the last line ended by a line feed like all others.
 *
 * Pure: the same snapshot gives the same text, in the snapshot's order. A family without series is written as its `# HELP` and `# TYPE` lines, which
 * every parser accepts and which tell a reader, and Prometheus' metadata, that the metric exists. A label whose value is empty is left out, being the
 * same as an absent one. There are no timestamps. With `escaping: 'allow-utf-8'` it is the text format 1.0.0, where names that need it are quoted.
 *
 * @throws TelltaleError (`invalid_options`) when the options are faulty.
 * @throws Error `ERR_STRING_TOO_LONG` when the text is longer than a string can be (about 500 MB); `textChunks` has no such limit.
 *
 * @example
 * const text = encodeText(metrics.gather(), { prefix: 'myapp_' })
 */
export function encodeText(snapshot: Snapshot, options?: TextOptions): string {
  const { prefix, escaping } = readTextOptions(options)
  return toText(linesOf(snapshot, prefix, escaping))
}
