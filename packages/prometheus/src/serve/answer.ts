/** One answer to one scrape. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, nextTurn, toReason } from '@telltale/core/exporter'
import type { Snapshot, SnapshotSource } from '@telltale/core/model'
import { negotiateEncoding } from '../negotiation/content-encoding.js'
import { toRefreshMillis } from '../negotiation/deadline.js'
import { type Format, negotiateFormat } from '../negotiation/formats.js'
import { requestedNames, selectNames } from '../negotiation/name-filter.js'
import type { Reporter } from '../reporter.js'
import { sendChunks, TURN_MILLIS } from './send-chunks.js'

/** What is answered, and how politely. */
export interface AnswerOptions {
  readonly source: SnapshotSource
  readonly prefix: string
  readonly reporter: Reporter
  /** `true` on an event loop that belongs to somebody else: the work is done in short turns with the loop's own business between them. */
  readonly isSharedLoop: boolean
  readonly clock: Pick<Clock, 'monotonicMillis'>
}

/**
 * Answers GET with the metrics, HEAD with the headers alone, and any other method with 405. The format is what `Accept` asks for, the metrics those of
 * `name[]` if there are any, and the callbacks of observables have as long as the scraper says it will wait.
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
    const format = negotiateFormat(request.headers.accept)
    response.setHeader('Content-Type', format.contentType)
    response.setHeader('Vary', 'Accept, Accept-Encoding')
    if (request.method === 'HEAD') response.end()
    else await sendMetrics(request, response, format, options)
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

async function sendMetrics(request: IncomingMessage, response: ServerResponse, format: Format, options: AnswerOptions): Promise<void> {
  const { source, prefix, isSharedLoop, clock } = options
  const refreshMillis = toRefreshMillis(request.headers['x-prometheus-scrape-timeout-seconds'])
  const whole = isSharedLoop ? await collectInTurns(source, response, refreshMillis) : source.gather()
  if (whole === undefined) return

  const names = requestedNames(request.url ?? '')
  const snapshot = names === undefined ? whole : selectNames(whole, names, prefix)
  const encoding = negotiateEncoding(request.headers['accept-encoding'] as string | undefined)
  await sendChunks(format.toChunks(snapshot, { prefix }), response, { encoding, isSharedLoop, clock })
}

/** A snapshot read in turns, or undefined when the client left meanwhile. What took several turns is not rendered in the last of them. */
async function collectInTurns(source: SnapshotSource, response: ServerResponse, refreshMillis: number): Promise<Snapshot | undefined> {
  await source.refresh?.({ timeoutMillis: refreshMillis })
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
