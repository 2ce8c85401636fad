/** Asks the observables of this thread: when somebody collects, and by a schedule, so that other threads see values that are not old. */

import type { Clock } from '../ground/clock.js'
import { TelltaleError } from '../ground/errors.js'
import type { ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { after, type Stop } from '../ground/timers.js'
import { type Asked, ObservableInstrument, type ObserveFailure, textOf } from '../instruments/observable.js'
import type { ObserveOptions } from '../instruments/observable-types.js'
import type { LabelledCounter, LabelledGauge } from '../instruments/types.js'
import { MAX_WAIT_MILLIS, type MaybeObserved } from './define-observed.js'

/** Metrics that are told apart, however few series a metric of the registry may have. */
const MAX_METRICS = 10_000

/** Counts calls of observables that gave no value, or not all of them. */
export const OBSERVE_FAILURES = {
  name: 'telltale_observe_failures_total',
  help: 'Times the callback of an observable gave no value, or a bad one.',
  labels: ['metric', 'reason'],
  maxSeries: MAX_METRICS,
} as const

/** How old what an observable shows is: of several threads, the one that was asked longest ago. */
export const OBSERVE_SUCCESSES = {
  name: 'telltale_observe_last_success_timestamp_seconds',
  help: 'When the callback of an observable last gave all its values.',
  labels: ['metric'],
  maxSeries: MAX_METRICS,
  across: 'min',
} as const

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
  wasAsked: boolean
}

export function createObserving(host: ObservingHost): Observing {
  const entries = new Map<string, Entry>()
  let stopFirst: Stop | undefined
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
    const entry: Entry = { asked: made, current: undefined, isOverdue: false, isDropped: false, wasAsked: false }
    entries.set(made.name, entry)
    if (host.intervalMillis() === 0) return made
    // Once all that is made in this turn is there.
    stopFirst ??= after(0, () => {
      stopFirst = undefined
      for (const each of [...entries.values()]) if (!each.wasAsked) void ask(each)
    })
    stopSchedule ??= schedule()
    return made
  }

  function schedule(): Stop {
    let isOn = true
    let stopWaiting: Stop = () => {}
    const wait = (): void => {
      stopWaiting = after(host.intervalMillis(), () => {
        void run().then(() => {
          if (!isOn) return
          if (host.intervalMillis() === 0) stopSchedule = undefined
          else wait()
        })
      })
    }
    wait()
    return () => {
      isOn = false
      stopWaiting()
    }
  }

  function run(timeoutMillis?: number): Promise<void> {
    if (isCalling || entries.size === 0) return Promise.resolve()
    // A list of its own: a callback may make further observables.
    const all = Promise.all([...entries.values()].map(ask)).then(() => {})
    if (timeoutMillis === undefined) return all
    return new Promise((resolve) => {
      const stopWaiting = after(Math.min(timeoutMillis, MAX_WAIT_MILLIS), resolve)
      void all.then(() => {
        stopWaiting()
        resolve()
      })
    })
  }

  function ask(entry: Entry): Promise<void> {
    entry.wasAsked = true
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
      try {
        outcome()
      } catch (error) {
        // A strict registry throws what others drop.
        onFailure('bad_value', textOf(error))
      }
      if (isWhole) note(() => host.successes().set({ metric: name }, host.clock.wallMillis() / 1_000))
    }
  }

  function fail(metric: string, reason: ObserveFailure, fault: string): void {
    host.report({ kind: `observe_${reason}`, metric, message: `metric ${quote(metric)}: ${fault}` })
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
      stopFirst?.()
      stopSchedule?.()
      stopFirst = undefined
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
