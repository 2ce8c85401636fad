/**
 * What stands in place of a reference while a series has no cells.
 *
 * All are so that `ref & CELL_MASK` is 0: an access beyond the cells, once made, slows every later one. There are no imports here for the reason given in cell-layout.ts.
 */

/** The series found no room in the arena. */
export const NO_ROOM = 0
/** The labels were bad data; whatever is recorded is dropped, and has been counted. */
export const DISCARDED = -8_192
/** The series was removed. What is recorded next makes it anew. */
export const REMOVED = -16_384
/** The metric has as many series as it may; what is recorded goes to the overflow series, and is counted. */
export const OVERFLOWED = -24_576
