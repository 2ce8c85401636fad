/** How late the event loop is, and how busy. */

import { performance } from 'node:perf_hooks'
import type { Collector, CollectorHost } from './collector.js'
import { THREAD_KIND } from './thread-kind.js'

/** A timer is due so often: 50 wake-ups a second, a few microseconds each. */
const PROBE_MILLIS = 20

const DELAY = {
  name: 'nodejs_eventloop_delay_seconds',
  help: 'How much later than due a timer ran, looked at 50 times a second.',
  unit: 'seconds',
  labels: ['thread'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  extremes: true,
} as const

export function collectEventLoop({ registry, sinks, settings }: CollectorHost): Collector {
  const utilization = sinks.gauge('each', {
    name: 'nodejs_eventloop_utilization_ratio',
    help: 'Share of the time since the last reading in which the event loop was not waiting.',
    unit: 'ratio',
  })
  let before = performance.eventLoopUtilization()
  return {
    sample() {
      const now = performance.eventLoopUtilization()
      const { active, idle, utilization: share } = performance.eventLoopUtilization(now, before)
      before = now
      utilization(active + idle > 0 ? share : undefined)
    },
    ...(sinks.isSelected(DELAY.name) && { stop: probe() }),
  }

  /** A block of the loop is one observation of its whole length, however many probes it made late. */
  function probe(): () => void {
    const { clock, timers } = settings
    const delay = registry.histogram(DELAY).with({ thread: THREAD_KIND })
    let last = clock.monotonicMillis()
    return timers.every(PROBE_MILLIS, () => {
      const now = clock.monotonicMillis()
      delay.observe(Math.max(0, now - last - PROBE_MILLIS) / 1_000)
      last = now
    })
  }
}
