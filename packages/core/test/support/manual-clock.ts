/** Time that moves only when a test says so. */

import type { Clock } from '../../src/ground/clock.js'

export interface ManualClock extends Clock {
  /** Moves both clocks on. */
  advanceMillis(millis: number): void
  /** Sets the machine's clock, as an administrator or NTP would; the monotonic one does not notice. */
  setWallMillis(millis: number): void
}

export function createManualClock(startedWallMillis = 1_700_000_000_000, startedMonotonicMillis = 5_000_000): ManualClock {
  let wall = startedWallMillis
  let monotonic = startedMonotonicMillis
  return {
    wallMillis: () => wall,
    monotonicMillis: () => monotonic,
    advanceMillis(millis) {
      wall += millis
      monotonic += millis
    },
    setWallMillis(millis) {
      wall = millis
    },
  }
}
