/** Waits. With `clock.ts` the only place of the package that touches time. */

/** Ends what was started; safe to call twice. */
export type Stop = () => void

/** Calls `fn` once, after `delayMillis`. @param ref Whether the wait keeps the process alive. */
export function after(delayMillis: number, fn: () => void, ref = false): Stop {
  const timer = setTimeout(fn, delayMillis)
  if (!ref) timer.unref()
  return () => clearTimeout(timer)
}

/** Settles when the event loop has had its turn: everything that was ready has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
