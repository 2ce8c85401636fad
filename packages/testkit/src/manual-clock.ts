/** Time that moves only when a test says so. */

import { type Clock, type Stop, TelltaleError, type Timers } from '@telltale/core'
import { turnEventLoop } from './timers.js'

export interface ManualClockOptions {
  /** What the wall clock shows first, milliseconds since the Unix epoch. @defaultValue 1_700_000_000_000 */
  readonly wallMillis?: number
  /** What the monotonic clock shows first. @defaultValue 5_000_000 */
  readonly monotonicMillis?: number
}

/** A clock and the timers that go by it: one object for both, wherever the library takes `clock` and `timers`. */
export interface ManualClock extends Clock, Timers {
  /**
   * Moves both clocks on. Timers that fall due run on the way, in the order of their moments, each when both clocks show its moment; those they set run
   * too if they are due. What one throws is thrown here, with the clocks standing at its moment.
   *
   * @throws TelltaleError `invalid_value` for what is not a finite number from 0.
   */
  advanceMillis(millis: number): void
  /** The same for code that awaits: before the first timer and after each the event loop turns once, so that promises and what they lead to run at that moment. */
  advanceMillisAsync(millis: number): Promise<void>
  /** Sets the machine's clock, as an administrator or NTP would. The monotonic clock and timers do not notice. */
  setWallMillis(wallMillis: number): void
  /** Timers that have been set and neither run nor stopped; one that repeats is one. 0 at the end of a test tells that everything was closed. */
  readonly pendingTimerCount: number
}

/** As of Node's timers: shorter ones wait this long, so that one that sets itself again does not run for ever. */
const SHORTEST_WAIT_MILLIS = 1

interface Waiting {
  readonly fn: () => void
  readonly intervalMillis: number | undefined
  dueMillis: number
}

/** Makes a clock that stands still until it is moved. Nothing of it keeps a process alive. */
export function createManualClock(options: ManualClockOptions = {}): ManualClock {
  let { wallMillis: wall = 1_700_000_000_000, monotonicMillis: monotonic = 5_000_000 } = options
  /** In the order in which they were set, which decides between timers of one moment. */
  const waiting = new Set<Waiting>()

  function wait(fn: () => void, delayMillis: number, isRepeated: boolean): Stop {
    // NaN too waits the shortest time.
    const millis = Math.max(delayMillis || 0, SHORTEST_WAIT_MILLIS)
    const timer: Waiting = { fn, intervalMillis: isRepeated ? millis : undefined, dueMillis: monotonic + millis }
    waiting.add(timer)
    return () => {
      waiting.delete(timer)
    }
  }

  function nextUntil(endMillis: number): Waiting | undefined {
    let next: Waiting | undefined
    for (const timer of waiting) if (timer.dueMillis <= endMillis && !(next && next.dueMillis <= timer.dueMillis)) next = timer
    return next
  }

  /** Never backwards: a timer may have moved the clocks itself. */
  function moveTo(millis: number): void {
    if (millis <= monotonic) return
    wall += millis - monotonic
    monotonic = millis
  }

  /** Stops once before the first timer and once after each. */
  function* advance(millis: number): Generator<undefined, void, void> {
    if (!(Number.isFinite(millis) && millis >= 0)) {
      throw new TelltaleError('invalid_value', `manual clock: expected a finite number of milliseconds from 0, got ${String(millis)}`)
    }
    const endMillis = monotonic + millis
    yield
    for (let timer = nextUntil(endMillis); timer; timer = nextUntil(endMillis)) {
      moveTo(timer.dueMillis)
      waiting.delete(timer)
      if (timer.intervalMillis !== undefined) {
        timer.dueMillis += timer.intervalMillis
        waiting.add(timer)
      }
      timer.fn()
      yield
    }
    moveTo(endMillis)
  }

  return {
    wallMillis: () => wall,
    monotonicMillis: () => monotonic,
    after: (delayMillis, fn) => wait(fn, delayMillis, false),
    every: (intervalMillis, fn) => wait(fn, intervalMillis, true),
    advanceMillis(millis) {
      for (const _ of advance(millis));
    },
    async advanceMillisAsync(millis) {
      for (const _ of advance(millis)) await turnEventLoop()
    },
    setWallMillis(wallMillis) {
      wall = wallMillis
    },
    get pendingTimerCount() {
      return waiting.size
    },
  }
}
