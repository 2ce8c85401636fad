/** Observable counters and gauges as their users see them: a callback of the application knows the values, and is asked. */

import type { Labels } from './types.js'

/** What a callback is handed. */
export interface Observation {
  /** Aborts when the deadline has passed: what comes later counts for nothing, so that work still under way may stop. */
  readonly signal: AbortSignal
}

/** What the callback of a metric with labels is handed. */
export interface LabelledObservation<L extends string> extends Observation {
  /**
   * Says what one label set's value is. Nothing is shown before the callback has ended; a call after that does nothing. For labels that are recorded twice the last value counts for a
   * gauge, and for a counter the sum.
   * @throws TelltaleError `invalid_labels` for a missing or unknown label name.
   */
  readonly record: (labels: Labels<L>, value: number) => void
}

interface ObserveDeadline {
  /** The callback must have answered by then, or what it answers counts for nothing. @defaultValue 1_000 */
  readonly observeTimeoutMillis?: number
}

/** Of a metric without labels. */
export interface ObserveOptions extends ObserveDeadline {
  /**
   * Answers the value, at once or with a promise; for a counter the total of its source so far.
   *
   * It is called before each `collect()` of this thread and every `observeIntervalMillis`, never while a call of it is still under way. One that throws, rejects, misses its deadline or
   * answers what is no value costs only its own metric, whose last value stays: it is counted in `telltale_observe_failures_total` and announced once. One that blocks the thread blocks
   * it.
   */
  readonly observe: (observation: Observation) => number | PromiseLike<number>
}

/** Of a metric with labels. */
export interface LabelledObserveOptions<L extends string> extends ObserveDeadline {
  /**
   * Records the value of each label set; may be asynchronous. A gauge's label set that is not recorded again is no longer shown; a counter's keeps its total. For the rest as without labels.
   */
  readonly observe: (observation: LabelledObservation<L>) => void | PromiseLike<void>
}

/** A counter or gauge whose values a callback gives: it can only be read. */
export interface Observable {
  readonly name: string
  /** The last value, over all threads as for any other counter or gauge. Calls nobody. */
  get(): number
}

export interface LabelledObservable<L extends string> {
  readonly name: string
  get(labels: Labels<L>): number
}
