/**
 * The least and the greatest value of a histogram, in two cells of each lane.
 *
 * New cells hold 0, so +0 says that there was no value yet, and a value of zero is written as −0.
 */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import type { Share } from './shares.js'

/** What the cell of the least value must hold after one more. */
export function lesserOf(held: number, value: number): number {
  return value < held || Object.is(held, 0) ? written(value) : held
}

/** What the cell of the greatest value must hold after one more. */
export function greaterOf(held: number, value: number): number {
  return value > held || Object.is(held, 0) ? written(value) : held
}

function written(value: number): number {
  return value === 0 ? -0 : value
}

/**
 * Of one series over all lanes; both NaN where nothing was observed. Of a share whose series was removed only what is beyond the extremes it had then is known to have come since.
 * @param offset Of the two cells among those of the series.
 */
export function mergeExtremes(arena: Arena, shares: readonly Share[], offset: number): { readonly min: number; readonly max: number } {
  let min = Number.NaN
  let max = Number.NaN
  for (const { ref, removal } of shares) {
    const [least, greatest] = extremesAt(arena, ref, offset)
    const [leastThen, greatestThen] = removal ? extremesAt(arena, removal.copyRef, offset) : NO_EXTREMES
    // A cell of −0 reads as 0.
    if (!Object.is(least, leastThen) && !(least >= min)) min = least + 0
    if (!Object.is(greatest, greatestThen) && !(greatest <= max)) max = greatest + 0
  }
  return { min, max }
}

const NO_EXTREMES: readonly [number, number] = [0, 0]

function extremesAt(arena: Arena, ref: CellRef, offset: number): readonly [number, number] {
  const { cells } = arena.page(pageOf(ref)) as Page
  return [cells[cellOf(ref) + offset] as number, cells[cellOf(ref) + offset + 1] as number]
}
