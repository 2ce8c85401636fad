/** Telltale in the recording suite. */

import { type BoundCounter, createRegistry } from '@telltale/core'
import { points } from '@telltale/core/model'
import { installedVersion } from '../../harness/locations.js'
import type { RecordingPeer } from '../recording-peer.js'
import { bounds, methods, observations, orderMask, quantiles, regions, seriesCount, statuses, users, workload } from '../workload.js'

const metrics = createRegistry({ name: 'bench' })
const help = 'Measured.'
const buckets = bounds

/** Sum of a metric's values; of a histogram or summary, the number of observations. */
function total(...names: string[]): number {
  let sum = 0
  for (const family of metrics.gather().families) {
    if (!names.includes(family.name)) continue
    if (family.kind === 'counter' || family.kind === 'gauge') for (const { value } of points(family)) sum += value
    if (family.kind === 'histogram') for (const { count } of points(family)) sum += count
    if (family.kind === 'summary') for (const { count } of points(family)) sum += count
  }
  return sum
}

const plain = {
  counter: metrics.counter({ name: 'used_counter_total', help }),
  gauge: metrics.gauge({ name: 'used_gauge', help }),
  histogram: metrics.histogram({ name: 'used_histogram_seconds', help, buckets }),
  summary: metrics.summary({ name: 'used_summary_bytes', help, quantiles }),
}
const labelSets: readonly (readonly string[])[] = [['route'], ['code', 'kind'], ['host', 'kind', 'side'], ['zone', 'kind', 'side', 'flag']]
const counters = labelSets.map((labels, index) => ({
  labels,
  metric: metrics.counter({ name: `used_counter_${index}_total`, help, labels }),
}))
const gauges = labelSets.map((labels, index) => ({ labels, metric: metrics.gauge({ name: `used_gauge_${index}`, help, labels }) }))
const histograms = labelSets.map((labels, index) => {
  return { labels, metric: metrics.histogram({ name: `used_histogram_${index}_seconds`, help, labels, buckets: buckets.slice(index) }) }
})
const natives = labelSets.map((labels, index) => {
  return { labels, metric: metrics.histogram({ name: `used_native_${index}_seconds`, help, labels, native: { schema: index + 2 } }) }
})
const summaries = labelSets.map((labels, index) => {
  return {
    labels,
    metric: metrics.summary({ name: `used_summary_${index}_bytes`, help, labels, quantiles, maxAgeSeconds: 600, ageBuckets: 5 }),
  }
})

function labelsFor(names: readonly string[], turn: number): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, `${name}-${(turn >> index) & 3}`]))
}

function exercise(repetitions: number): void {
  for (let turn = 0; turn < repetitions; turn++) {
    const value = observations[turn & orderMask] as number
    plain.counter.inc()
    plain.gauge.set(value)
    plain.histogram.observe(value)
    plain.summary.observe(value)
    for (const { metric, labels } of counters) {
      metric.inc(labelsFor(labels, turn))
      metric.with(labelsFor(labels, turn)).inc(2)
    }
    for (const { metric, labels } of gauges) {
      metric.set(labelsFor(labels, turn), value)
      metric.with(labelsFor(labels, turn)).inc(value)
    }
    for (const { metric, labels } of histograms) {
      metric.observe(labelsFor(labels, turn), value)
      metric.with(labelsFor(labels, turn)).observe(value)
    }
    for (const { metric, labels } of natives) {
      metric.observe(labelsFor(labels, turn), value)
      metric.with(labelsFor(labels, turn)).observe(value)
    }
    for (const { metric, labels } of summaries) {
      metric.observe(labelsFor(labels, turn), value)
      metric.with(labelsFor(labels, turn)).observe(value)
    }
  }
}

export const telltale: RecordingPeer = {
  name: 'telltale',
  version: installedVersion('@telltale/core'),
  exercise,
  cases: {
    counterBare() {
      const counter = metrics.counter({ name: 'bare_total', help })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) counter.inc()
        },
        recorded: () => total('bare_total'),
      }
    },
    counterEight() {
      const names = Array.from({ length: 8 }, (_, index) => `eight_${index}_total`)
      const eight = names.map((name) => metrics.counter({ name, help }))
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (eight[i & 7] as BoundCounter).inc()
        },
        recorded: () => total(...names),
      }
    },
    counterTwoLabels() {
      const { methods, statuses } = workload
      const counter = metrics.counter({ name: 'two_total', help, labels: ['method', 'status'] })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            counter.inc({ method: methods[i & 3] as string, status: statuses[(i >> 2) & 3] as string })
          }
        },
        recorded: () => total('two_total'),
      }
    },
    counterSameLabels() {
      const counter = metrics.counter({ name: 'same_total', help, labels: ['method', 'status'] })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) counter.inc({ method: 'GET', status: '200' })
        },
        recorded: () => total('same_total'),
      }
    },
    counterFourLabels() {
      const { methods, statuses, regions, tiers } = workload
      const counter = metrics.counter({ name: 'four_total', help, labels: ['method', 'status', 'region', 'tier'] })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            counter.inc({
              method: methods[i & 3] as string,
              status: statuses[(i >> 2) & 3] as string,
              region: regions[i & 3] as string,
              tier: tiers[(i >> 2) & 3] as string,
            })
          }
        },
        recorded: () => total('four_total'),
      }
    },
    counterBoundTwo() {
      const counter = metrics.counter({ name: 'bound_two_total', help, labels: ['method', 'status'] })
      const handles = methods.flatMap((method) => statuses.map((status) => counter.with({ method, status })))
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (handles[i & 15] as BoundCounter).inc()
        },
        recorded: () => total('bound_two_total'),
      }
    },
    counterBoundFour() {
      const counter = metrics.counter({ name: 'bound_four_total', help, labels: ['method', 'status', 'region', 'tier'] })
      const handles = methods.flatMap((method, index) => {
        return statuses.map((status) => counter.with({ method, status, region: regions[index], tier: 'free' }))
      })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (handles[i & 15] as BoundCounter).inc()
        },
        recorded: () => total('bound_four_total'),
      }
    },
    counterRandom() {
      const { methods, users, order, orderMask } = workload
      const counter = metrics.counter({ name: 'random_total', help, labels: ['user', 'method'] })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const series = order[i & orderMask] as number
            counter.inc({ user: users[series] as string, method: methods[series & 3] as string })
          }
        },
        recorded: () => total('random_total'),
      }
    },
    counterRandomBound() {
      const { order, orderMask } = workload
      const counter = metrics.counter({ name: 'random_bound_total', help, labels: ['user', 'method'] })
      const handles = Array.from({ length: seriesCount }, (_, series) => counter.with({ user: users[series], method: methods[series & 3] }))
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (handles[order[i & orderMask] as number] as BoundCounter).inc()
        },
        recorded: () => total('random_bound_total'),
      }
    },
    gaugeBound() {
      const handle = metrics.gauge({ name: 'bound_gauge', help, labels: ['method', 'status'] }).with({ method: 'GET', status: '200' })
      let base = 0
      return {
        loop(iterations) {
          for (let i = 1; i <= iterations; i++) handle.set(base + i)
          base += iterations
        },
        recorded: () => total('bound_gauge'),
      }
    },
    histogramBare() {
      const { orderMask, observations } = workload
      const histogram = metrics.histogram({ name: 'bare_seconds', help, buckets })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) histogram.observe(observations[i & orderMask] as number)
        },
        recorded: () => total('bare_seconds'),
      }
    },
    histogramTwoLabels() {
      const { methods, statuses, orderMask, observations } = workload
      const histogram = metrics.histogram({ name: 'two_seconds', help, labels: ['method', 'status'], buckets })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const labels = { method: methods[i & 3] as string, status: statuses[(i >> 2) & 3] as string }
            histogram.observe(labels, observations[i & orderMask] as number)
          }
        },
        recorded: () => total('two_seconds'),
      }
    },
    histogramBound() {
      const { orderMask, observations } = workload
      const histogram = metrics.histogram({ name: 'bound_seconds', help, labels: ['method', 'status'], buckets })
      const handle = histogram.with({ method: 'GET', status: '200' })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) handle.observe(observations[i & orderMask] as number)
        },
        recorded: () => total('bound_seconds'),
      }
    },
    nativeHistogram() {
      const { orderMask, observations } = workload
      const histogram = metrics.histogram({ name: 'native_seconds', help, native: true })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) histogram.observe(observations[i & orderMask] as number)
        },
        recorded: () => total('native_seconds'),
      }
    },
    timerTwoLabels() {
      const { methods } = workload
      const histogram = metrics.histogram({ name: 'timer_seconds', help, labels: ['method', 'status'], buckets })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) histogram.startTimer({ method: methods[i & 3] as string, status: '200' })()
        },
        recorded: () => total('timer_seconds'),
      }
    },
    summaryFiveWindows() {
      const { orderMask, observations } = workload
      const summary = metrics.summary({ name: 'five_bytes', help, quantiles, maxAgeSeconds: 600, ageBuckets: 5 })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) summary.observe(observations[i & orderMask] as number)
        },
        recorded: () => total('five_bytes'),
      }
    },
    summaryTenWindows() {
      const { orderMask, observations } = workload
      const summary = metrics.summary({ name: 'ten_bytes', help, quantiles, maxAgeSeconds: 600, ageBuckets: 10 })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) summary.observe(observations[i & orderMask] as number)
        },
        recorded: () => total('ten_bytes'),
      }
    },
  },
}
