/** Asks the observables of this thread: when somebody collects, and by a schedule, so that other threads see values that are not old. */

import type { Clock } from '../ground/clock.js'
import { TelltaleError } from '../ground/errors.js'
import type { ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { after, type Stop } from '../ground/timers.js'
import { type Asked, ObservableInstrument, type ObserveFailure, textOf } from '../instruments/observable.js'
import type { ObserveOptions } from '../instruments/observable-types.js'
import type { LabelledCounter, LabelledGauge } from '../instruments/types.js'
import type { MaybeObserved } from './define-observed.js'

export interface ObservingHost {
  readonly clock: Clock
  readonly report: ProblemReporter
  /** Between two runs of the schedule; 0: there is none. */
  intervalMillis(): number
  /** `telltale_observe_failures_total`, made when first asked for. */
  failures(): LabelledCounter<'metric' | 'reason'>
  /** `telltale_observe_last_success_timestamp_seconds`, likewise. */
  successes(): LabelledGauge<'metric'>
}

export interface Observing {
  /**
   * Takes what was made, with the callback it was made with, if any, and answers it.
   * @throws TelltaleError `metric_conflict` when it was made with a callback before and is made without one now, or the other way round.
   */
  take<I extends object>(made: I, options: MaybeObserved): I
  /** Asks no more for a metric; what it showed last stays. */
  drop(name: string): void
  /** Asks every callback. Settles when all have answered or missed their deadlines, after `timeoutMillis` at the latest; never rejects. */
  run(timeoutMillis?: number): Promise<void>
  /** Ends the schedule. It begins again with the next metric that is taken. */
  stop(): void
}

/** A metric being asked, or between two calls. */
interface Entry {
  readonly asked: Asked
  /** The call under way, as far as its deadline: whoever asks meanwhile waits for the same one. */
  current: Promise<void> | undefined
  /** Whether a call that missed its deadline is still under way. */
  isOverdue: boolean
  isDropped: boolean
}

export function createObserving(host: ObservingHost): Observing {
  const entries = new Map<string, Entry>()
  /** Not asked yet. */
  let fresh: Entry[] = []
  let stopFresh: Stop | undefined
  let stopSchedule: Stop | undefined
  /** While a callback has the thread: if it collects, it gets what there is instead of being asked again. */
  let isCalling = false

  function take<I extends object>(made: I, options: MaybeObserved): I {
    const { observe, observeTimeoutMillis } = options
    if (!(made instanceof ObservableInstrument)) {
      if (observe === undefined) return made
      const { name } = made as { readonly name?: string }
      throw conflict(name, 'without', 'a callback')
    }
    if (observe === undefined) throw conflict(made.name, 'with', 'none')
    made.observeWith({ observe: observe as ObserveOptions['observe'], ...(observeTimeoutMillis !== undefined && { observeTimeoutMillis }) })
    if (entries.get(made.name)?.asked === made) return made
    const entry: Entry = { asked: made, current: undefined, isOverdue: false, isDropped: false }
    entries.set(made.name, entry)
    fresh.push(entry)
    if (host.intervalMillis() === 0) return made
    // Once all that is made in this turn is there.
    stopFresh ??= after(0, () => {
      stopFresh = undefined
      for (const each of fresh) void ask(each)
    })
    stopSchedule ??= schedule()
    return made
  }

  function schedule(): Stop {
    return after(host.intervalMillis(), () => {
      void run().then(() => {
        if (stopSchedule) stopSchedule = host.intervalMillis() === 0 ? undefined : schedule()
      })
    })
  }

  function run(timeoutMillis?: number): Promise<void> {
    if (isCalling || entries.size === 0) return Promise.resolve()
    const all = Promise.all(Array.from(entries.values(), ask)).then(() => {})
    if (timeoutMillis === undefined) return all
    return new Promise((resolve) => {
      const stopWaiting = after(timeoutMillis, resolve)
      void all.then(() => {
        stopWaiting()
        resolve()
      })
    })
  }

  function ask(entry: Entry): Promise<void> {
    if (fresh.length > 0) fresh = fresh.filter((other) => other !== entry)
    if (entry.isDropped) return Promise.resolve()
    entry.current ??= askOnce(entry).finally(() => {
      entry.current = undefined
    })
    return entry.current
  }

  /** Never rejects. */
  async function askOnce(entry: Entry): Promise<void> {
    const { name, timeoutMillis } = entry.asked
    let isWhole = true
    let isOver = false
    const onFailure = (reason: ObserveFailure, fault: string): void => {
      isWhole = false
      if (!isOver && !entry.isDropped) fail(name, reason, fault)
    }
    if (entry.isOverdue) return onFailure('timeout', 'the call before is still under way, so that none was made')

    const overdue = new AbortController()
    isCalling = true
    const answered = entry.asked.ask(overdue.signal, onFailure)
    isCalling = false
    let stopWaiting: Stop = () => {}
    const deadline = new Promise<'overdue'>((resolve) => {
      stopWaiting = after(timeoutMillis, () => resolve('overdue'))
    })
    const outcome = await Promise.race([answered, deadline])
    stopWaiting()

    if (outcome === 'overdue') {
      entry.isOverdue = true
      void answered.then(() => {
        entry.isOverdue = false
      })
      onFailure('timeout', `observe: expected an answer within ${timeoutMillis} ms, got none`)
      isOver = true
      overdue.abort()
    } else if (outcome && !entry.isDropped) {
      outcome()
      if (isWhole) note(() => host.successes().set({ metric: name }, host.clock.wallMillis() / 1_000))
    }
  }

  function fail(metric: string, reason: ObserveFailure, fault: string): void {
    host.report({ kind: `observe_${reason}`, metric, message: `metric ${quote(metric)}: ${fault}; what it showed before stays` })
    note(() => host.failures().inc({ metric, reason }))
  }

  /** Whatever becomes of a metric about metrics, the run goes on. */
  function note(update: () => void): void {
    try {
      update()
    } catch (error) {
      // The name is taken by a metric of the application's own.
      host.report({ kind: 'observe_not_noted', message: textOf(error) })
    }
  }

  return {
    take,
    run,
    drop(name) {
      const entry = entries.get(name)
      if (entry) entry.isDropped = true
      entries.delete(name)
    },
    stop() {
      stopFresh?.()
      stopSchedule?.()
      stopFresh = undefined
      stopSchedule = undefined
    },
  }
}

function conflict(name: unknown, before: string, now: string): TelltaleError {
  return new TelltaleError(
    'metric_conflict',
    `metric ${quote(name)}: expected it to be made ${before} observe, as before in this thread, got ${now}`,
  )
}
