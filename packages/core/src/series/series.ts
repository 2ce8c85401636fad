/** One series of this thread: where its cells are. What is recorded in them is the instrument's business. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { PAGE_SHIFT } from '../arena/layout.js'
import { Described } from '../ground/described.js'
import type { Share } from './family-view.js'
import type { Indexed } from './label-index.js'

/** In place of a reference: the series found no room in the arena. */
export const NO_ROOM: CellRef = 0
/** In place of a reference: the labels were bad data; whatever is recorded is dropped, and has been counted. */
export const DISCARDED: CellRef = -1

/** A series as it was in the arena that this thread has left. */
export interface LeftBehind {
  readonly arena: Arena
  /** Its shares in all lanes there, those of threads that left before this one included. */
  shares(): readonly Share[]
}

/**
 * The mutable place of a series. Handles keep `cells` and `ref` and nothing else of the arena, so that a thread that joins late can carry
 * its cells over and point every handle at the new place in one synchronous step.
 *
 * There is one such object a series and thread: nobody else holds the place, so what is recorded after the step goes to the new one.
 */
export abstract class Series extends Described implements Indexed {
  rest: readonly string[] | undefined = undefined
  cells: Float64Array
  /** Page and cell in one number; `ref & CELL_MASK` is where the series begins in `cells`. NO_ROOM or DISCARDED when it has no place. */
  ref: CellRef = NO_ROOM

  /**
   * Starts without a place, on cells that hold NaN: adding to one gives NaN, which every update looks for anyway, so that a series without a place costs those that have one nothing.
   */
  constructor(cellCount: number) {
    super()
    this.cells = new Float64Array(cellCount).fill(Number.NaN)
  }

  get hasPlace(): boolean {
    return this.ref > NO_ROOM
  }

  attach(page: Page, cell: number): void {
    this.cells = page.cells
    this.ref = (page.number << PAGE_SHIFT) | cell
  }

  /** Copies what was recorded so far to new cells in another arena. The handle still points at the old ones. */
  carry(to: Arena, ref: CellRef, cellCount: number): void {
    const target = to.page(pageOf(ref))
    const first = cellOf(this.ref)
    target?.cells.set(this.cells.subarray(first, first + cellCount), cellOf(ref))
  }

  /** Called when the handle points at its new place. */
  carried(_left: LeftBehind): void {}
}
