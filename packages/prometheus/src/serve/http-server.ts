/** The HTTP server behind `serveMetrics`, in whichever thread it runs. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, toReason } from '@telltale/core/exporter'
import { type AnswerOptions, answerScrape, refuse } from './answer.js'
import { toRequestPath } from './request-path.js'

export interface HttpServerOptions extends AnswerOptions {
  readonly port: number
  readonly host: string
  readonly path: string
  /** Whether the server and its connections keep the process alive. */
  readonly ref: boolean
}

export interface RunningServer {
  readonly port: number
  /** Stops listening, lets answers under way finish for `CLOSE_GRACE_MILLIS`, then cuts what is left. Idempotent. */
  close(): Promise<void>
}

/** A scraper asks every 10 to 60 s: its connection lives from one scrape to the next. */
const KEEP_ALIVE_MILLIS = 75_000

/** A request has no body worth waiting for: who has not sent it by then is not a scraper. */
const REQUEST_MILLIS = 10_000

/** A connection on which nothing moves is cut; longer than the wait between two scrapes. */
const IDLE_MILLIS = 80_000

/** More connections than any number of scrapers needs; what comes beyond is dropped, not queued. */
const MAX_CONNECTIONS_COUNT = 512

/** As much is buffered for a reader before it must keep up. Larger than a chunk, or each chunk would wait for the one before. */
const HIGH_WATER_MARK_BYTES = 256 * 1024

const CLOSE_GRACE_MILLIS = 1_000

/**
 * Listens, and settles when it does.
 *
 * Only `path` is answered; another one is 404, another method than GET and HEAD 405. Bytes that are no request get what Node gives them as long as nobody
 * listens to `clientError`: a 400, 408 or 431 where one can still be sent, and the end of the connection.
 * @throws the system's own error when it cannot listen: `EADDRINUSE` and the like.
 */
export async function listen(options: HttpServerOptions): Promise<RunningServer> {
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MILLIS,
    headersTimeout: REQUEST_MILLIS,
    requestTimeout: REQUEST_MILLIS,
    highWaterMark: HIGH_WATER_MARK_BYTES,
  })
  server.timeout = IDLE_MILLIS
  server.maxConnections = MAX_CONNECTIONS_COUNT

  let closing: Promise<void> | undefined
  server.on('request', (request, response) => {
    // A connection that was busy when the server closed would else stay open for the next scrape, which never comes.
    response.once('close', () => {
      if (closing) request.socket.end()
    })
    if (toRequestPath(request.url ?? '') === options.path) void answerScrape(request, response, options)
    else refuse(response, 404, 'Not Found')
  })
  server.on('connection', (socket) => {
    if (!options.ref) socket.unref()
  })

  const port = await startListening(server, options)
  server.on('error', (error) => {
    options.reporter.reportOnce({ kind: 'metrics_server_failed', message: `The metrics server failed: ${toReason(error)}` })
  })
  if (!options.ref) server.unref()

  return { port, close: () => (closing ??= closeGracefully(server)) }
}

function startListening(server: Server, { port, host }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** `close` ends idle connections itself; busy ones end with their answer (see above), or here. */
function closeGracefully(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const stopWaiting = after(CLOSE_GRACE_MILLIS, () => server.closeAllConnections(), true)
    server.close(() => {
      stopWaiting()
      resolve()
    })
  })
}
