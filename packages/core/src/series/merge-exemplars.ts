/** Finds the newest exemplar of each bucket of each series among those of all lanes. */

import type { ExemplarColumns } from '../model/exemplars.js'
import type { StampedExemplar } from './exemplar-place.js'
import type { FamilyView } from './family-view.js'

/** The exemplars of a family as they are now, by the view's slots; undefined when there are none. One atomic load for each that is known already. */
export function mergeExemplars(view: FamilyView): ExemplarColumns | undefined {
  const bySlot = new Map<number, Map<number, StampedExemplar>>()
  for (const column of view.columns) {
    for (const [ref, places] of column.exemplars ?? []) {
      const slot = column.slotOf(ref)
      if (slot === undefined) continue
      for (const place of places) {
        const found = place.read(view.arena)
        const removal = view.removalOf(column.root, ref)
        if (!found || (removal && found.exemplar.atMillis < removal.atMillis)) continue
        const byBucket = bySlot.get(slot) ?? new Map<number, StampedExemplar>()
        bySlot.set(slot, byBucket)
        const other = byBucket.get(place.bucket)
        // Of two in one instant the later place: it is the one in use of a bucket that has two.
        if (!other || found.stampMillis >= other.stampMillis) byBucket.set(place.bucket, found)
      }
    }
  }
  return bySlot.size === 0 ? undefined : { at: (slot, bucket) => bySlot.get(slot)?.get(bucket)?.exemplar }
}
