/** What is written without a pause while somebody reads, and how a reading is told from a torn one. */

import type { LabelledCounter, LabelledHistogram, Registry } from '@telltale/core'

/** What is observed: one value for each bucket, the last beyond all bounds. */
export const steadyValues = [1, 2, 4, 8, 16] as const
const bounds = steadyValues.slice(0, -1)
const greatest = 16
export const steadySeries = ['a', 'b', 'c', 'd'] as const

export interface SteadyMetrics {
  readonly counter: LabelledCounter<'series'>
  readonly histogram: LabelledHistogram<'series'>
}

export function steadyMetrics(registry: Registry): SteadyMetrics {
  return {
    counter: registry.counter({ name: 'drill_steady_total', help: 'Counted without a pause.', labels: ['series'] }),
    histogram: registry.histogram({ name: 'drill_steady_size', help: 'Observed without a pause.', labels: ['series'], buckets: bounds }),
  }
}

/** Looks at one exposition after the other, as a scraper would, and notes what must never be seen in one. */
export interface Watch {
  see(text: string): void
  readonly faults: readonly string[]
  /** Samples compared with those of the exposition before. */
  readonly comparedCount: number
}

const samplePattern = /^drill_steady_(total|size_bucket|size_count|size_sum)\{series="(\w)"(?:,le="([^"]+)")?\} (\S+)$/

interface SeriesSamples {
  total: number
  readonly buckets: number[]
  count: number
  sum: number
}

/** @param writerCount Threads that observe: in each, one observation may stand in its bucket whose sum is still to come. */
export function createWatch(writerCount: number): Watch {
  const faults: string[] = []
  let before = new Map<string, SeriesSamples>()
  let comparedCount = 0

  function parse(text: string): Map<string, SeriesSamples> {
    const bySeries = new Map<string, SeriesSamples>()
    for (const line of text.split('\n')) {
      const [, what, series = '', , valueText] = samplePattern.exec(line) ?? []
      if (what === undefined) continue
      const samples = bySeries.get(series) ?? { total: 0, buckets: [], count: 0, sum: 0 }
      bySeries.set(series, samples)
      const value = Number(valueText)
      if (what === 'size_bucket') samples.buckets.push(value)
      else if (what === 'total') samples.total = value
      else if (what === 'size_count') samples.count = value
      else samples.sum = value
    }
    return bySeries
  }

  function compare(series: string, now: SeriesSamples, last: SeriesSamples | undefined): void {
    const expect = (isSo: boolean, what: string): void => {
      if (!isSo) faults.push(`series ${series}: ${what}: ${JSON.stringify(now)} after ${JSON.stringify(last)}`)
    }
    const { buckets, count, sum, total } = now
    // Families are read one after the other: a thread may have made the counter's series and not yet the histogram's when that one was read.
    if (buckets.length === 0 && !last?.buckets.length) return
    expect(buckets.length === steadyValues.length, 'a bucket is missing')
    expect(
      buckets.every((value, i) => value >= (buckets[i - 1] ?? 0)),
      'buckets are not monotone',
    )
    expect(buckets.at(-1) === count, 'the last bucket is not the count')
    const ofBuckets = buckets.reduce((all, value, i) => all + (value - (buckets[i - 1] ?? 0)) * (steadyValues[i] ?? 0), 0)
    // The buckets are read before the sum, and an observation goes to its bucket first.
    expect(sum >= ofBuckets - writerCount * greatest, 'the sum lags by more than one observation a thread')
    if (!last) return
    expect(total >= last.total && count >= last.count && sum >= last.sum, 'something fell')
    const own = (samples: SeriesSamples, i: number): number => (samples.buckets[i] ?? 0) - (samples.buckets[i - 1] ?? 0)
    expect(
      buckets.every((_, i) => own(now, i) >= own(last, i)),
      'a bucket fell',
    )
    expect(last.sum <= ofBuckets, 'what was in the sum is not in the buckets')
    comparedCount += 3 + buckets.length
  }

  return {
    see(text) {
      const now = parse(text)
      if (now.size < before.size) faults.push(`${now.size} series after ${before.size}`)
      for (const [series, samples] of now) compare(series, samples, before.get(series))
      before = now
    },
    faults,
    get comparedCount() {
      return comparedCount
    },
  }
}
