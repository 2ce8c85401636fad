/** Metrics in a server the application already has. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { systemClock } from '@telltale/core/exporter'
import type { SnapshotSource } from '@telltale/core/model'
import { type HandlerOptions, isSource, readHandlerOptions } from '../options.js'
import { createReporter } from '../reporter.js'
import { answerScrape } from './answer.js'

/** What `node:http` calls with each request; Express takes it as a route's handler. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * A request handler that answers with the metrics of a source, for `node:http`, Express and whatever speaks their `(req, res)`.
 *
 * It answers GET and HEAD on whatever path it is put, and 405 to other methods. It runs on the event loop of its caller, in turns of a few milliseconds,
 * streams with back-pressure and never throws; `serveMetrics` does the same on a thread of its own.
 *
 * @throws TelltaleError `invalid_options` when the source or an option is faulty.
 *
 * @example
 * app.get('/metrics', metricsHandler(metrics))
 */
export function metricsHandler(sourceOrOptions: SnapshotSource | HandlerOptions): MetricsHandler {
  const options: HandlerOptions = isSource(sourceOrOptions) ? { source: sourceOrOptions } : sourceOrOptions
  const { source, prefix } = readHandlerOptions(options)
  const reporter = createReporter(options.onProblem)

  return (request, response) => {
    void answerScrape(request, response, { source, prefix, reporter, isSharedLoop: true, clock: systemClock })
  }
}
