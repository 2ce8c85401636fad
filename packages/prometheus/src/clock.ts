/** Reads time. With `timers.ts` the only place of the package that does. */

/** Milliseconds since an arbitrary moment; never goes back. */
export type MonotonicClock = () => number

export const systemClock: MonotonicClock = () => performance.now()
