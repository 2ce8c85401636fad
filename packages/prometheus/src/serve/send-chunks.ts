/** Chunks on their way to a client: in turns, with back-pressure, compressed if he likes. */

import type { ServerResponse } from 'node:http'
import type { Transform, Writable } from 'node:stream'
import { type Clock, nextTurn } from '@telltale/core/exporter'
import type { ContentEncoding } from '../negotiation/content-encoding.js'

/** Reading a snapshot, and rendering it, stops about here and goes on in the next turn. */
export const TURN_MILLIS = 5

/** At most this is written in one turn; about 1 ms of rendering. The first time, with labels to render and nothing compiled, a chunk of 64 KiB takes 6 ms. */
const TURN_BYTES = 256 * 1024

/** A text that fits into a packet gains nothing from being compressed. */
const MIN_COMPRESSED_BYTES = 1_024

export interface SendOptions {
  readonly encoding: ContentEncoding | undefined
  /** `true` on an event loop that belongs to somebody else. */
  readonly isSharedLoop: boolean
  readonly clock: Pick<Clock, 'monotonicMillis'>
}

/** Sends all chunks, empty ones being but occasions to pause, and ends the response; stops when the client has left. */
export async function sendChunks(chunks: Iterator<Uint8Array>, response: ServerResponse, options: SendOptions): Promise<void> {
  const { clock, encoding, isSharedLoop } = options
  // One chunk is held back, so that the last is handed to `end`: a text of one chunk then goes out with its length and in one piece.
  const first = chunks.next()
  let held: Uint8Array = first.value ?? new Uint8Array(0)
  const isSmall = first.done || (held.length > 0 && held.length < MIN_COMPRESSED_BYTES)
  const sink = encoding === undefined || isSmall ? response : compress(response, encoding)

  let turnStart = clock.monotonicMillis()
  let turnBytes = 0
  for (let next = chunks.next(); !next.done; next = chunks.next()) {
    const isTaken = sink.write(held)
    turnBytes += held.length
    held = next.value
    if (!isTaken) await drained(sink, response)
    // `drain` may come without the event loop having turned, when the kernel takes all at once: on a shared loop turns are taken all the same.
    if (isSharedLoop && (turnBytes >= TURN_BYTES || clock.monotonicMillis() - turnStart >= TURN_MILLIS)) {
      await nextTurn()
      turnStart = clock.monotonicMillis()
      turnBytes = 0
    }
    if (response.destroyed) return
  }
  sink.end(held)
}

/** What is written to the answer arrives at the client compressed. Each ends the other when it fails. */
function compress(response: ServerResponse, encoding: ContentEncoding): Transform {
  const stream = encoding.createStream()
  response.setHeader('Content-Encoding', encoding.name)
  // From here on a fault can only cut the answer: another one would be sent as compressed as this.
  response.flushHeaders()
  stream.on('error', () => response.destroy())
  response.on('close', () => stream.destroy())
  stream.pipe(response)
  return stream
}

/** Settles when the sink takes more, or the response never will. */
function drained(sink: Writable, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || !sink.writableNeedDrain) return resolve()
    const settle = (): void => {
      sink.off('drain', settle)
      response.off('close', settle)
      resolve()
    }
    sink.on('drain', settle)
    response.on('close', settle)
  })
}
