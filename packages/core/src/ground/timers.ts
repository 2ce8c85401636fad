/** Waits. With `clock.ts` the only place that touches time. */

/** Ends what was started; safe to call twice. */
export type Stop = () => void

/** What waits. Whoever sets timers is handed one of these, so that tests can hand it one whose time they move. */
export interface Timers {
  /** Calls `fn` once after `delayMillis` without keeping the process alive. */
  after(delayMillis: number, fn: () => void): Stop
  /** Calls `fn` every `intervalMillis` without keeping the process alive. */
  every(intervalMillis: number, fn: () => void): Stop
}

/** Calls `fn` once after `delayMillis` without keeping the process alive. */
export function after(delayMillis: number, fn: () => void): Stop {
  const timer = setTimeout(fn, delayMillis)
  if (typeof timer === 'object') timer.unref?.()
  return () => clearTimeout(timer)
}

/** Calls `fn` every `intervalMillis` without keeping the process alive. */
export function every(intervalMillis: number, fn: () => void): Stop {
  const timer = setInterval(fn, intervalMillis)
  if (typeof timer === 'object') timer.unref?.()
  return () => clearInterval(timer)
}

export const systemTimers: Timers = { after, every }
