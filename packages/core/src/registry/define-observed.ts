/** Checks the options of a metric's callback. They are this thread's own and no part of its definition. */

import type { Faults } from '../ground/faults.js'
import type { LabelledObserveOptions, ObserveOptions } from '../instruments/observable-types.js'

/** Options of a metric that may have a callback. */
export interface MaybeObserved {
  readonly observe?: ObserveOptions['observe'] | LabelledObserveOptions<string>['observe'] | undefined
  readonly observeTimeoutMillis?: number | undefined
}

/** Longest wait that timers know. */
export const MAX_WAIT_MILLIS = 2 ** 31 - 1

export function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most
}

export function checkObserved(faults: Faults, { observe, observeTimeoutMillis }: MaybeObserved): void {
  faults.expect(observe === undefined || typeof observe === 'function', 'observe', 'a function', observe)
  faults.expect(
    observeTimeoutMillis === undefined || isBetween(observeTimeoutMillis, Number.MIN_VALUE, MAX_WAIT_MILLIS),
    'observeTimeoutMillis',
    `a number above 0, at most ${MAX_WAIT_MILLIS}`,
    observeTimeoutMillis,
  )
}
