/**
 * Which cells a series of each kind has in a lane, and what they mean. Cells are 8 bytes; a *word* is half a cell.
 *
 * ```
 * counter     value
 * gauge       last                    version │ delta │ value base stamp │ value base stamp     (two banks; the version's low bit names the current one)
 *             sum, min, max, each     value │ touched
 * histogram   count of each bucket, +Inf last │ sum
 * summary     count │ sum │ window × ageBuckets
 *   window      epoch zeroCount │ negative directory │ directory of 128 octaves, two a cell
 *   octave      2^scale counts, two a cell
 * info        1 while these labels are the ones to show, else 0
 * stateset    version │ bank │ bank                                    (the version's low bit names the current one)
 *   bank        a cell a state: word of the stamp it was set at, word of what it was set to
 * ```
 */

import type { Definition, GaugeDefinition, HistogramDefinition, StateSetDefinition, SummaryDefinition } from './definition.js'

export const GAUGE_VERSION = 0
export const GAUGE_DELTA = 1
export const GAUGE_BANKS = 2
export const GAUGE_BANK_CELLS = 3
export const BANK_VALUE = 0
export const BANK_BASE = 1
export const BANK_STAMP = 2
export const GAUGE_LAST_CELLS = GAUGE_BANKS + 2 * GAUGE_BANK_CELLS

export const SHARE_VALUE = 0
/** 0 until the share was first written. */
export const SHARE_TOUCHED = 1
export const GAUGE_SHARE_CELLS = 2

export const SUMMARY_COUNT = 0
export const SUMMARY_SUM = 1
export const SUMMARY_WINDOWS = 2

// Words of a window, counted from its first word.
/** Number of the period the window holds; 0 while it holds nothing that counts. */
export const WINDOW_EPOCH = 0
export const WINDOW_ZERO_COUNT = 1
/** Cell reference of the directory of negative values, 0 when there were none. */
export const WINDOW_NEGATIVE = 2
/** First of the references to octaves, 0 where nothing was observed yet. */
export const WINDOW_DIRECTORY = 4
/** Magnitudes in (2^MIN_OCTAVE, 2^(MAX_OCTAVE + 1)] have buckets of their own; what is beyond goes to the nearest. */
export const MIN_OCTAVE = -64
export const MAX_OCTAVE = 63
export const OCTAVE_COUNT = MAX_OCTAVE - MIN_OCTAVE + 1
export const DIRECTORY_CELLS = OCTAVE_COUNT / 2
export const WINDOW_CELLS = WINDOW_DIRECTORY / 2 + DIRECTORY_CELLS

export const STATES_VERSION = 0
export const STATES_BANKS = 1
// Words of a state in a bank.
export const STATE_STAMP = 0
export const STATE_VALUE = 1
/** What a state was set to; 0 while it never was. */
export const STATE_OFF = 1
export const STATE_ON = 2

/** Cells of one octave: 2^scale counts of 4 bytes, but at least one cell. */
export function octaveCells(scale: number): number {
  return Math.max(1, 2 ** (scale - 1))
}

export function summaryCells(definition: SummaryDefinition): number {
  return SUMMARY_WINDOWS + definition.ageBuckets * WINDOW_CELLS
}

export function histogramCells(definition: HistogramDefinition): number {
  return definition.bounds.length + 2
}

export function gaugeCells(definition: GaugeDefinition): number {
  return definition.across === 'last' ? GAUGE_LAST_CELLS : GAUGE_SHARE_CELLS
}

export function stateSetCells(definition: StateSetDefinition): number {
  return STATES_BANKS + 2 * definition.states.length
}

/** Cells one series takes in a lane. */
export function cellCountOf(definition: Definition): number {
  switch (definition.kind) {
    case 'counter':
    case 'info':
      return 1
    case 'gauge':
      return gaugeCells(definition)
    case 'histogram':
      return histogramCells(definition)
    case 'summary':
      return summaryCells(definition)
    case 'stateset':
      return stateSetCells(definition)
  }
}

/** Offset and count of the cells that stay true when the thread that wrote them has ended and nobody goes on: everything that is only ever added to. */
export function sumsOf(definition: Definition): readonly [offset: number, count: number] {
  switch (definition.kind) {
    case 'counter':
    case 'histogram':
    case 'info':
      return [0, cellCountOf(definition)]
    case 'gauge':
      return definition.across === 'last' ? [GAUGE_DELTA, 1] : [0, 0]
    case 'summary':
      return [SUMMARY_COUNT, 2]
    case 'stateset':
      return [0, 0]
  }
}
