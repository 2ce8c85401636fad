/** Adds up the lanes' shares of counters and histograms: cells that only ever grow. */

import type { Arena, Page } from '../arena/arena.js'
import { cellOf, pageOf } from '../arena/lane.js'
import type { Column } from './column.js'
import type { FamilyView } from './family-view.js'

/**
 * The sum over all lanes of `width` neighbouring cells a series, starting `from` cells after its first: `sums[slot * width + i]`.
 *
 * Lanes are added in the order in which they were made, always. A floating-point sum in fixed order does not fall when one of its terms rises, and a
 * lane that appears later adds to the end or at a place where it was 0, so a reader never reports less than it did.
 */
export function sumCells(arena: Arena, family: FamilyView, from: number, width: number): Float64Array {
  const sums = new Float64Array(family.length * width)
  for (const column of family.columns) addColumn(arena, column, from, width, sums)
  return sums
}

function addColumn(arena: Arena, column: Column, from: number, width: number, sums: Float64Array): void {
  let page: Page | undefined
  for (let i = 0; i < column.length; i++) {
    const ref = column.refAt(i)
    const number = pageOf(ref)
    if (page?.number !== number) page = arena.page(number) as Page
    const cells = page.cells
    const first = cellOf(ref) + from
    const target = column.slotAt(i) * width
    for (let cell = 0; cell < width; cell++) sums[target + cell] = (sums[target + cell] as number) + (cells[first + cell] as number)
  }
}

/** One series over all lanes, its cells from `from` on added up: the same sums as `sumCells`, for one slot. */
export function sumSlot(arena: Arena, family: FamilyView, slot: number, from: number, width: number): Float64Array {
  const sums = new Float64Array(width)
  for (const { ref } of family.sharesOf(slot)) {
    const { cells } = arena.page(pageOf(ref)) as Page
    const first = cellOf(ref) + from
    for (let cell = 0; cell < width; cell++) sums[cell] = (sums[cell] as number) + (cells[first + cell] as number)
  }
  return sums
}
