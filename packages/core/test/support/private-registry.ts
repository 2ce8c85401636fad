/** A registry of its own on plain memory, with a clock that stands still and a record of what it announced. */

import { setCoarseMillis } from '../../src/arena/arena.js'
import { HEADER_NEXT_PAGE } from '../../src/arena/layout.js'
import type { Problem } from '../../src/ground/problems.js'
import { ThreadRegistry } from '../../src/registry/registry.js'
import type { Registry, RegistryOptions } from '../../src/registry/types.js'
import { type Seat, takePrivateSeat } from '../../src/series/seat.js'
import { createManualClock, type ManualClock } from './manual-clock.js'
import { findFamily, valuesOf } from './snapshot-reading.js'

export interface PrivateRegistry {
  readonly registry: Registry
  readonly seat: Seat
  readonly clock: ManualClock
  /** Everything announced so far. */
  readonly problems: Problem[]
  /** Moves the clock on, the arena's coarse one too. */
  advanceSeconds(seconds: number): void
  /** What was dropped so far: `'metric reason'` to the number of updates. */
  drops(): Record<string, number>
}

export function createPrivateRegistry(options: Omit<RegistryOptions, 'shared'> = {}): PrivateRegistry {
  const clock = createManualClock()
  const seat = takePrivateSeat(clock)
  const problems: Problem[] = []
  const registry = new ThreadRegistry(seat, { onProblem: (problem) => problems.push(problem), ...options })
  return {
    registry,
    seat,
    clock,
    problems,
    advanceSeconds(seconds) {
      clock.advanceMillis(seconds * 1_000)
      setCoarseMillis(seat.arena, clock.monotonicMillis())
    },
    drops() {
      const family = registry.gather().families.find(({ name }) => name === 'telltale_dropped_updates_total')
      return family ? valuesOf(findFamily(registry.gather(), family.name, 'counter')) : {}
    },
  }
}

/** Leaves the arena without a single free page, as if all of it were taken; the pages a lane has already it keeps. */
export function fillArena({ arena }: Pick<Seat, 'arena'>): void {
  for (let page = 0; page < arena.owners.length; page++) if (arena.owners[page] === 0) arena.owners[page] = 1
  arena.words[HEADER_NEXT_PAGE] = arena.memory.maxPages
}
