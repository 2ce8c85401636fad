/** What keeps this thread's event loop alive. */

import type { Collector, CollectorHost } from './collector.js'

const RESOURCES = {
  name: 'nodejs_active_resources',
  help: 'Handles and requests that keep the event loop of the thread alive, by type.',
} as const

export function collectResources({ sinks }: CollectorHost): Collector {
  if (!sinks.isSelected(RESOURCES.name)) return {}
  const active = sinks.labelledGauge('each', RESOURCES, ['type'])
  /** Types that were there once and are not now show 0, since a series does not vanish. */
  const counts = new Map<string, number>()
  return {
    sample() {
      for (const type of counts.keys()) counts.set(type, 0)
      for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1)
      for (const [type, count] of counts) active({ type }, count)
    },
  }
}
