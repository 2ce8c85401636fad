/** What moves and what stays when a thread's lane is carried to another arena. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEADER_REMOVALS } from '../arena/layout.js'
import { createLogReader } from '../arena/log.js'
import { extremesOffset, sumsOf } from './cell-counts.js'
import { type Definition, isNative } from './definition.js'
import { subtractNative } from './native-writer.js'
import type { Reader } from './reader.js'
import { decodeRecord } from './records.js'
import type { Series } from './series.js'
import type { Share } from './shares.js'

/** Who has the series of a family. */
export interface FamilyOwner {
  /** Every series declared so far. */
  listSeries(): Iterable<Series>
  /** Lets go of the series at these places, which others have removed: they do not come along to another arena. */
  leaveBehind(refs: ReadonlySet<CellRef>): void
}

/** Numbers of the records that declare what the lane has let go since. */
export function findReleased(arena: Arena, root: Page): ReadonlySet<number> {
  const declared = new Map<CellRef, number>()
  const released = new Set<number>()
  const reading = createLogReader(arena, root)
  for (let record = reading.next(); record; record = reading.next()) {
    const decoded = decodeRecord(record)
    if (decoded?.type === 'series') declared.set(decoded.ref, reading.readCount)
    else if (decoded?.type === 'release') released.add(declared.get(decoded.ref) ?? 0)
  }
  return released
}

/** Shares of the lane that other threads have removed and nobody has written since. */
export function findRemoved(reader: Reader, definitions: readonly (Definition | undefined)[], root: Page): ReadonlySet<CellRef> {
  if (Atomics.load(reader.arena.words, HEADER_REMOVALS) === 0) return new Set()
  reader.refresh()
  const views = new Set(definitions.map((definition) => definition && reader.family(definition.registry, definition.name)))
  return new Set([...views].flatMap((view) => view?.unusedSharesOf(root.number) ?? []))
}

/** What a series held when it was removed in the arena left behind does not come along. */
export function subtractRemoved(
  left: Arena,
  shares: readonly Share[],
  oldRoot: Page,
  entered: Arena,
  ref: CellRef,
  definition: Definition,
): void {
  const copyRef = shares.find(({ root }) => root.number === oldRoot.number)?.removal?.copyRef
  if (copyRef === undefined) return
  const { cells } = entered.page(pageOf(ref)) as Page
  const copy = left.page(pageOf(copyRef)) as Page
  const [offset, count] = sumsOf(definition)
  const extremesAt = definition.kind === 'histogram' && definition.extremes ? extremesOffset(definition) : Number.POSITIVE_INFINITY
  for (let cell = offset; cell < offset + count; cell++) {
    const at = cellOf(ref) + cell
    const now = cells[at] as number
    const then = copy.cells[cellOf(copyRef) + cell] as number
    // An extreme is no sum: it is known to have come since only where it is another. Nothing has been added to what is equal, an infinite sum too.
    const isExtreme = cell >= extremesAt && cell < extremesAt + 2
    cells[at] = Object.is(now, then) ? 0 : isExtreme ? now : now - then
  }
  if (definition.kind === 'histogram' && isNative(definition)) subtractNative(definition, left, copyRef, entered, ref)
}

/** The shares of the series that has one at `ref` in the lane `root`. */
export function sharesOf(reader: Reader, { registry, name }: Definition, root: Page, ref: CellRef): readonly Share[] {
  reader.refresh()
  const view = reader.family(registry, name)
  const slot = view?.slotAt(root.number, ref)
  return view && slot !== undefined ? view.sharesOf(slot) : []
}

/** A series that an ended thread left and this one never used: its sums move, what only that thread could say stays behind. */
export function carryInherited(left: Arena, from: CellRef, page: Page, ref: CellRef, definition: Definition): void {
  const source = left.page(pageOf(from))
  if (!source) return
  const [offset, count] = sumsOf(definition)
  page.cells.set(source.cells.subarray(cellOf(from) + offset, cellOf(from) + offset + count), cellOf(ref) + offset)
}
