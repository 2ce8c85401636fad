/** Timers over anything that observes seconds. */

import type { Clock } from '../ground/clock.js'
import type { StopTimer } from './types.js'

interface ObservesSeconds {
  observe(seconds: number): void
}

/** Starts a monotonic timer; the answer observes and returns the seconds since then, at every call. */
export function startTimer(clock: Clock, observer: ObservesSeconds): StopTimer {
  const startedMillis = clock.monotonicMillis()
  return () => {
    const seconds = (clock.monotonicMillis() - startedMillis) / 1_000
    observer.observe(seconds)
    return seconds
  }
}

/**
 * Runs `fn` and observes how long it took, whether it returned or threw. A promise (any thenable) is observed when it settles, and handed on as one that
 * settles alike.
 */
export function timeCall<T>(clock: Clock, observer: ObservesSeconds, fn: () => T): T {
  const stop = startTimer(clock, observer)
  let result: T
  try {
    result = fn()
  } catch (error) {
    stop()
    throw error
  }
  if (!isThenable(result)) {
    stop()
    return result
  }
  const settled = Promise.resolve(result).finally(stop)
  return settled as T
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
