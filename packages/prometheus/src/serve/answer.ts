/** One answer to one scrape. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, nextTurn, toReason } from '@telltale/core/exporter'
import type { Snapshot, SnapshotSource } from '@telltale/core/model'
import type { Reporter } from '../reporter.js'
import { contentType, textChunks } from '../text/text-encoder.js'

/** What is answered, and how politely. */
export interface AnswerOptions {
  readonly source: SnapshotSource
  readonly prefix: string
  readonly reporter: Reporter
  /** `true` on an event loop that belongs to somebody else: the work is done in short turns with the loop's own business between them. */
  readonly isSharedLoop: boolean
  readonly clock: Pick<Clock, 'monotonicMillis'>
}

/** Reading a snapshot, and rendering it, stops about here and goes on in the next turn. */
const TURN_MILLIS = 5

/** Callbacks of observables are waited for no longer: half of what Prometheus gives a scrape by default. */
const REFRESH_MILLIS = 5_000

/** At most this is written in one turn; about 1 ms of rendering. The first time, with labels to render and nothing compiled, a chunk of 64 KiB takes 6 ms. */
const TURN_BYTES = 256 * 1024

/**
 * Answers GET with the metrics, HEAD with the headers alone, and any other method with 405.
 *
 * Back-pressure is honoured: a reader that is slow or stopped holds its snapshot and at most a turn's bytes, and one that went away ends the work.
 * Never throws and never rejects; what goes wrong is reported, and the client sees a bare 500 or a cut connection.
 */
export async function answerScrape(request: IncomingMessage, response: ServerResponse, options: AnswerOptions): Promise<void> {
  // A socket may fail between two writes; without a listener that would end the process.
  response.on('error', () => response.destroy())
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return refuse(response, 405, 'Method Not Allowed')
    }
    response.statusCode = 200
    response.setHeader('Content-Type', contentType)
    if (request.method === 'HEAD') response.end()
    else await sendText(response, options)
  } catch (error) {
    options.reporter.reportOnce({ kind: 'scrape_failed', message: `The metrics could not be rendered: ${toReason(error)}` })
    if (response.headersSent) response.destroy()
    else refuse(response, 500, 'Internal Server Error')
  }
}

/** Answers without metrics: a status and its name, nothing of what went wrong. What the client still sends is not waited for. */
export function refuse(response: ServerResponse, status: number, reason: string): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.setHeader('Connection', 'close')
  response.end(`${reason}\n`)
}

async function sendText(response: ServerResponse, { source, prefix, isSharedLoop, clock }: AnswerOptions): Promise<void> {
  const snapshot = isSharedLoop ? await collectInTurns(source, response) : source.gather()
  if (snapshot === undefined) return

  const chunks = textChunks(snapshot, { prefix })
  // One chunk is held back, so that the last is handed to `end`: a text of one chunk then goes out with its length and in one piece.
  let turnStart = clock.monotonicMillis()
  let turnBytes = 0
  let held = chunks.next().value ?? new Uint8Array(0)
  for (const chunk of chunks) {
    const isTaken = response.write(held)
    turnBytes += held.length
    held = chunk
    if (!isTaken) await drained(response)
    // `drain` may come without the event loop having turned, when the kernel takes all at once: on a shared loop turns are taken all the same.
    if (isSharedLoop && (turnBytes >= TURN_BYTES || clock.monotonicMillis() - turnStart >= TURN_MILLIS)) {
      await nextTurn()
      turnStart = clock.monotonicMillis()
      turnBytes = 0
    }
    if (response.destroyed) return
  }
  response.end(held)
}

/** A snapshot read in turns, or undefined when the client left meanwhile. What took several turns is not rendered in the last of them. */
async function collectInTurns(source: SnapshotSource, response: ServerResponse): Promise<Snapshot | undefined> {
  await source.refresh?.({ timeoutMillis: REFRESH_MILLIS })
  if (response.destroyed) return undefined
  const turns = source.gatherChunks(TURN_MILLIS)
  let turn = turns.next()
  const isLong = !turn.done
  while (!turn.done) {
    await nextTurn()
    if (response.destroyed) return undefined
    turn = turns.next()
  }
  if (isLong) await nextTurn()
  return response.destroyed ? undefined : turn.value
}

/** Settles when the response takes more, or never will. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || !response.writableNeedDrain) return resolve()
    const settle = (): void => {
      response.off('drain', settle)
      response.off('close', settle)
      resolve()
    }
    response.on('drain', settle)
    response.on('close', settle)
  })
}
