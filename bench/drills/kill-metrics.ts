/** What the terminated threads count. */

import type { Histogram, LabelledCounter, Registry } from '@telltale/core'

export interface KillMetrics {
  readonly counter: LabelledCounter<'series'>
  readonly histogram: Histogram
}

export function killMetrics(registry: Registry): KillMetrics {
  return {
    counter: registry.counter({ name: 'drill_kills_total', help: 'Counted by threads that are terminated.', labels: ['series'] }),
    histogram: registry.histogram({ name: 'drill_kills_size', help: 'Ones.', buckets: [0, 1, 2] }),
  }
}
