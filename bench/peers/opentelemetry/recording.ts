/** OpenTelemetry JS in the recording suite. It has no bound handles and no summaries. */

import type { Counter, Gauge, Histogram } from '@opentelemetry/api'
import { DataPointType } from '@opentelemetry/sdk-metrics'
import { installedVersion } from '../../harness/locations.js'
import type { RecordingPeer } from '../recording-peer.js'
import { observations, orderMask, workload } from '../workload.js'
import { createManualMeter } from './meter.js'

const { meter, nativeMeter, collect } = createManualMeter()

/** Sum of the values of these metrics; of a histogram, the number of observations. */
async function total(...names: string[]): Promise<number> {
  let sum = 0
  for (const { metrics } of (await collect()).scopeMetrics) {
    for (const metric of metrics) {
      if (!names.includes(metric.descriptor.name)) continue
      if (metric.dataPointType === DataPointType.HISTOGRAM) for (const { value } of metric.dataPoints) sum += value.count
      if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) for (const { value } of metric.dataPoints) sum += value.count
      if (metric.dataPointType === DataPointType.SUM) for (const { value } of metric.dataPoints) sum += value
    }
  }
  return sum
}

const labelSets: readonly (readonly string[])[] = [
  [],
  ['route'],
  ['code', 'kind'],
  ['host', 'kind', 'side'],
  ['zone', 'kind', 'side', 'flag'],
]
const counters: readonly Counter[] = labelSets.map((_, index) => meter.createCounter(`used_counter_${index}_total`))
const gauges: readonly Gauge[] = labelSets.map((_, index) => meter.createGauge(`used_gauge_${index}`))
const histograms: readonly Histogram[] = labelSets.map((_, index) => meter.createHistogram(`used_histogram_${index}_seconds`))
const natives: readonly Histogram[] = labelSets.map((_, index) => nativeMeter.createHistogram(`used_native_${index}_seconds`))
const sizes: readonly Histogram[] = labelSets.map((_, index) => meter.createHistogram(`used_size_${index}_bytes`))

function labelsFor(index: number, turn: number): Record<string, string> {
  const names = labelSets[index] as readonly string[]
  return Object.fromEntries(names.map((name, position) => [name, `${name}-${(turn >> position) & 3}`]))
}

function exercise(repetitions: number): void {
  for (let turn = 0; turn < repetitions; turn++) {
    const value = observations[turn & orderMask] as number
    for (let index = 0; index < labelSets.length; index++) {
      counters[index]?.add(1, labelsFor(index, turn))
      counters[index]?.add(2, labelsFor(index, turn))
      gauges[index]?.record(value, labelsFor(index, turn))
      histograms[index]?.record(value, labelsFor(index, turn))
      natives[index]?.record(value, labelsFor(index, turn))
      sizes[index]?.record(value, labelsFor(index, turn))
    }
  }
}

export const openTelemetry: RecordingPeer = {
  name: 'opentelemetry',
  version: installedVersion('@opentelemetry/sdk-metrics'),
  exercise,
  cases: {
    counterBare() {
      const counter = meter.createCounter('bare_total')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) counter.add(1)
        },
        recorded: () => total('bare_total'),
      }
    },
    counterEight() {
      const names = Array.from({ length: 8 }, (_, index) => `eight_${index}_total`)
      const eight = names.map((name) => meter.createCounter(name))
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) (eight[i & 7] as Counter).add(1)
        },
        recorded: () => total(...names),
      }
    },
    counterTwoLabels() {
      const { methods, statuses } = workload
      const counter = meter.createCounter('two_total')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            counter.add(1, { method: methods[i & 3] as string, status: statuses[(i >> 2) & 3] as string })
          }
        },
        recorded: () => total('two_total'),
      }
    },
    counterSameLabels() {
      const counter = meter.createCounter('same_total')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) counter.add(1, { method: 'GET', status: '200' })
        },
        recorded: () => total('same_total'),
      }
    },
    counterFourLabels() {
      const { methods, statuses, regions, tiers } = workload
      const counter = meter.createCounter('four_total')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            counter.add(1, {
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
    counterRandom() {
      const { methods, users, order, orderMask } = workload
      const counter = meter.createCounter('random_total')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const series = order[i & orderMask] as number
            counter.add(1, { user: users[series] as string, method: methods[series & 3] as string })
          }
        },
        recorded: () => total('random_total'),
      }
    },
    histogramBare() {
      const { orderMask, observations } = workload
      const histogram = meter.createHistogram('bare_seconds')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) histogram.record(observations[i & orderMask] as number)
        },
        recorded: () => total('bare_seconds'),
      }
    },
    histogramTwoLabels() {
      const { methods, statuses, orderMask, observations } = workload
      const histogram = meter.createHistogram('two_seconds')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const labels = { method: methods[i & 3] as string, status: statuses[(i >> 2) & 3] as string }
            histogram.record(observations[i & orderMask] as number, labels)
          }
        },
        recorded: () => total('two_seconds'),
      }
    },
    nativeHistogram() {
      const { orderMask, observations } = workload
      const histogram = nativeMeter.createHistogram('native_seconds')
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) histogram.record(observations[i & orderMask] as number)
        },
        recorded: () => total('native_seconds'),
      }
    },
  },
}
