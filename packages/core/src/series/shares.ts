/** Lanes' shares of series, and what becomes of them when the series is removed. */

import type { Page } from '../arena/arena.js'
import type { CellRef } from '../arena/lane.js'

/** A removal as it concerns one share. */
export interface Removal {
  /** Orders it among the removals and the `set`s of gauges; wraps, compared by signed difference. */
  readonly stamp: number
  readonly atMillis: number
  /** Where a copy is of what the share's cells held then. */
  readonly copyRef: CellRef
}

/** One lane's share of one series. */
export interface Share {
  readonly root: Page
  readonly ref: CellRef
  /** The newest removal of the series since this share was declared. */
  readonly removal: Removal | undefined
}
