/** What the observing threads record: whole numbers only, so that every sum is exact, in whatever order the threads come. */

import type { Counter, LabelledHistogram, LabelledSummary, Registry } from '@telltale/core'

export const observationBounds = [1, 2, 4, 8] as const
/** Each lies in the middle of the tenth of the observations that are one and the same number. */
export const observationQuantiles = [0.05, 0.55, 0.95] as const
export const relativeError = 0.01

export interface ObservedMetrics {
  readonly counter: Counter
  readonly histogram: LabelledHistogram<'series'>
  readonly summary: LabelledSummary<'series'>
}

/** The metrics in a registry, in whichever thread. */
export function observedMetrics(registry: Registry): ObservedMetrics {
  return {
    counter: registry.counter({ name: 'drill_observations_total', help: 'Observations.' }),
    histogram: registry.histogram({
      name: 'drill_observations_size',
      help: 'Observed by threads.',
      labels: ['series'],
      buckets: observationBounds,
    }),
    summary: registry.summary({
      name: 'drill_observations_weight',
      help: 'Observed by threads.',
      labels: ['series'],
      quantiles: observationQuantiles,
      relativeError,
      // Nothing must leave the window while the drill runs.
      maxAgeSeconds: 3_600,
    }),
  }
}

export const observedSeries = (observation: number, seriesCount: number): number => observation % seriesCount

/** Every series is given each of 0 … 9 equally often. */
export const observedValue = (observation: number, seriesCount: number): number => Math.floor(observation / seriesCount) % 10

/** What all threads together gave one series. */
export interface ExpectedSeries {
  count: number
  sum: number
  /** By bucket, +Inf last. */
  readonly buckets: number[]
}

/** The same observations once more, one after the other, without the library. */
export function expectedSeries(threadCount: number, timesPerThread: number, seriesCount: number): readonly ExpectedSeries[] {
  const all = Array.from({ length: seriesCount }, (): ExpectedSeries => ({ count: 0, sum: 0, buckets: [0, 0, 0, 0, 0] }))
  for (let i = 0; i < timesPerThread; i++) {
    const one = all[observedSeries(i, seriesCount)] as ExpectedSeries
    const value = observedValue(i, seriesCount)
    const bucket = observationBounds.filter((bound) => bound < value).length
    one.count += threadCount
    one.sum += threadCount * value
    one.buckets[bucket] = (one.buckets[bucket] as number) + threadCount
  }
  return all
}
