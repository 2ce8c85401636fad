/** How long collections of garbage take. */

import { watchGarbage } from '../clock.js'
import type { Collector, CollectorHost } from './collector.js'
import { THREAD_KIND } from './thread-kind.js'

const DURATION = {
  name: 'nodejs_gc_duration_seconds',
  help: 'How long a garbage collection took, by its kind.',
  unit: 'seconds',
  labels: ['thread', 'kind'],
  buckets: [0.001, 0.01, 0.1, 1, 2, 5],
} as const

export function collectGarbage({ registry, sinks }: CollectorHost): Collector {
  if (!sinks.isSelected(DURATION.name)) return {}
  const duration = registry.histogram(DURATION)
  return { stop: watchGarbage((kind, seconds) => duration.observe({ thread: THREAD_KIND, kind }, seconds)) }
}
