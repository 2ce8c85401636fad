/** Waits that are over when a test says so. */

import type { Stop, Timers } from '../../src/ground/timers.js'
import { nextTurn } from '../../src/ground/timers.js'
import { createManualClock, type ManualClock } from './manual-clock.js'

export interface ManualTimers extends Timers {
  readonly clock: ManualClock
  /** Waits under way, and how many of them keep the process alive. */
  readonly pending: { readonly count: number; readonly refCount: number }
  /** Moves the clock on, and ends each wait at its moment; what that sets off has run before the next one ends. */
  advance(millis: number): Promise<void>
}

interface Waiting {
  atMillis: number
  readonly everyMillis: number | undefined
  readonly fn: () => void
  readonly ref: boolean
}

export function createManualTimers(): ManualTimers {
  const clock = createManualClock()
  const waiting = new Set<Waiting>()

  function add(millis: number, everyMillis: number | undefined, fn: () => void, ref: boolean): Stop {
    const wait: Waiting = { atMillis: clock.monotonicMillis() + millis, everyMillis, fn, ref }
    waiting.add(wait)
    return () => void waiting.delete(wait)
  }

  return {
    clock,
    get pending() {
      return { count: waiting.size, refCount: [...waiting].filter(({ ref }) => ref).length }
    },
    after: (millis, fn, ref = false) => add(millis, undefined, fn, ref),
    every: (millis, fn) => add(millis, millis, fn, false),
    async advance(millis) {
      const untilMillis = clock.monotonicMillis() + millis
      await settle()
      for (;;) {
        const [first] = [...waiting].filter(({ atMillis }) => atMillis <= untilMillis).sort((a, b) => a.atMillis - b.atMillis)
        if (!first) break
        clock.advanceMillis(Math.max(first.atMillis - clock.monotonicMillis(), 0))
        if (first.everyMillis === undefined) waiting.delete(first)
        else first.atMillis += first.everyMillis
        first.fn()
        await settle()
      }
      clock.advanceMillis(untilMillis - clock.monotonicMillis())
    },
  }
}

/** Promises that follow one another have run after a turn; some are followed by one more. */
async function settle(): Promise<void> {
  await nextTurn()
  await nextTurn()
}
