/** One series of this thread: where its cells are. What is recorded in them is the instrument's business. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { PAGE_SHIFT } from '../arena/layout.js'
import { Described } from '../ground/described.js'
import type { Indexed } from './label-index.js'
import { NO_ROOM } from './no-place.js'
import type { Share } from './shares.js'

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
 * There is one such object a series and thread, so what is recorded after the step goes to the new one. (A series that was removed and made anew while somebody held the old
 * object has two; the instrument knows them both.)
 */
export abstract class Series extends Described implements Indexed {
  /**
   * Whether automatic exemplars are on in this thread. One for all series, on the prototype, where compiled code takes it for a constant until it changes: a bound `inc` costs
   * what it did without (3.2 ns, 1,000 series at random), and 3.8 when it looks at a variable of a module.
   */
  declare readonly isTraced: boolean

  /** While the series has been removed: its label values, all of them. */
  rest: readonly string[] | undefined = undefined
  cells: Float64Array
  /** Page and cell in one number; `ref & CELL_MASK` is where the series begins in `cells`. NO_ROOM or one of the others when it has no place. */
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

  /** Gives up its place. What is recorded next reaches the instrument's slow path, as with a series that never had one. */
  detach(cellCount: number, state: CellRef): void {
    this.cells = new Float64Array(cellCount).fill(Number.NaN)
    this.ref = state
  }

  /** Does again what was refused, now that the series has a place. */
  redo(operation: string, value: unknown): void {
    ;(this as unknown as Record<string, (value: unknown) => void>)[operation]?.(value)
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

setTraced(false)

/** Says for all series of this copy of the library whether automatic exemplars are on. */
export function setTraced(isTraced: boolean): void {
  Object.assign(Series.prototype, { isTraced })
}
