/** `serveMetrics`: chooses the thread that answers, and falls back when there is no choice. */

import { arenaHandle, createRegistry, type Problem, TelltaleError } from '@telltale/core'
import { systemClock, toReason } from '@telltale/core/exporter'
import { type ResolvedServeOptions, readServeOptions, type ServeOptions } from '../options.js'
import { createReporter, type Reporter } from '../reporter.js'
import { listen } from './http-server.js'
import type { ThreadInput } from './messages.js'
import { superviseThread } from './supervisor.js'
import { startThread } from './thread.js'

export interface MetricsServer {
  /** The port it listens on; the one chosen by the system when 0 was asked for. */
  readonly port: number
  /** Where the metrics are: `http://127.0.0.1:9464/metrics`. */
  readonly url: string
  /** Stops listening, lets answers under way finish for a second, then ends. Idempotent; later calls settle with the first. */
  close(): Promise<void>
}

/**
 * Serves a registry's metrics over HTTP, by default from a thread of its own.
 *
 * That thread reads what all threads of the process have written, dead and blocked ones included, and asks none of them: it answers while the application
 * is in a long loop, and a scrape of any size takes nothing of the application's event loop. If it dies it is started again on the same port with growing
 * waits, which is reported. Where threads or shared memory are not to be had, or for a `source`, the caller's event loop answers, in turns of a few
 * milliseconds; the fall-back is reported too.
 *
 * @throws TelltaleError (rejects) `invalid_options` naming every faulty option; `serve_failed` when the address cannot be listened on.
 *
 * @example
 * const server = await serveMetrics({ port: 9464 })
 * console.log(server.url)
 */
export async function serveMetrics(options: ServeOptions = {}): Promise<MetricsServer> {
  const resolved = readServeOptions(options)
  const reporter = createReporter(options.onProblem)
  if (resolved.thread === 'caller') return serveFromCaller(resolved, reporter)

  const arena = arenaHandle()
  if (arena === undefined) return fallBack(resolved, reporter, 'this host has no memory that threads can share')

  const { registry, prefix, host, path, ref } = resolved
  const start = (port: number) => {
    // Asked anew each time: this thread may have moved to another arena since (`attach`, late joiners).
    const input: ThreadInput = { arena: arenaHandle() ?? arena, registry, prefix, host, path, port }
    return startThread(input, ref, reporter.report)
  }
  const outcome = await start(resolved.port)
  if (outcome.kind === 'refused') throw cannotListen(resolved, outcome)
  if (outcome.kind === 'failed') return fallBack(resolved, reporter, toReason(outcome.error))

  const { port } = outcome.thread
  const supervisor = superviseThread(outcome.thread, {
    start: () => start(port),
    onDeath: (problem) => countDeath(registry, reporter, problem),
    onFailedRestart: reporter.reportOnce,
    ref,
  })
  return toMetricsServer(resolved, port, supervisor.close)
}

function fallBack(options: ResolvedServeOptions, reporter: Reporter, reason: string): Promise<MetricsServer> {
  const message = `The metrics are served from the caller's thread, since they could not be from one of their own: ${reason}`
  reporter.report({ kind: 'metrics_thread_unavailable', message })
  return serveFromCaller(options, reporter)
}

async function serveFromCaller(options: ResolvedServeOptions, reporter: Reporter): Promise<MetricsServer> {
  // By name alone: the options of a registry are its owner's to give.
  const source = options.source ?? createRegistry({ name: options.registry })
  const { prefix, port, host, path, ref } = options
  try {
    const server = await listen({ source, prefix, port, host, path, ref, reporter, isSharedLoop: true, clock: systemClock })
    return toMetricsServer(options, server.port, server.close)
  } catch (error) {
    throw cannotListen(options, { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN', reason: toReason(error) })
  }
}

/** A death shows in the metrics themselves, where alerts can see it. */
function countDeath(registry: string, reporter: Reporter, problem: Problem): void {
  reporter.report(problem)
  const help = 'Times the thread that serves the metrics died and was started again.'
  try {
    createRegistry({ name: registry }).counter({ name: 'telltale_metrics_thread_restarts_total', help }).inc()
  } catch (error) {
    reporter.reportOnce({
      kind: 'restart_not_counted',
      message: `A restart of the metrics thread could not be counted: ${toReason(error)}`,
    })
  }
}

function cannotListen({ host, port }: ResolvedServeOptions, { code, reason }: { code: string; reason: string }): TelltaleError {
  const advice = code === 'EADDRINUSE' ? '; another server has that port: give another one, or 0 for any that is free' : ''
  return new TelltaleError('serve_failed', `serveMetrics: cannot listen on ${toHostText(host)}:${port}: ${reason}${advice}`)
}

function toMetricsServer({ host, path }: ResolvedServeOptions, port: number, close: () => Promise<void>): MetricsServer {
  let closing: Promise<void> | undefined
  return { port, url: `http://${toHostText(toReachableHost(host))}:${port}${path}`, close: () => (closing ??= close()) }
}

/** An address that can be asked: the unspecified ones mean "every address of this machine" and are none themselves. */
function toReachableHost(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
}

function toHostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
