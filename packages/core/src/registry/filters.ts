/** The filters that people want most. Each takes the name of a metric, or a pattern of names, prefix included. */

import { collectFaults, type Faults } from '../ground/faults.js'
import { isLabelName, isMetricName } from '../model/names.js'
import { checkBuckets, type MeterFilter, type MetricChanges } from './filter.js'

/** One name, or all that match: `/^http_/`. */
export type NamePattern = string | RegExp

/**
 * Metrics of these names are not recorded: their instruments do nothing, at the cost of an empty call.
 * @throws TelltaleError `invalid_options` naming every faulty argument; so do all functions here.
 * @example createRegistry({ filters: [denyMetrics(/^undici_/)] })
 */
export function denyMetrics(pattern: NamePattern): MeterFilter {
  check('denyMetrics', pattern).throwIfAny()
  return { accept: ({ name }) => !isMatch(pattern, name) }
}

/** Gives a metric another name. With a pattern, `to` is what `String.replace` makes of the part that matches, `$1` included. */
export function renameMetric(from: NamePattern, to: string): MeterFilter {
  const faults = check('renameMetric', from)
  faults.expect(typeof to === 'string' && (typeof from !== 'string' || isMetricName(to)), 'to', 'the name of a metric', to)
  faults.throwIfAny()
  return changing(from, (name) => ({ name: typeof from === 'string' ? to : name.replace(from, to) }))
}

/** A label of these metrics is not recorded: calls go on passing it, and series that differ in nothing else become one. */
export function dropLabel(metric: NamePattern, label: string): MeterFilter {
  const faults = check('dropLabel', metric)
  faults.expect(isLabelName(label), 'label', 'the name of a label', label)
  faults.throwIfAny()
  return changing(metric, () => ({ dropLabels: [label] }))
}

/**
 * Records `map(value)` in place of each value of a label, as to make one of many: `mapLabelValue('http_requests_total', 'status', (s) => `${s[0]}xx`)`.
 * @param map Pure. Called when a value is first seen; the answer is remembered. One that throws leaves the value as it is, which is announced once.
 */
export function mapLabelValue(metric: NamePattern, label: string, map: (value: string) => string): MeterFilter {
  const faults = check('mapLabelValue', metric)
  faults.expect(isLabelName(label), 'label', 'the name of a label', label)
  faults.expect(typeof map === 'function', 'map', 'a function', map)
  faults.throwIfAny()
  return changing(metric, () => ({ mapLabels: { [label]: map } }))
}

/** Other bounds for these histograms. */
export function overrideBuckets(metric: NamePattern, buckets: readonly number[]): MeterFilter {
  check('overrideBuckets', metric).throwIfAny()
  checkBuckets('overrideBuckets', buckets)
  return changing(metric, () => ({ buckets }))
}

/** Another limit for the series each thread may make of these metrics. */
export function limitSeries(metric: NamePattern, maxSeries: number): MeterFilter {
  const faults = check('limitSeries', metric)
  faults.expect(Number.isInteger(maxSeries) && maxSeries >= 1, 'maxSeries', 'a whole number from 1', maxSeries)
  faults.throwIfAny()
  return changing(metric, () => ({ maxSeries }))
}

function changing(pattern: NamePattern, changes: (name: string) => MetricChanges): MeterFilter {
  return { map: ({ name }) => (isMatch(pattern, name) ? changes(name) : undefined) }
}

/** `search` begins at the start whatever flags a pattern has; `test` would remember where it stopped. */
function isMatch(pattern: NamePattern, name: string): boolean {
  return typeof pattern === 'string' ? name === pattern : name.search(pattern) >= 0
}

function check(filter: string, pattern: unknown): Faults {
  const faults = collectFaults(filter)
  faults.expect(
    (typeof pattern === 'string' && isMetricName(pattern)) || pattern instanceof RegExp,
    'metric',
    'a name or a RegExp',
    pattern,
  )
  return faults
}
