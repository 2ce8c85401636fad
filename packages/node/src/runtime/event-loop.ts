/** How late the event loop is, and how busy. */

import { createUtilization, monitorDelay } from '../clock.js'
import type { Collector, CollectorHost } from './collector.js'
import { THREAD_KIND } from './thread-kind.js'

const DELAY = {
  name: 'nodejs_eventloop_delay_seconds',
  help: 'How much later than due the event loop came to a timer, looked at 50 times a second.',
  unit: 'seconds',
  labels: ['thread'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  extremes: true,
} as const

const UTILIZATION = {
  name: 'nodejs_eventloop_utilization_ratio',
  help: 'Share of the time since the last reading in which the event loop was not waiting.',
  unit: 'ratio',
} as const

export function collectEventLoop({ registry, sinks }: CollectorHost): Collector {
  const utilization = sinks.gauge('each', UTILIZATION)
  const readUtilization = createUtilization()
  if (!sinks.isSelected(DELAY.name)) return { sample: () => utilization(readUtilization()) }

  const delay = registry.histogram(DELAY).with({ thread: THREAD_KIND })
  const monitor = monitorDelay()
  return {
    sample() {
      utilization(readUtilization())
      monitor.drain((seconds, count) => {
        for (let i = 0; i < count; i++) delay.observe(seconds)
      })
    },
    stop: monitor.stop,
  }
}
