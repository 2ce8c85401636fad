/** How many cells a series of each kind takes, and which of them are what. */

import {
  GAUGE_DELTA,
  GAUGE_LAST_CELLS,
  GAUGE_SHARE_CELLS,
  NATIVE_REST,
  NATIVE_SUM,
  STATES_BANKS,
  SUMMARY_COUNT,
  SUMMARY_WINDOWS,
  WINDOW_CELLS,
} from './cell-layout.js'
import {
  type Definition,
  type GaugeDefinition,
  type HistogramDefinition,
  isNative,
  type NativeHistogramDefinition,
  type StateSetDefinition,
  type SummaryDefinition,
} from './definition.js'

/** Cells of one octave of a window: 2^scale counts of 4 bytes, but at least one cell. */
export function octaveCells(scale: number): number {
  return Math.max(1, 2 ** (scale - 1))
}

export function summaryCells(definition: SummaryDefinition): number {
  return SUMMARY_WINDOWS + definition.ageBuckets * WINDOW_CELLS
}

/** Cells of a histogram that has classic buckets only. */
export function histogramCells(definition: HistogramDefinition): number {
  return extremesOffset(definition) + extremesCells(definition)
}

export function nativeCells(definition: NativeHistogramDefinition): number {
  return classicOffset(definition) + classicCells(definition)
}

/** Where the least and the greatest value are, where they are kept. */
export function extremesOffset(definition: HistogramDefinition): number {
  return isNative(definition) ? NATIVE_REST : definition.bounds.length + 2
}

function extremesCells({ extremes }: HistogramDefinition): 0 | 2 {
  return extremes ? 2 : 0
}

/** Where a native histogram counts its classic buckets, where it has any. */
export function classicOffset(definition: NativeHistogramDefinition): number {
  return NATIVE_REST + extremesCells(definition)
}

/** Classic buckets of a native histogram, +Inf among them. */
export function classicCells({ bounds }: NativeHistogramDefinition): number {
  return bounds.length === 0 ? 0 : bounds.length + 1
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
      return isNative(definition) ? nativeCells(definition) : histogramCells(definition)
    case 'summary':
      return summaryCells(definition)
    case 'stateset':
      return stateSetCells(definition)
  }
}

/**
 * Offset and count of the cells that stay true when the thread that wrote them has ended and nobody goes on: everything that is only ever added to. What they refer to is not
 * among them.
 */
export function sumsOf(definition: Definition): readonly [offset: number, count: number] {
  switch (definition.kind) {
    case 'counter':
      return [0, 1]
    case 'histogram':
      return isNative(definition) ? [NATIVE_SUM, nativeCells(definition) - NATIVE_SUM] : [0, histogramCells(definition)]
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
