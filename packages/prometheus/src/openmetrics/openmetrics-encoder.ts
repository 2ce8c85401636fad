/** OpenMetrics 1.0: a snapshot in, text out. */

import type { Snapshot } from '@telltale/core/model'
import type { EscapingScheme } from '../escaping.js'
import { renameFamily } from '../naming.js'
import { readTextOptions, type TextOptions } from '../options.js'
import { generateChunks, toText } from '../text/chunks.js'
import { createFixedLines } from '../text/fixed-lines.js'
import type { FamilyLines } from '../text/page.js'
import { createFamilyLines } from './family-lines.js'

/** The `Content-Type` of OpenMetrics 1.0 as made here. */
export const openMetricsContentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/**
 * The snapshot in OpenMetrics 1.0, as chunks of about 64 KiB of UTF-8, cut between series; the last ends with `# EOF`.
 *
 * Each chunk is made when it is asked for and belongs to the caller. Rendered labels are kept and shared with `textChunks`.
 *
 * @throws TelltaleError (`invalid_options`) before the first chunk, when the options are faulty.
 */
export function openMetricsChunks(snapshot: Snapshot, options?: TextOptions): Generator<Uint8Array, void, void> {
  const { prefix, escaping } = readTextOptions(options)
  return generateChunks(linesOf(snapshot, prefix, escaping))
}

/**
 * The snapshot as one string in OpenMetrics 1.0.
 *
 * Beyond what the text format 0.0.4 says it has units, infos and state sets, when each series began (`_created`) and exemplars; bounds are canonical numbers (`le="1.0"`).
 * A counter's samples end in `_total`, whatever the metric is called. What the format forbids is left out: the sum (with the count) of a histogram with negative
 * bounds, negative sums and quantiles, exemplars of more than 128 code points, and a unit that the name does not end with.
 *
 * @throws TelltaleError (`invalid_options`) when the options are faulty.
 * @throws Error `ERR_STRING_TOO_LONG` when the text is longer than a string can be (about 500 MB); `openMetricsChunks` has no such limit.
 *
 * @example
 * const text = encodeOpenMetrics(metrics.gather())
 */
export function encodeOpenMetrics(snapshot: Snapshot, options?: TextOptions): string {
  const { prefix, escaping } = readTextOptions(options)
  return toText(linesOf(snapshot, prefix, escaping))
}

function* linesOf(snapshot: Snapshot, prefix: string, escaping: EscapingScheme): Generator<FamilyLines, void, void> {
  for (const family of snapshot.families) yield createFamilyLines(renameFamily(family, prefix, escaping))
  yield createFixedLines('# EOF\n')
}
