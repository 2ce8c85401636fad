/** Adds up the lanes' shares of counters and histograms: cells that only ever grow. */

import type { Arena, Page } from '../arena/arena.js'
import { cellOf, pageOf } from '../arena/lane.js'
import { type Column, NO_SHARE } from './column.js'
import type { FamilyView } from './family-view.js'
import type { Removal } from './shares.js'

/**
 * The sum over all lanes of `width` neighbouring cells a series, starting `from` cells after its first: `sums[slot * width + i]`.
 *
 * Lanes are added in the order in which they were made, always. A floating-point sum in fixed order does not fall when one of its terms rises, and a
 * lane that appears later adds to the end or at a place where it was 0, so a reader never reports less than it did.
 */
export function sumCells(arena: Arena, family: FamilyView, from: number, width: number): Float64Array {
  const sums = new Float64Array(family.length * width)
  for (const column of family.columns) addColumn(arena, family, column, from, width, sums)
  return sums
}

function addColumn(arena: Arena, family: FamilyView, column: Column, from: number, width: number, sums: Float64Array): void {
  const { hasRemovals } = family
  let page: Page | undefined
  for (let i = 0; i < column.length; i++) {
    const ref = column.refAt(i)
    if (ref === NO_SHARE) continue
    const number = pageOf(ref)
    if (page?.number !== number) page = arena.page(number) as Page
    const cells = page.cells
    const first = cellOf(ref) + from
    const target = column.slotAt(i) * width
    const removal = hasRemovals ? family.removalOf(column.root, ref) : undefined
    if (removal) {
      addSince(arena, removal, from, cells, first, sums, target, width)
      continue
    }
    for (let cell = 0; cell < width; cell++) sums[target + cell] = (sums[target + cell] as number) + (cells[first + cell] as number)
  }
}

/** Adds what a share has grown by since its series was removed: the difference first, so that a share in which nothing happened adds exactly 0. */
function addSince(
  arena: Arena,
  { copyRef }: Removal,
  from: number,
  cells: Float64Array,
  first: number,
  sums: Float64Array,
  target: number,
  width: number,
): void {
  const copy = (arena.page(pageOf(copyRef)) as Page).cells
  const start = cellOf(copyRef) + from
  for (let cell = 0; cell < width; cell++) {
    const now = cells[first + cell] as number
    const then = copy[start + cell] as number
    // What has become infinite stays so, and is no reason for NaN.
    sums[target + cell] = (sums[target + cell] as number) + (now === then ? 0 : now - then)
  }
}

/** One series over all lanes, its cells from `from` on added up: the same sums as `sumCells`, for one slot. */
export function sumSlot(arena: Arena, family: FamilyView, slot: number, from: number, width: number): Float64Array {
  const sums = new Float64Array(width)
  for (const { ref, removal } of family.sharesOf(slot)) {
    const { cells } = arena.page(pageOf(ref)) as Page
    const first = cellOf(ref) + from
    if (removal) {
      addSince(arena, removal, from, cells, first, sums, 0, width)
      continue
    }
    for (let cell = 0; cell < width; cell++) sums[cell] = (sums[cell] as number) + (cells[first + cell] as number)
  }
  return sums
}
