/** The numbers of one series, whatever its kind. */

import type { HistogramFamily } from '@telltale/core/model'
import type { Selected } from './select.js'

/** What `toHaveIncreasedBy` is about: the value; of histograms and summaries the number of observations, of state sets that of the states that hold. */
export function quantityOf({ family, slot }: Selected): number {
  switch (family.kind) {
    case 'counter':
    case 'gauge':
      return family.values[slot] as number
    case 'histogram':
      return bucketsUpTo(family, slot, Number.POSITIVE_INFINITY)
    case 'summary':
      return family.counts[slot] as number
    case 'info':
      return 1
    case 'stateset':
      return family.values.subarray(slot * family.states.length, (slot + 1) * family.states.length).reduce((count, isOn) => count + isOn, 0)
  }
}

/** Observations at or below a bound, which must be one of the family's, or infinity for all. */
export function bucketsUpTo({ bounds, counts }: HistogramFamily, slot: number, upperBound: number): number {
  const width = bounds.length + 1
  const row = counts.subarray(slot * width, (slot + 1) * width)
  return row.reduce((sum, count, bucket) => ((bounds[bucket] ?? Number.POSITIVE_INFINITY) <= upperBound ? sum + count : sum), 0)
}

/** NaN is NaN here, and 0 is −0. */
export function isSame(actual: number, expected: number, within: number): boolean {
  return actual === expected || (Number.isNaN(actual) && Number.isNaN(expected)) || Math.abs(actual - expected) <= within
}

/** A number for a failure: as it would be written in code. */
export function showNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
