/**
 * Removal of a series while other threads write it.
 *
 * Nobody may touch another thread's cells, and a handle in a loop may not notice for hours. So the thread that removes a series copies what every other lane's share holds into
 * its own lane, and says so in its log: from then on readers take the copy off the share. What is recorded after the removal counts, from zero; what was recorded before does not.
 * The removal takes effect by one store, of its stamp: killed before it, the series has not been removed; after it, it has. The lane's own thread lets the share go, and uses its
 * cells again, when it next makes a series and finds that nothing has been recorded since.
 *
 * ```
 * stamp cells   stamp (Int32; 0 until the removal counts) │ wall clock, milliseconds
 * ```
 */

import type { Arena, Page } from '../arena/arena.js'
import type { CellSpace } from '../arena/cell-space.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEADER_GAUGE_STAMP, HEADER_LOG_VERSION, HEADER_REMOVALS } from '../arena/layout.js'
import type { LogWriter } from '../arena/log.js'
import { cellCountOf } from './cell-counts.js'
import { GAUGE_DELTA, SUMMARY_COUNT } from './cell-layout.js'
import { type Definition, isNative } from './definition.js'
import { isSetAfter, touchesAt } from './merge-gauges.js'
import { countNative } from './merge-native.js'
import { carryNative } from './native-writer.js'
import { encodeRemovalRecord, type RemovedShare } from './records.js'
import type { Removal } from './shares.js'

export const STAMP_CELLS = 2
const STAMP = 0
const STAMPED_AT = 1

/** The stamp and time behind a reference, or undefined while the removal does not count. */
export function readStamp(arena: Arena, stampRef: CellRef): Pick<Removal, 'stamp' | 'atMillis'> | undefined {
  const { words, cells } = arena.page(pageOf(stampRef)) as Page
  const stamp = Atomics.load(words, (cellOf(stampRef) + STAMP) * 2)
  return stamp === 0 ? undefined : { stamp, atMillis: cells[cellOf(stampRef) + STAMPED_AT] as number }
}

/** What a removal is written with: the lane of the thread that removes. */
interface RemovingLane {
  readonly log: LogWriter
  readonly space: CellSpace
}

/**
 * Removes shares of other lanes. The record comes first and counts for nothing; then the copies are made; then the stamp says that it counts. A `set` of a gauge that has an older
 * stamp is removed with the rest, and a thread that takes a newer one finds the record.
 *
 * @returns The shares with their copies; undefined, and nothing was removed, when the arena has no room.
 */
export function writeRemoval(
  arena: Arena,
  { log, space }: RemovingLane,
  family: number,
  definition: Definition,
  shares: readonly Omit<RemovedShare, 'copyRef'>[],
  wallMillis: number,
): readonly RemovedShare[] | undefined {
  const count = cellCountOf(definition)
  const stampRef = space.allocate(STAMP_CELLS)
  const copies = shares.flatMap((share) => ({ ...share, copyRef: space.allocate(count) ?? NO_COPY }))
  const isComplete = stampRef !== undefined && copies.every(({ copyRef }) => copyRef !== NO_COPY)
  const record = isComplete ? encodeRemovalRecord(family, stampRef, copies) : undefined
  if (!record || !log.append(record.bytes, record.byteLength) || stampRef === undefined) {
    if (stampRef !== undefined) space.free({ ref: stampRef, count: STAMP_CELLS })
    for (const { copyRef } of copies) if (copyRef !== NO_COPY) space.free({ ref: copyRef, count })
    return undefined
  }
  let hasRoom = true
  const allocate = (cellCount: number): CellRef | undefined => {
    const cells = space.allocate(cellCount)
    if (cells === undefined) hasRoom = false
    return cells
  }
  for (const { ref, copyRef } of copies) {
    if (definition.kind === 'histogram' && isNative(definition)) carryNative(definition, arena, ref, arena, copyRef, allocate)
    else copyCells(arena, ref, copyRef, count)
  }
  // Without its stamp the record counts for nothing.
  if (!hasRoom) return undefined
  const { words, cells } = arena.page(pageOf(stampRef)) as Page
  cells[cellOf(stampRef) + STAMPED_AT] = wallMillis
  // 0 means that it does not count yet: the counter steps over it when it wraps.
  const stamp = (Atomics.add(arena.words, HEADER_GAUGE_STAMP, 1) + 1) | 0 || (Atomics.add(arena.words, HEADER_GAUGE_STAMP, 1) + 1) | 0
  Atomics.store(words, (cellOf(stampRef) + STAMP) * 2, stamp)
  Atomics.add(arena.words, HEADER_LOG_VERSION, 1)
  Atomics.add(arena.words, HEADER_REMOVALS, 1)
  return copies
}

const NO_COPY: CellRef = 0

/** A reader that is always interrupted gives up after this many tries and takes what it saw last. */
const MAX_TRIES = 8

/** Copies cells that another thread may be writing, until two copies in a row are the same: an observation is several stores. */
function copyCells(arena: Arena, from: CellRef, to: CellRef, count: number): void {
  const source = (arena.page(pageOf(from)) as Page).cells.subarray(cellOf(from), cellOf(from) + count)
  const target = (arena.page(pageOf(to)) as Page).cells.subarray(cellOf(to), cellOf(to) + count)
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    target.set(source)
    if (target.every((cell, i) => Object.is(cell, source[i]))) return
  }
}

/** Whether anything was recorded in a share since it was removed. */
export function hasMoved(arena: Arena, definition: Definition, ref: CellRef, { copyRef, stamp }: Removal): boolean {
  const source = arena.page(pageOf(ref)) as Page
  const copy = arena.page(pageOf(copyRef)) as Page
  const differs = (offset: number): boolean => !Object.is(source.cells[cellOf(ref) + offset], copy.cells[cellOf(copyRef) + offset])
  switch (definition.kind) {
    case 'gauge':
      if (definition.across === 'last') return differs(GAUGE_DELTA) || isSetAfter(arena, ref, stamp)
      return touchesAt(arena, ref) !== touchesAt(arena, copyRef)
    case 'summary':
      return differs(SUMMARY_COUNT)
    default:
      if (definition.kind === 'histogram' && isNative(definition)) {
        return countNative(arena, definition, ref) !== countNative(arena, definition, copyRef)
      }
      for (let offset = 0; offset < cellCountOf(definition); offset++) if (differs(offset)) return true
      return false
  }
}
