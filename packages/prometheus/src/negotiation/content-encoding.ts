/** How an answer is compressed. */

import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { parseWeightedList } from './weighted-list.js'

export interface ContentEncoding {
  /** Its name in `Content-Encoding`. */
  readonly name: string
  /** A stream from bytes to compressed bytes. It works in Node's thread pool, not on the event loop. */
  readonly createStream: () => Transform
}

/** Metrics repeat themselves: the quickest level finds most of it. */
const GZIP: ContentEncoding = { name: 'gzip', createStream: () => zlib.createGzip({ level: zlib.constants.Z_BEST_SPEED }) }

/** Since Node 22.15 and 23.8; better and quicker than gzip. */
const createZstd = (zlib as { readonly createZstdCompress?: () => Transform }).createZstdCompress
const ZSTD: ContentEncoding | undefined = createZstd && { name: 'zstd', createStream: () => createZstd() }

/** The best encoding the client takes, zstd before gzip where it likes both the same; undefined when it is to be sent as it is (RFC 9110, 12.5.3). */
export function negotiateEncoding(acceptEncoding: string | undefined): ContentEncoding | undefined {
  const items = parseWeightedList(acceptEncoding ?? '')
  const weightOf = (name: string): number | undefined => items.find((item) => item.name === name)?.weight
  const other = weightOf('*') ?? 0

  let best: ContentEncoding | undefined
  let bestWeight = weightOf('identity') ?? 0
  for (const [encoding, weight] of [
    [GZIP, weightOf('gzip') ?? weightOf('x-gzip') ?? other],
    [ZSTD, weightOf('zstd') ?? other],
  ] as const) {
    if (encoding === undefined || weight === 0 || weight < bestWeight) continue
    best = encoding
    bestWeight = weight
  }
  return best
}
