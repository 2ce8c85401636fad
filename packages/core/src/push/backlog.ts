/** What is still to be delivered: which snapshots are kept, in which order, and what the next delta starts from. */

import { deltaOf, seriesCountOf } from '../model/delta.js'
import type { Snapshot } from '../model/snapshot.js'
import type { Temporality } from './types.js'

export interface BufferLimits {
  /** Most series, over all snapshots kept. */
  readonly maxPoints: number
  /** A snapshot older than this is not delivered any more. */
  readonly maxAgeMillis: number
}

/** One thing to deliver. */
export interface Parcel {
  /** What the exporter is given, the same object at every attempt. */
  readonly snapshot: Snapshot
  readonly pointCount: number
}

export interface Backlog {
  /** Whether something must be delivered before a new snapshot is of any use. */
  readonly isBlocked: boolean
  /** The oldest thing to deliver. */
  next(): Parcel | undefined
  /** The parcel that is `next` was delivered or given up. */
  settle(): void
  /** A snapshot just taken. The parcel that is `next` is not being pushed meanwhile. */
  add(snapshot: Snapshot, nowMillis: number): void
  /** Everything there is now counts as delivered. */
  startFrom(snapshot: Snapshot): void
}

interface Kept extends Parcel {
  readonly addedAtMillis: number
}

/**
 * - Cumulative: a new snapshot takes the place of the one before, which it makes superfluous.
 * - Delta: a delta that was not accepted stays what it is until it is, since part of it may have arrived, and the next one begins at its end. So there is at most one kept, and
 *   however long an outage lasts, nothing is lost and memory does not grow.
 * - With a buffer, for backends that take what is old with its own time: every snapshot is kept, within limits, the oldest is dropped first and told to `onDropped`. The last one is
 *   kept whatever its size.
 */
export function createBacklog(
  temporality: Temporality,
  buffer: BufferLimits | undefined,
  onDropped: (pointCount: number) => void,
): Backlog {
  const kept: Kept[] = []
  /** Where the next delta starts: the total of the last parcel that was settled or is kept. */
  let baseline: Snapshot | undefined
  let keptPoints = 0

  function shift(): Kept | undefined {
    const oldest = kept.shift()
    keptPoints -= oldest?.pointCount ?? 0
    return oldest
  }

  function dropOldest(): void {
    const oldest = shift()
    if (oldest) onDropped(oldest.pointCount)
  }

  function trim({ maxPoints, maxAgeMillis }: BufferLimits, nowMillis: number): void {
    while (kept.length > 1 && (keptPoints > maxPoints || nowMillis - (kept[0] as Kept).addedAtMillis > maxAgeMillis)) dropOldest()
  }

  return {
    get isBlocked() {
      return temporality === 'delta' && buffer === undefined && kept.length > 0
    },
    next: () => kept[0],
    settle: () => void shift(),
    add(total, nowMillis) {
      if (buffer === undefined) while (kept.length > 0) shift()
      const snapshot = temporality === 'delta' ? deltaOf(baseline, total) : total
      baseline = temporality === 'delta' ? total : undefined
      const pointCount = seriesCountOf(snapshot)
      kept.push({ snapshot, pointCount, addedAtMillis: nowMillis })
      keptPoints += pointCount
      if (buffer) trim(buffer, nowMillis)
    },
    startFrom(snapshot) {
      if (temporality === 'delta') baseline = snapshot
    },
  }
}
