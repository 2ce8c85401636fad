/** Registries as several threads have them: a lane each, in one arena, and no threads. */

import type { Arena } from '../../src/arena/arena.js'
import { ThreadRegistry } from '../../src/registry/registry.js'
import type { Registry, RegistryOptions } from '../../src/registry/types.js'
import { type Seat, takePrivateSeat } from '../../src/series/seat.js'
import { createManualClock, type ManualClock } from './manual-clock.js'

export interface Seats {
  readonly arena: Arena
  readonly clock: ManualClock
  /** One more thread in the arena. */
  sit(options?: RegistryOptions): { readonly registry: Registry; readonly seat: Seat }
}

export function createSeats(): Seats {
  const clock = createManualClock()
  const first = takePrivateSeat(clock)
  const { arena } = first
  let next: Seat | undefined = first
  return {
    arena,
    clock,
    sit(options = {}) {
      const seat = next ?? takePrivateSeat(clock, undefined, arena)
      next = undefined
      return { seat, registry: new ThreadRegistry(seat, { onProblem: () => {}, ...options }) }
    },
  }
}
