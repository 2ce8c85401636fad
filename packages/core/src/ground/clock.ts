/** Reads time. With `timers.ts` the only place that does; everything else is handed these functions, and tests hand it others. */

import { processOf } from './platform.js'

export interface Clock {
  /** Milliseconds since the Unix epoch; may jump when the machine's clock is set. */
  wallMillis(): number
  /** Milliseconds since an arbitrary moment, the same for all threads of a process; never goes back. */
  monotonicMillis(): number
}

export const systemClock: Clock = {
  wallMillis: () => Date.now(),
  monotonicMillis: chooseMonotonic(),
}

/** `performance.now()` counts from the start of each *thread*, so threads could not compare; `process.hrtime` is one clock for all. */
function chooseMonotonic(): () => number {
  const hrtime = processOf()?.hrtime
  if (!hrtime) return () => performance.now()
  return () => Number(hrtime.bigint()) / 1e6
}
