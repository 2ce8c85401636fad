/** How long collections of garbage take. */

import { constants, type NodeGCPerformanceDetail, PerformanceObserver } from 'node:perf_hooks'
import type { Collector, CollectorHost } from './collector.js'
import { THREAD_KIND } from './thread-kind.js'

const DURATION = {
  name: 'nodejs_gc_duration_seconds',
  help: 'How long a garbage collection took, by its kind.',
  unit: 'seconds',
  labels: ['thread', 'kind'],
  buckets: [0.001, 0.01, 0.1, 1, 2, 5],
} as const

const KINDS: ReadonlyMap<unknown, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

/** Node hands over entries in batches: each of them is counted, not the first alone. */
export function collectGarbage({ registry, sinks }: CollectorHost): Collector {
  if (!sinks.isSelected(DURATION.name)) return {}
  const duration = registry.histogram(DURATION)
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as { readonly detail?: Partial<NodeGCPerformanceDetail> }
      const kind = KINDS.get(detail?.kind) ?? 'other'
      duration.observe({ thread: THREAD_KIND, kind }, entry.duration / 1_000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return { stop: () => observer.disconnect() }
}
