/** Snapshots made by hand, and sources that hand them out. */

import { TelltaleError } from '@telltale/core'
import type { Snapshot, SnapshotSource } from '@telltale/core/model'
import { DEFAULT_TAKEN_AT_MILLIS, type FamilyInput, familyOf } from './families.js'

export interface SnapshotInput {
  /** In any order; a snapshot has them sorted by name. */
  readonly families?: readonly FamilyInput[]
  /** Milliseconds since the Unix epoch. @defaultValue DEFAULT_TAKEN_AT_MILLIS */
  readonly takenAtMillis?: number
  /** Attributes of the resource. @defaultValue none */
  readonly attributes?: Readonly<Record<string, string>>
}

/** @throws TelltaleError `invalid_options` for two families of one name, and as `familyOf` does. */
export function buildSnapshot(input: SnapshotInput = {}): Snapshot {
  const { families = [], takenAtMillis = DEFAULT_TAKEN_AT_MILLIS, attributes = {} } = input
  const sorted = families.map((family) => familyOf(family)).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const [i, { name }] of sorted.entries()) {
    if (sorted[i + 1]?.name !== name) continue
    throw new TelltaleError('invalid_options', `buildSnapshot: expected each name once, got two families ${JSON.stringify(name)}`)
  }
  return { takenAtMillis, resource: { attributes }, families: sorted }
}

/** A source for servers and pushers that hands out these snapshots one after another, and the last one from then on. */
export function sourceOf(...snapshots: readonly [Snapshot, ...Snapshot[]]): SnapshotSource {
  let position = 0
  const gather = (): Snapshot => snapshots[Math.min(position++, snapshots.length - 1)] as Snapshot
  return {
    name: 'hand-made',
    gather,
    // biome-ignore lint/correctness/useYield: everything is there at once.
    *gatherChunks() {
      return gather()
    },
  }
}
