/** `startPushThread`: a pusher on a thread of its own, which can deliver while the thread that started it is at its end. */

import { TelltaleError, toReason } from '../../ground/errors.js'
import { assertOptions, type OptionRule } from '../../ground/option-rules.js'
import { createProblemAnnouncer, createProblemReporter, type Problem } from '../../ground/problems.js'
import { toLine } from '../../ground/quote.js'
import { after, type Stop } from '../../ground/timers.js'
import type { SnapshotSource } from '../../model/snapshot.js'
import { type ExitParty, watchExit } from '../exit.js'
import { DEFAULT_EXIT_DEADLINE_MILLIS, DEFAULT_INTERVAL_MILLIS, type PushTimes, SOURCE_RULE, TIME_RULES } from '../options.js'
import { createPusher } from '../pusher.js'
import type { Pusher } from '../types.js'
import { loadExporter } from './load-exporter.js'
import type { ExporterModule, PushThreadInput } from './messages.js'
import { type PushThreadStart, type RunningPushThread, startThread } from './run.js'

export interface PushThreadOptions extends PushTimes {
  /** A registry that other threads can see too, which all are that are not private. */
  readonly source: SnapshotSource
  readonly exporter: ExporterModule
  /** Whether to push once more at any end of the process but SIGKILL. @defaultValue true */
  readonly flushAtExit?: boolean | undefined
  /** `false`: there are no metrics `telltale_push_*`. @defaultValue true */
  readonly metrics?: boolean | undefined
  /** Told once per kind of trouble, and of each death of the thread. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

const BOOLEAN: OptionRule = { expected: 'true or false', isValid: (value) => typeof value === 'boolean' }
const RULES: Record<keyof PushThreadOptions, OptionRule> = {
  source: SOURCE_RULE,
  exporter: {
    expected: 'a description of an exporter: module, a URL or an absolute path, and factory, the name of the function there that makes it',
    isValid: isExporterModule,
    isRequired: true,
  },
  ...TIME_RULES,
  flushAtExit: BOOLEAN,
  metrics: BOOLEAN,
  onProblem: { expected: 'a function', isValid: (value) => typeof value === 'function' },
}

const FIRST_DELAY_MILLIS = 1_000
const LONGEST_DELAY_MILLIS = 30_000
/** A thread that has run this long was well: the next death is a new trouble, not the same one. */
const SETTLED_MILLIS = 60_000

/**
 * As `createPusher`, on a thread of its own: it takes nothing of this thread's event loop, and pushes while that is blocked.
 *
 * At the end of the process it delivers what was recorded last, at `process.exit()` and after an uncaught exception too: the thread that ends waits for it, at
 * most `exitDeadlineMillis`. Only SIGKILL, `process.abort()` and crashes of the runtime leave no time for that.
 *
 * An exporter is an object of one thread, so it is made in the new one, from a module. If the thread dies it is started again, with growing waits; that is announced each time, and
 * deltas then start from that moment. Where threads or shared memory are not to be had, or for a private registry, the pusher runs in this thread, which is announced.
 *
 * @throws TelltaleError (rejects) `invalid_options` naming every faulty option, or why the exporter cannot be made.
 *
 * @example
 * const exporter = { module: import.meta.resolve('@telltale/statsd'), factory: 'createStatsdExporter', options: { host, port } }
 * const pusher = await startPushThread({ source: metrics, exporter })
 */
export async function startPushThread(options: PushThreadOptions): Promise<Pusher> {
  assertOptions('startPushThread', options, RULES)
  const announce = createProblemAnnouncer(options.onProblem)
  const { sharedAs } = options.source
  if (sharedAs === undefined) return pushFromHere(options, announce, 'its source cannot be seen from another thread')

  // 70 KB of text: only those load it who use it.
  const { threadSource } = await import('./thread-source.js')
  const report = createProblemReporter(options.onProblem)
  const start = (times: PushTimes): Promise<PushThreadStart> => {
    const input: Omit<PushThreadInput, 'done'> = {
      registry: sharedAs,
      exporter: options.exporter,
      times,
      isMeasured: options.metrics !== false,
    }
    return startThread(threadSource, input, report)
  }
  const times = toTimes(options)
  const outcome = await start(times)
  if (outcome.kind === 'refused') throw cannotMake(outcome.reason)
  if (outcome.kind === 'failed') return pushFromHere(options, announce, toReason(outcome.error))
  return superviseThread(outcome.thread, options, announce, () => start({ ...times, startFrom: 'now' }))
}

/** Keeps the thread running, and sees to the end of the process. */
function superviseThread(
  first: RunningPushThread,
  options: PushThreadOptions,
  announce: (problem: Problem) => void,
  restart: () => Promise<PushThreadStart>,
): Pusher {
  const { intervalMillis = DEFAULT_INTERVAL_MILLIS, exitDeadlineMillis = DEFAULT_EXIT_DEADLINE_MILLIS, flushAtExit = true } = options
  let thread: RunningPushThread | undefined
  let closing: Promise<void> | undefined
  let attempts = 0
  let stopWaiting: Stop = () => {}

  function watch(running: RunningPushThread): void {
    thread = running
    const forgetSoon = after(SETTLED_MILLIS, () => {
      attempts = 0
    })
    void running.ended.then((death) => {
      forgetSoon()
      thread = undefined
      if (closing) return
      const message = `The thread that pushes to ${running.exporter} died and is started again: ${toLine(toReason(death))}`
      announce({ kind: 'push_thread_died', message })
      restartLater()
    })
  }

  function restartLater(): void {
    stopWaiting = after(Math.min(FIRST_DELAY_MILLIS * 2 ** attempts++, LONGEST_DELAY_MILLIS), async () => {
      const outcome = await restart()
      if (outcome.kind !== 'ready') return closing ? undefined : restartLater()
      if (closing) return void outcome.thread.close(exitDeadlineMillis)
      watch(outcome.thread)
    })
  }

  function onExit(): () => void {
    if (!thread || closing) return () => {}
    const { exporter, finish } = thread
    const wait = finish(exitDeadlineMillis)
    return () => {
      if (!wait()) announceLoss(exporter)
    }
  }

  function announceLoss(exporter: string): void {
    const message = `What was recorded last was not delivered to ${exporter} within ${exitDeadlineMillis} ms`
    announce({ kind: 'push_not_finished', message })
  }

  async function shutDown(): Promise<void> {
    stopWaiting()
    if (thread) {
      const { exporter, close: end } = thread
      if ((await end(exitDeadlineMillis)) === 'none') announceLoss(exporter)
    }
    stopWatching()
  }

  const flush = async (withinMillis: number = intervalMillis) =>
    closing ? closing.then(() => 'none' as const) : (thread?.flush(withinMillis) ?? ('failed' as const))
  const close = (): Promise<void> => {
    closing ??= shutDown()
    return closing
  }
  // A signal ends the process without an exit, and a natural end comes with one.
  const party: ExitParty = { onIdle: () => {}, flush: () => flush(exitDeadlineMillis), close, onExit }
  const stopWatching = flushAtExit ? watchExit(party) : () => {}

  watch(first)
  return { flush, close }
}

async function pushFromHere(options: PushThreadOptions, announce: (problem: Problem) => void, reason: string): Promise<Pusher> {
  const exporter = await loadExporter(options.exporter).catch((error: unknown) => {
    throw cannotMake(toReason(error))
  })
  const message = `The pushes to ${exporter.name} come from the caller's thread, since they could not from one of their own: ${toLine(reason)}`
  announce({ kind: 'push_thread_unavailable', message })
  const { source, flushAtExit, metrics, onProblem } = options
  return createPusher({ ...toTimes(options), source, exporter, flushAtExit, onProblem, metrics: metrics === false ? false : undefined })
}

function toTimes(options: PushThreadOptions): PushTimes {
  const { intervalMillis, deadlineMillis, exitDeadlineMillis, maxRetryAfterMillis, buffer, startFrom } = options
  return { intervalMillis, deadlineMillis, exitDeadlineMillis, maxRetryAfterMillis, buffer, startFrom }
}

function cannotMake(reason: string): TelltaleError {
  return new TelltaleError('invalid_options', `startPushThread: the exporter cannot be made: ${reason}`)
}

function isExporterModule(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { module, factory } = value as Partial<ExporterModule>
  return (
    typeof module === 'string' && /^([a-z][a-z0-9+.-]+:|\/|[A-Za-z]:[\\/])/.test(module) && typeof factory === 'string' && factory !== ''
  )
}
