/** What the terminated threads count, and what each says of itself before it is gone. */

import type { Counter, Histogram, LabelledCounter, Registry } from '@telltale/core'

export interface KillMetrics {
  readonly counter: LabelledCounter<'series'>
  readonly histogram: Histogram
  /** Every thread that makes series makes its own: `victim` is the number of the thread, `number` that of the series. */
  readonly made: LabelledCounter<'victim' | 'number'>
  readonly all: Counter
}

export function killMetrics(registry: Registry): KillMetrics {
  return {
    counter: registry.counter({ name: 'drill_kills_total', help: 'Counted by threads that are terminated.', labels: ['series'] }),
    histogram: registry.histogram({ name: 'drill_kills_size', help: 'Ones.', buckets: [0, 1, 2] }),
    made: registry.counter({
      name: 'drill_kills_made_total',
      help: 'A series for each time one was made.',
      labels: ['victim', 'number'],
      maxSeries: 1_000_000,
    }),
    all: registry.counter({ name: 'drill_kills_all_total', help: 'One for each increment of drill_kills_total.' }),
  }
}

/**
 * One thread's acknowledgements: what it had begun and what had returned. They are Float64 in shared memory that has nothing to do with the library.
 */
export const COUNTED = 0
export const MAKING = 1
export const MADE = 2
export const acknowledgementCells = 3
