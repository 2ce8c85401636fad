/** Waits. With `clock.ts` the only place that touches time. */

/** Ends what was started; safe to call twice. */
export type Stop = () => void

/** What waits. Whoever sets timers is handed one of these, so that tests can hand it one whose time they move. */
export interface Timers {
  /** Calls `fn` once after `delayMillis`. Keeps the process alive meanwhile only if `ref`, which is not the default. */
  after(delayMillis: number, fn: () => void, ref?: boolean): Stop
  /** Calls `fn` every `intervalMillis` without keeping the process alive. */
  every(intervalMillis: number, fn: () => void): Stop
}

/** Calls `fn` once after `delayMillis`. @param ref Whether the wait keeps the process alive. */
export function after(delayMillis: number, fn: () => void, ref = false): Stop {
  const timer = setTimeout(fn, delayMillis)
  if (!ref && typeof timer === 'object') timer.unref?.()
  return () => clearTimeout(timer)
}

/** Calls `fn` every `intervalMillis` without keeping the process alive. */
export function every(intervalMillis: number, fn: () => void): Stop {
  const timer = setInterval(fn, intervalMillis)
  if (typeof timer === 'object') timer.unref?.()
  return () => clearInterval(timer)
}

/** The timers of the host. */
export const systemTimers: Timers = { after, every }

/** Settles when the event loop has had its turn: everything that was ready has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve, 0)
  })
}
