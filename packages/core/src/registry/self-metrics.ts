/** What the library says of itself, in the registry it concerns. Each metric appears when there is something to say. */

import type { Membership } from '../arena/joining.js'
import { workerThreads } from '../ground/platform.js'
import { after, type Stop } from '../ground/timers.js'
import type { Gauge } from '../instruments/types.js'
import type { ThreadRegistry } from './registry.js'

/** Counts calls of observables that gave no value, or not all of them. */
export const OBSERVE_FAILURES = {
  name: 'telltale_observe_failures_total',
  help: 'Times the callback of an observable gave no value, or a bad one.',
  labels: ['metric', 'reason'],
} as const

/** How old what an observable shows is: of several threads, the one that was asked longest ago. */
export const OBSERVE_SUCCESSES = {
  name: 'telltale_observe_last_success_timestamp_seconds',
  help: 'When the callback of an observable last gave all its values.',
  labels: ['metric'],
  across: 'min',
} as const

/** A thread that asked for the arena comes within a turn of its event loop; one that is not there after this long is stuck. */
const PATIENCE_MILLIS = 5_000

/**
 * Shows in `telltale_detached_threads` how many threads record in memory of their own because they were started before the library was loaded and have not turned
 * their event loop since; announces those that stay away. Also announces that this process has no shared memory, if so.
 */
export function watchMembership(membership: Membership, registry: ThreadRegistry): void {
  const { report } = registry
  let gauge: Gauge | undefined
  let stop: Stop | undefined

  const update = (): void => {
    const { awaited } = membership
    gauge ??= registry.gauge({
      name: 'telltale_detached_threads',
      help: 'Threads whose metrics cannot be seen until they turn their event loop.',
    })
    gauge.set(awaited.size)
    stop?.()
    if (awaited.size === 0) return
    stop = after(PATIENCE_MILLIS, () => {
      const which = `${awaited.size === 1 ? 'thread' : 'threads'} ${[...awaited].join(', ')}`
      report({
        kind: 'detached_threads',
        message: `${which} started before @telltale/core was loaded here and did not answer; what is recorded there shows when they turn their event loop`,
      })
    })
  }
  membership.onAwaited(update)
  if (membership.awaited.size > 0) update()
  if (!membership.arena.memory.shared && workerThreads()) {
    report({ kind: 'plain_memory', message: 'shared memory is not available: each thread of this process has metrics of its own' })
  }
}
