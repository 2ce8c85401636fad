/** The push loop: takes snapshots at its cadence and sees to it that they are delivered, once and in order. */

import { toReason } from '../ground/errors.js'
import { createProblemReporter } from '../ground/problems.js'
import { toLine } from '../ground/quote.js'
import { nextTurn } from '../ground/timers.js'
import type { Snapshot } from '../model/snapshot.js'
import { createBacklog } from './backlog.js'
import { createDelivery } from './delivery.js'
import { watchExit } from './exit.js'
import { createMonitor } from './monitor.js'
import { type PusherOptions, readPusherOptions } from './options.js'
import { startSchedule } from './schedule.js'
import type { Pusher, PushOutcome } from './types.js'

/** Callbacks of observables are waited for so long, and never longer than half of what is left. */
const REFRESH_TIMEOUT_MILLIS = 1_000

/**
 * Pushes a source's snapshots to an exporter, every `intervalMillis`, from this thread.
 *
 * - The first push comes at a random moment within the interval; there is never more than one under way; what an outage or a blocked event loop made it miss is not
 *   made up for. Nothing here keeps the process alive but a `flush` or `close` that is waited for.
 * - Deltas start where the last *accepted* push ended. Data that may have arrived in part are repeated as they were, never mixed with newer ones.
 * - At a natural end of the process, SIGTERM and SIGINT everything is pushed once more, within `exitDeadlineMillis`. `process.exit()` and an uncaught exception leave no time for
 *   that on the thread that ends: see `startPushThread`.
 * - Several pushers share a source and do not disturb one another.
 *
 * @throws TelltaleError `invalid_options` naming every faulty option.
 *
 * @example
 * const pusher = createPusher({ source: metrics, exporter, intervalMillis: 10_000 })
 */
export function createPusher(options: PusherOptions): Pusher {
  const settings = readPusherOptions(options)
  const { clock, exitDeadlineMillis, exporter, intervalMillis, source, timers } = settings
  const report = createProblemReporter(settings.onProblem)
  const monitor = createMonitor(exporter.name, settings.metrics, report)
  const backlog = createBacklog(exporter.temporality, settings.buffer, (count) => monitor.dropped([{ reason: 'buffer_full', count }]))
  const delivery = createDelivery(settings, monitor)

  let running: Promise<PushOutcome> | undefined
  /** Follows the one that is running. */
  let queued: Promise<PushOutcome> | undefined
  let flushUntilMillis = 0
  let closing: Promise<void> | undefined
  let isFlushedWhenIdle = false

  if (settings.startFrom === 'now') backlog.startFrom(source.gather())
  const schedule = startSchedule(intervalMillis, settings.random, clock, timers, () => {
    if (running || queued || closing) return
    isFlushedWhenIdle = false
    void begin(() => schedule.nextMillis, clock.monotonicMillis() >= delivery.notBeforeMillis)
  })
  const stopWatching = settings.flushAtExit
    ? watchExit({
        onIdle() {
          if (isFlushedWhenIdle || closing) return
          isFlushedWhenIdle = true
          void flush(exitDeadlineMillis)
        },
        flush: () => flush(exitDeadlineMillis),
        close,
      })
    : () => {}

  function begin(untilMillis: () => number, mayDeliver = true): Promise<PushOutcome> {
    delivery.relax()
    running = cycle(untilMillis, mayDeliver).finally(() => {
      running = undefined
    })
    return running
  }

  /** Never rejects: what others wrote, the source and the exporter, is only called where it may fail. */
  async function cycle(untilMillis: () => number, mayDeliver: boolean): Promise<PushOutcome> {
    if (!mayDeliver && !settings.buffer) return 'none'
    if (backlog.isBlocked) {
      const outcome = await deliverNext(untilMillis)
      if (backlog.isBlocked) return outcome
    }
    try {
      backlog.add(await gatherInTurns(untilMillis()), clock.monotonicMillis())
    } catch (error) {
      report({ kind: 'push_not_gathered', message: `There is nothing to push to ${exporter.name}: ${toLine(toReason(error))}` })
      return 'failed'
    }
    let outcome: PushOutcome = 'none'
    while (mayDeliver) {
      const oldest = backlog.next()
      if (!oldest) break
      outcome = await deliverNext(untilMillis)
      if (backlog.next() === oldest) break
    }
    return outcome
  }

  /** The oldest parcel leaves the backlog if it was accepted, or refused for good. */
  async function deliverNext(untilMillis: () => number): Promise<PushOutcome> {
    const parcel = backlog.next()
    const last = parcel && (await delivery.deliver(parcel, untilMillis))
    if (!last) return 'none'
    if (last.outcome === 'accepted') {
      backlog.settle()
      monitor.dropped(last.dropped)
      return 'accepted'
    }
    monitor.gaveUp(last)
    if (last.outcome === 'rejected' && last.final !== false) {
      backlog.settle()
      monitor.dropped([{ reason: last.reason, count: last.droppedCount ?? parcel.pointCount }])
    }
    return last.outcome
  }

  /** Between two turns the event loop goes about the application's business. */
  async function gatherInTurns(untilMillis: number): Promise<Snapshot> {
    // What comes late is there for the next push.
    const timeoutMillis = Math.min(REFRESH_TIMEOUT_MILLIS, Math.max(0, untilMillis - clock.monotonicMillis()) / 2)
    await source.refresh?.({ timeoutMillis })
    const turns = source.gatherChunks()
    for (;;) {
      const turn = turns.next()
      if (turn.done) return turn.value
      await nextTurn()
    }
  }

  function flush(withinMillis = intervalMillis): Promise<PushOutcome> {
    return closing ? closing.then(() => 'none') : within(withinMillis, pushNow(withinMillis), 'none')
  }

  function pushNow(withinMillis: number): Promise<PushOutcome> {
    const untilMillis = clock.monotonicMillis() + withinMillis
    flushUntilMillis = queued ? Math.max(flushUntilMillis, untilMillis) : untilMillis
    const start = (): Promise<PushOutcome> => {
      queued = undefined
      return begin(() => flushUntilMillis)
    }
    if (!running) return start()
    delivery.hurry()
    queued ??= running.then(start)
    return queued
  }

  function close(): Promise<void> {
    closing ??= shutDown()
    return closing
  }

  async function shutDown(): Promise<void> {
    schedule.stop()
    const untilMillis = clock.monotonicMillis() + exitDeadlineMillis
    const last = pushNow(exitDeadlineMillis)
    const stopDeadline = timers.after(exitDeadlineMillis, delivery.abort)
    const outcome = await within(exitDeadlineMillis, last, 'none')
    if (outcome !== 'accepted' && outcome !== 'rejected') {
      const message = `What was recorded last was not delivered to ${exporter.name} before it was closed (${outcome})`
      report({ kind: 'push_not_finished', message })
    }
    stopDeadline()
    const closed = new Promise((resolve) => resolve(exporter.close())).catch((error: unknown) => {
      report({ kind: 'push_not_closed', message: `The exporter ${exporter.name} could not be closed: ${toLine(toReason(error))}` })
    })
    await within(Math.max(untilMillis - clock.monotonicMillis(), 0), closed, undefined)
    stopWatching()
  }

  /** What is waited for keeps the process alive, for so long. */
  function within<T>(millis: number, promise: Promise<T>, otherwise: T): Promise<T> {
    return new Promise((resolve) => {
      const stop = timers.after(millis, () => resolve(otherwise), true)
      void promise.then((value) => {
        stop()
        resolve(value)
      })
    })
  }

  return { flush, close }
}
