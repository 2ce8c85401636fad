/** Removes series in which no thread has recorded anything for a while. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, isLaneLive, pageOf } from '../arena/lane.js'
import { GAUGE_DELTA, GAUGE_VERSION, SHARE_TOUCHED, STATES_VERSION, SUMMARY_COUNT } from '../series/cell-layout.js'
import { type Definition, isNative } from '../series/definition.js'
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
  readonly activity: string
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
      const isSame = before !== undefined && before.activity === activity && before.startedAtMillis === startedAtMillis
      const sinceMillis = isSame ? before.sinceMillis : nowMillis
      if (nowMillis - sinceMillis < expireAfterMillis) next.set(key, { activity, startedAtMillis, sinceMillis })
      else expired.push(view.declaredAt(slot))
    }
    seen = next
    for (const texts of expired) instrument.remove(texts)
  }
}

/** A text that another update changes. Only counts and versions are in it where there are any: beside a large sum, or an infinite one, they would be lost. */
function activityOf({ arena, definition }: FamilyView, refs: readonly CellRef[]): string {
  return refs.map((ref) => activityAt(arena, definition, ref)).join(' ')
}

function activityAt(arena: Arena, definition: Definition, ref: CellRef): number | string {
  const { cells, words } = arena.page(pageOf(ref)) as Page
  const first = cellOf(ref)
  switch (definition.kind) {
    case 'gauge':
      if (definition.across !== 'last') return cells[first + SHARE_TOUCHED] as number
      return `${words[(first + GAUGE_VERSION) * 2]}:${cells[first + GAUGE_DELTA]}`
    case 'histogram':
      if (isNative(definition)) return countNative(arena, definition, ref)
      return cells.subarray(first, first + definition.bounds.length + 1).reduce((sum, count) => sum + count, 0)
    case 'summary':
      return cells[first + SUMMARY_COUNT] as number
    case 'stateset':
      return words[(first + STATES_VERSION) * 2] as number
    default:
      return cells[first] as number
  }
}
