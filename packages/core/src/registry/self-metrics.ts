/** What the library says of itself, in the registry it concerns. Each metric appears when there is something to say. */

import type { Membership } from '../arena/joining.js'
import { workerThreads } from '../ground/platform.js'
import { after, type Stop } from '../ground/timers.js'
import type { Gauge } from '../instruments/types.js'
import type { ThreadRegistry } from './registry.js'

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
