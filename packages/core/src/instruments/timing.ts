/** What can be recorded about a call: how long it took, that it is under way, that it failed. */

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
 * Runs `fn` and calls `onEnd` once, when it has returned or thrown. A promise (any thenable) ends when it settles, and is handed on as one that settles
 * alike.
 */
export function watchCall<T>(fn: () => T, onEnd: (hasFailed: boolean) => void): T {
  let result: T
  try {
    result = fn()
  } catch (error) {
    onEnd(true)
    throw error
  }
  if (!isThenable(result)) {
    onEnd(false)
    return result
  }
  const settled = Promise.resolve(result).then(
    (value) => {
      onEnd(false)
      return value
    },
    (error: unknown) => {
      onEnd(true)
      throw error
    },
  )
  return settled as T
}

/** As the language has it: an object or function with a `then`. One that does not let itself be asked is none. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false
  try {
    return typeof (value as { then?: unknown }).then === 'function'
  } catch {
    return false
  }
}
