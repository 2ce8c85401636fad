/** Removes series in which no thread has recorded anything for a while. */

import type { Page } from '../arena/arena.js'
import { type CellRef, cellOf, isLaneLive, pageOf } from '../arena/lane.js'
import { cellCountOf } from '../series/cell-counts.js'
import { GAUGE_DELTA, GAUGE_VERSION, SHARE_VALUE, SUMMARY_COUNT } from '../series/cell-layout.js'
import { isNative } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { countNative } from '../series/merge-native.js'
import type { Seat } from '../series/seat.js'

/** What can have its series removed. */
export interface Expirable {
  view(): FamilyView | undefined
  /** Removes these series in all threads. */
  remove(texts: readonly string[]): boolean
}

/** What was seen of a series, and since when it has been like that. */
interface Seen {
  readonly activity: number
  readonly startedAtMillis: number
  readonly sinceMillis: number
}

/** The series are looked at this often while one of them grows old: it goes between once and one and a quarter times the time set. */
const LOOKS = 4

export function expiryIntervalMillis(expireAfterMillis: number): number {
  return expireAfterMillis / LOOKS
}

/**
 * One look, to be taken every `expiryIntervalMillis`. Of the threads that have the metric, the living one with the oldest lane does the work: it reads what all have recorded, so a series is
 * idle only when it is so everywhere.
 */
export function createExpiry(instrument: Expirable, expireAfterMillis: number, seat: Seat): () => void {
  let seen = new Map<number, Seen>()

  return () => {
    const view = instrument.view()
    const keeper = view?.columns.find(({ root }) => isLaneLive(root))
    if (!view || (keeper && keeper.root.number !== seat.rootPage)) return
    const nowMillis = seat.clock.monotonicMillis()
    // First of all: it may number the slots anew.
    const shown = view.shown()
    const started = view.startedAtMillis()
    const shares = view.sharesBySlot()
    const expired: (readonly string[])[] = []
    const next = new Map<number, Seen>()
    for (const slot of shown ?? shares.keys()) {
      const first = shares[slot]?.[0]
      if (!first) continue
      const key = first.root.number * 2 ** 32 + first.ref
      const startedAtMillis = started[slot] as number
      const activity = activityOf(view, shares[slot]?.map(({ ref }) => ref) ?? [])
      const before = seen.get(key)
      const isSame = before !== undefined && Object.is(before.activity, activity) && before.startedAtMillis === startedAtMillis
      const sinceMillis = isSame ? before.sinceMillis : nowMillis
      if (nowMillis - sinceMillis < expireAfterMillis) next.set(key, { activity, startedAtMillis, sinceMillis })
      else expired.push(view.declaredAt(slot))
    }
    seen = next
    for (const texts of expired) instrument.remove(texts)
  }
}

/** A number that another update changes. Shares have different weights, so that one thread's step up and another's down do not cancel. */
function activityOf({ arena, definition }: FamilyView, refs: readonly CellRef[]): number {
  let activity = 0
  for (const [i, ref] of refs.entries()) {
    const { cells, words } = arena.page(pageOf(ref)) as Page
    const first = cellOf(ref)
    const cell = (offset: number): number => cells[first + offset] as number
    const weight = i + 1
    if (definition.kind === 'gauge' && definition.across === 'last') {
      activity += weight * ((words[(first + GAUGE_VERSION) * 2] as number) + cell(GAUGE_DELTA))
    } else if (definition.kind === 'gauge') {
      activity += weight * cell(SHARE_VALUE)
    } else if (definition.kind === 'summary') {
      activity += weight * cell(SUMMARY_COUNT)
    } else if (definition.kind === 'histogram' && isNative(definition)) {
      activity += weight * countNative(arena, definition, ref)
    } else {
      // A histogram's sum may be so great, or infinite, that an observation leaves it as it is.
      const count = definition.kind === 'histogram' ? definition.bounds.length + 1 : cellCountOf(definition)
      for (let offset = 0; offset < count; offset++) activity += weight * cell(offset)
    }
  }
  return activity
}
