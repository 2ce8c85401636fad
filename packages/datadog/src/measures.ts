/** A snapshot of increments as what Datadog knows: counts, gauges and distributions. The same whichever way they go. */

import { type Family, type HistogramFamily, points, type Snapshot, type SummaryFamily } from '@telltale/core/model'
import { distributionValues } from './distribution-values.js'
import { sanitizeName, toDatadogName, withSuffix } from './naming.js'
import type { ResolvedCommon } from './options.js'
import { type SeriesTags, type TagSet, withTag } from './series-tags.js'

/** Told every measure, in order of families and slots. */
export interface MeasureSink {
  count(metric: string, tags: TagSet, value: number): void
  gauge(metric: string, tags: TagSet, value: number): void
  distribution(metric: string, tags: TagSet, values: readonly number[]): void
  /** A value that Datadog could not take was left out. */
  dropped(family: Family): void
}

export type MeasureOptions = Pick<ResolvedCommon, 'prefix' | 'toName' | 'histograms' | 'maxDistributionValues'>

/**
 * - Counter: a count `.count`. Increments of 0 are left out: they would change nothing.
 * - Gauge and info: a gauge. State set: a gauge for each state, tagged with it.
 * - Histogram: counts `.count` and `.sum`, and what `histograms` asks for.
 * - Summary: counts `.count` and `.sum`, and a gauge `.quantile` for each quantile that has a value.
 *
 * Values that are not finite are left out and told to `dropped`.
 */
export function walkMeasures(snapshot: Snapshot, tags: SeriesTags, options: MeasureOptions, sink: MeasureSink): void {
  for (const family of snapshot.families) {
    const name = nameOf(family, options)
    switch (family.kind) {
      case 'counter': {
        const metric = withSuffix(name, '.count')
        for (let slot = 0; slot < family.values.length; slot++)
          count(sink, family, metric, tags.of(family, slot), family.values[slot] as number)
        break
      }
      case 'gauge':
        for (let slot = 0; slot < family.values.length; slot++)
          gauge(sink, family, name, tags.of(family, slot), family.values[slot] as number)
        break
      case 'info':
        for (let slot = 0; slot < family.labelSets.length; slot++) sink.gauge(name, tags.of(family, slot), 1)
        break
      case 'stateset':
        for (let slot = 0; slot < family.labelSets.length; slot++) {
          family.states.forEach((state, i) => {
            sink.gauge(name, withTag(tags.of(family, slot), family.name, state), family.values[slot * family.states.length + i] as number)
          })
        }
        break
      case 'histogram':
        walkHistogram(family, name, tags, options, sink)
        break
      case 'summary':
        walkSummary(family, name, tags, sink)
        break
    }
  }
}

/** The name of a family without suffix. The application's own naming may fail, and a push may not. */
export function nameOf(family: Family, { prefix, toName }: Pick<MeasureOptions, 'prefix' | 'toName'>): string {
  const name = toDatadogName(family, prefix)
  if (toName === undefined) return name
  try {
    return sanitizeName(toName(family, name))
  } catch {
    return name
  }
}

function walkHistogram(
  family: HistogramFamily,
  name: string,
  tags: SeriesTags,
  { histograms, maxDistributionValues }: MeasureOptions,
  sink: MeasureSink,
): void {
  let slot = 0
  for (const point of points(family)) {
    const series = tags.of(family, slot++)
    if (point.count === 0) continue
    count(sink, family, withSuffix(name, '.count'), series, point.count)
    count(sink, family, withSuffix(name, '.sum'), series, point.sum)
    if (histograms === 'distribution') {
      const values = distributionValues(point, family.bounds, maxDistributionValues)
      if (values.length > 0) sink.distribution(name, series, values)
    }
    if (histograms === 'buckets') {
      point.bucketCounts.forEach((inBucket, i) => {
        count(sink, family, withSuffix(name, '.bucket'), withTag(series, 'upper_bound', String(family.bounds[i] ?? 'inf')), inBucket)
      })
    }
  }
}

function walkSummary(family: SummaryFamily, name: string, tags: SeriesTags, sink: MeasureSink): void {
  let slot = 0
  for (const point of points(family)) {
    const series = tags.of(family, slot++)
    count(sink, family, withSuffix(name, '.count'), series, point.count)
    count(sink, family, withSuffix(name, '.sum'), series, point.sum)
    family.quantiles.forEach((quantile, i) => {
      const value = point.quantileValues[i] as number
      // NaN: nothing was observed in the window.
      if (!Number.isNaN(value)) gauge(sink, family, withSuffix(name, '.quantile'), withTag(series, 'quantile', String(quantile)), value)
    })
  }
}

function count(sink: MeasureSink, family: Family, metric: string, tags: TagSet, value: number): void {
  if (!Number.isFinite(value)) sink.dropped(family)
  else if (value !== 0) sink.count(metric, tags, value)
}

function gauge(sink: MeasureSink, family: Family, metric: string, tags: TagSet, value: number): void {
  if (Number.isFinite(value)) sink.gauge(metric, tags, value)
  else sink.dropped(family)
}
