/** The metrics that late joiners carry over: one of each kind whose sums are exact. */

import type { Registry } from '@telltale/core'

export interface JoiningMetrics {
  /** Records `times` times in every metric, whole numbers only, so that every sum is exact. */
  record(thread: string, times: number): void
  /** What this thread reads of all threads: each should be the number of recordings. */
  read(): {
    readonly plain: number
    readonly labelled: number
    readonly gauge: number
    readonly observations: number
    readonly observed: number
  }
}

/** Makes the metrics in a registry, in whichever thread. The type is all that is imported of the library here: who loads it when is the drill. */
export function joinMetrics(registry: Registry): JoiningMetrics {
  const plain = registry.counter({ name: 'drill_joining_total', help: 'Recorded, without labels.' })
  const labelled = registry.counter({ name: 'drill_joining_by_thread_total', help: 'Recorded, by thread.', labels: ['thread'] })
  const gauge = registry.gauge({ name: 'drill_joining_level', help: 'Up by one each time.' })
  const histogram = registry.histogram({ name: 'drill_joining_size', help: 'Ones.', buckets: [0, 1, 2] })
  return {
    record(thread, times) {
      const bound = labelled.with({ thread })
      for (let i = 0; i < times; i++) {
        plain.inc()
        // Handle and call in turn: both have to be carried over.
        if (i % 2 === 0) bound.inc()
        else labelled.inc({ thread })
        gauge.inc()
        histogram.observe(1)
      }
    },
    read() {
      const { count, sum } = histogram.get()
      let byThread = 0
      for (const family of registry.gather().families) {
        if (family.kind === 'counter' && family.name === 'drill_joining_by_thread_total')
          byThread = family.values.reduce((total, value) => total + value, 0)
      }
      return { plain: plain.get(), labelled: byThread, gauge: gauge.get(), observations: count, observed: sum }
    },
  }
}
