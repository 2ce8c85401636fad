/** Starts threads that observe in the same histogram and summary at once, and compares what is read with the same observations made one after the other. */

import type { Snapshot } from '@telltale/core'
import { createRegistry } from '@telltale/core'
import { type ExpectedSeries, expectedSeries, observedMetrics, relativeError } from '../../drills/observed-metrics.js'
import { answerCalls } from '../../harness/program.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import type { ObservationOrder } from '../threads/observing.js'

export interface ObservationsInput {
  readonly threadCount: number
  readonly timesPerThread: number
  readonly seriesCount: number
  readonly formats: ThreadFormats
}

export interface ObservationsReading {
  readonly counted: number
  readonly inHistogram: number
  readonly inSummary: number
  /** Series of the histogram of which a bucket or the sum is wrong. */
  readonly wrongHistograms: number
  /** Series of the summary of which the count or the sum is wrong. */
  readonly wrongSummaries: number
  /** Quantiles further from the true one than the summary promises. */
  readonly wrongQuantiles: number
}

export interface ObservationsOutput {
  readonly alive: ObservationsReading
  /** The same once every thread had been terminated. */
  readonly afterwards: ObservationsReading
  readonly wallMillis: number
}

/** The values that are observed are 0 … 9, and the quantiles asked for lie in the middle of the tenths. */
const trueQuantiles = [0, 5, 9]

function read(snapshot: Snapshot, expected: readonly ExpectedSeries[]): ObservationsReading {
  const reading = { counted: 0, inHistogram: 0, inSummary: 0, wrongHistograms: 0, wrongSummaries: 0, wrongQuantiles: 0 }
  for (const family of snapshot.families) {
    if (family.kind === 'counter' && family.name === 'drill_observations_total') reading.counted = family.values[0] ?? 0
    if (family.kind !== 'histogram' && family.kind !== 'summary') continue
    for (const [slot, { values }] of [...family.labelSets].entries()) {
      const series = expected[Number(values[0]?.slice(1))] as ExpectedSeries
      if (family.kind === 'histogram') {
        const width = series.buckets.length
        const row = [...family.counts.subarray(slot * width, (slot + 1) * width)]
        reading.inHistogram += row.reduce((sum, one) => sum + one, 0)
        if (row.some((one, bucket) => one !== series.buckets[bucket]) || family.sums[slot] !== series.sum) reading.wrongHistograms++
      } else {
        reading.inSummary += family.counts[slot] ?? 0
        if (family.counts[slot] !== series.count || family.sums[slot] !== series.sum) reading.wrongSummaries++
        for (const [i, value] of trueQuantiles.entries()) {
          const found = family.quantileValues[slot * trueQuantiles.length + i] ?? Number.NaN
          if (!(Math.abs(found - value) <= relativeError * value)) reading.wrongQuantiles++
        }
      }
    }
  }
  return reading
}

answerCalls({
  async run({ threadCount, timesPerThread, seriesCount, formats }: ObservationsInput): Promise<ObservationsOutput> {
    const registry = createRegistry()
    observedMetrics(registry)
    const expected = expectedSeries(threadCount, timesPerThread, seriesCount)
    const threads = Array.from({ length: threadCount }, (_, index) => startThread('observing', formatOf(index, formats)))
    const none: ObservationOrder = { seriesCount, times: 0 }
    await Promise.all(threads.map((thread) => thread.call('observe', none)))
    const order: ObservationOrder = { seriesCount, times: timesPerThread }
    const started = performance.now()
    await Promise.all(threads.map((thread) => thread.call('observe', order)))
    const wallMillis = performance.now() - started
    const alive = read(registry.gather(), expected)
    await Promise.all(threads.map((thread) => thread.close()))
    return { alive, afterwards: read(registry.gather(), expected), wallMillis }
  },
})
