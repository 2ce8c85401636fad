/** When pushes are due: a grid that starts at a random moment, so that a thousand processes started together do not push together. */

import type { Clock } from '../ground/clock.js'
import type { Stop, Timers } from '../ground/timers.js'

export interface Schedule {
  /** When the next push is due, by the monotonic clock. */
  readonly nextMillis: number
  readonly stop: Stop
}

/**
 * Calls `onDue` at every point of the grid. Points that passed while the process slept or its event loop was blocked are left out, not made up for.
 *
 * @param random Source of the start in `[0, 1)` of an interval.
 */
export function startSchedule(intervalMillis: number, random: () => number, clock: Clock, timers: Timers, onDue: () => void): Schedule {
  let nextMillis = clock.monotonicMillis() + random() * intervalMillis
  let stop = wait()

  function wait(): Stop {
    return timers.after(Math.max(nextMillis - clock.monotonicMillis(), 0), () => {
      // A timer of the host may be early by a fraction of a millisecond, and then this point is still to come.
      const passedCount = Math.max(Math.floor((clock.monotonicMillis() - nextMillis) / intervalMillis), 0)
      nextMillis += (passedCount + 1) * intervalMillis
      stop = wait()
      onDue()
    })
  }

  return {
    get nextMillis() {
      return nextMillis
    },
    stop: () => stop(),
  }
}
