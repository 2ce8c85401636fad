/** prom-client in the recording suite. Written out apart from its fork's: a shared call site would be compiled for both at once. */

import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client'
import { installedVersion } from '../../harness/locations.js'
import type { RecordingPeer } from '../recording-peer.js'
import { bounds, methods, observations, orderMask, quantiles, regions, seriesCount, statuses, users, workload } from '../workload.js'

const registers = [new Registry()]
const help = 'Measured.'
const buckets = [...bounds]
const percentiles = [...quantiles]

interface Readable {
  get(): Promise<{ values: { value: number; metricName?: string }[] }>
}

/** Sum of a metric's values; of a histogram's or summary's, the number of observations. */
async function total(metric: Readable): Promise<number> {
  const { values } = await metric.get()
  const counts = values.filter(({ metricName }) => metricName?.endsWith('_count'))
  return (counts.length > 0 ? counts : values).reduce((sum, { value }) => sum + value, 0)
}

const counters = ['route', 'code', 'host', 'zone', 'peer'].map((label, index) => {
  const labelNames = [label, 'kind', 'side', 'flag'].slice(0, index)
  return new Counter({ name: `used_counter_${index}_total`, help, labelNames, registers })
})
const gauges = ['pool', 'queue', 'shard', 'disk', 'room'].map((label, index) => {
  return new Gauge({ name: `used_gauge_${index}`, help, labelNames: [label, 'unit', 'kind'].slice(0, index % 4), registers })
})
const histograms = ['step', 'verb', 'task', 'job', 'call'].map((label, index) => {
  const labelNames = [label, 'kind', 'side'].slice(0, index % 4)
  return new Histogram({ name: `used_histogram_${index}_seconds`, help, labelNames, buckets: buckets.slice(index), registers })
})
const summaries = ['file', 'page', 'item', 'blob', 'user'].map((label, index) => {
  const labelNames = [label, 'kind'].slice(0, index % 3)
  return new Summary({ name: `used_summary_${index}_bytes`, help, labelNames, percentiles, maxAgeSeconds: 600, ageBuckets: 5, registers })
})

/** Labels for a metric with these names; `{}` where there are none. */
function labelsFor(metric: object, turn: number): Record<string, string> {
  const names = (metric as { labelNames: string[] }).labelNames
  return Object.fromEntries(names.map((name, index) => [name, `${name}-${(turn >> index) & 3}`]))
}

function exercise(repetitions: number): void {
  for (let turn = 0; turn < repetitions; turn++) {
    const value = observations[turn & orderMask] as number
    for (const counter of counters) {
      counter.inc(labelsFor(counter, turn))
      counter.labels(labelsFor(counter, turn)).inc(2)
    }
    for (const gauge of gauges) {
      gauge.set(labelsFor(gauge, turn), value)
      gauge.labels(labelsFor(gauge, turn)).inc(value)
    }
    for (const histogram of histograms) {
      histogram.observe(labelsFor(histogram, turn), value)
      histogram.labels(labelsFor(histogram, turn)).observe(value)
    }
    for (const summary of summaries) {
      summary.observe(labelsFor(summary, turn), value)
      summary.labels(labelsFor(summary, turn)).observe(value)
    }
  }
}

export const promClient: RecordingPeer = {
  name: 'prom-client',
  version: installedVersion('prom-client'),
  exercise,
  cases: {
    counterBare() {
      const counter = new Counter({ name: 'bare_total', help, registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) counter.inc()
        },
        recorded: () => total(counter),
      }
    },
    counterEight() {
      const eight = Array.from({ length: 8 }, (_, index) => new Counter({ name: `eight_${index}_total`, help, registers }))
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (eight[i & 7] as Counter).inc()
        },
        recorded: async () => (await Promise.all(eight.map(total))).reduce((sum, one) => sum + one, 0),
      }
    },
    counterTwoLabels() {
      const { methods, statuses } = workload
      const counter = new Counter({ name: 'two_total', help, labelNames: ['method', 'status'], registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            counter.inc({ method: methods[i & 3] as string, status: statuses[(i >> 2) & 3] as string })
          }
        },
        recorded: () => total(counter),
      }
    },
    counterSameLabels() {
      const counter = new Counter({ name: 'same_total', help, labelNames: ['method', 'status'], registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) counter.inc({ method: 'GET', status: '200' })
        },
        recorded: () => total(counter),
      }
    },
    counterFourLabels() {
      const { methods, statuses, regions, tiers } = workload
      const counter = new Counter({ name: 'four_total', help, labelNames: ['method', 'status', 'region', 'tier'], registers })
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
        recorded: () => total(counter),
      }
    },
    counterBoundTwo() {
      const counter = new Counter({ name: 'bound_two_total', help, labelNames: ['method', 'status'], registers })
      const children = methods.flatMap((method) => statuses.map((status) => counter.labels({ method, status })))
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (children[i & 15] as Counter.Internal).inc()
        },
        recorded: () => total(counter),
      }
    },
    counterBoundFour() {
      const counter = new Counter({ name: 'bound_four_total', help, labelNames: ['method', 'status', 'region', 'tier'], registers })
      const children = methods.flatMap((method, index) => {
        return statuses.map((status) => counter.labels({ method, status, region: regions[index] as string, tier: 'free' }))
      })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (children[i & 15] as Counter.Internal).inc()
        },
        recorded: () => total(counter),
      }
    },
    counterRandom() {
      const { methods, users, order, orderMask } = workload
      const counter = new Counter({ name: 'random_total', help, labelNames: ['user', 'method'], registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const series = order[i & orderMask] as number
            counter.inc({ user: users[series] as string, method: methods[series & 3] as string })
          }
        },
        recorded: () => total(counter),
      }
    },
    counterRandomBound() {
      const { order, orderMask } = workload
      const counter = new Counter({ name: 'random_bound_total', help, labelNames: ['user', 'method'], registers })
      const children = Array.from({ length: seriesCount }, (_, series) => {
        return counter.labels({ user: users[series] as string, method: methods[series & 3] as string })
      })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (children[order[i & orderMask] as number] as Counter.Internal).inc()
        },
        recorded: () => total(counter),
      }
    },
    gaugeBound() {
      const gauge = new Gauge({ name: 'bound_gauge', help, labelNames: ['method', 'status'], registers })
      const child = gauge.labels({ method: 'GET', status: '200' })
      let base = 0
      return {
        loop(iterations) {
          for (let i = 1; i <= iterations; i++) child.set(base + i)
          base += iterations
        },
        recorded: () => total(gauge),
      }
    },
    histogramBare() {
      const { orderMask, observations } = workload
      const histogram = new Histogram({ name: 'bare_seconds', help, buckets, registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) histogram.observe(observations[i & orderMask] as number)
        },
        recorded: () => total(histogram),
      }
    },
    histogramTwoLabels() {
      const { methods, statuses, orderMask, observations } = workload
      const histogram = new Histogram({ name: 'two_seconds', help, labelNames: ['method', 'status'], buckets, registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const labels = { method: methods[i & 3] as string, status: statuses[(i >> 2) & 3] as string }
            histogram.observe(labels, observations[i & orderMask] as number)
          }
        },
        recorded: () => total(histogram),
      }
    },
    histogramBound() {
      const { orderMask, observations } = workload
      const histogram = new Histogram({ name: 'bound_seconds', help, labelNames: ['method', 'status'], buckets, registers })
      const child = histogram.labels({ method: 'GET', status: '200' })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) child.observe(observations[i & orderMask] as number)
        },
        recorded: () => total(histogram),
      }
    },
    timerTwoLabels() {
      const { methods } = workload
      const histogram = new Histogram({ name: 'timer_seconds', help, labelNames: ['method', 'status'], buckets, registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) histogram.startTimer({ method: methods[i & 3] as string, status: '200' })()
        },
        recorded: () => total(histogram),
      }
    },
    summaryFiveWindows() {
      const { orderMask, observations } = workload
      const summary = new Summary({ name: 'five_bytes', help, percentiles, maxAgeSeconds: 600, ageBuckets: 5, registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) summary.observe(observations[i & orderMask] as number)
        },
        recorded: () => total(summary),
      }
    },
    summaryTenWindows() {
      const { orderMask, observations } = workload
      const summary = new Summary({ name: 'ten_bytes', help, percentiles, maxAgeSeconds: 600, ageBuckets: 10, registers })
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) summary.observe(observations[i & orderMask] as number)
        },
        recorded: () => total(summary),
      }
    },
  },
}
