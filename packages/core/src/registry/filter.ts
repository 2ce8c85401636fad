/** Meter filters: what an application changes about metrics that code it does not own makes. */

import { collectFaults } from '../ground/faults.js'
import { quote } from '../ground/quote.js'
import { isMetricName, MAX_NAME_LENGTH } from '../model/names.js'
import type { FamilyKind } from '../model/snapshot.js'
import type { Definition, HistogramDefinition } from '../series/definition.js'
import type { MapLabel } from '../series/relabelling.js'
import { defineHistogram } from './define.js'

/** A metric that is being made, as a filter sees it: with the prefix, and as the filters before this one left it. */
export interface FilteredMetric {
  readonly kind: FamilyKind
  readonly name: string
  readonly help: string
  readonly unit: string
  /** The labels that calls pass. */
  readonly labels: readonly string[]
  /** Constant labels by name. */
  readonly constantLabels: Readonly<Record<string, string>>
  /** Bounds of a histogram. */
  readonly buckets?: readonly number[]
  /** Most series each thread may make. */
  readonly maxSeries: number
}

/** What a filter changes of a metric; what is left out stays. */
export interface MetricChanges {
  readonly name?: string
  readonly help?: string
  readonly unit?: string
  /** Labels that are not recorded, constant ones included: calls go on passing them, and series that differ in nothing else become one. */
  readonly dropLabels?: readonly string[]
  /**
   * Functions by label name: what is recorded in place of a value. Called when a value is first seen, and again when it has been forgotten for the sake of others (10,000 of up to 256
   * characters are remembered); must be pure. One that throws, or answers what cannot be a label value, leaves the value as it is, which is announced once.
   */
  readonly mapLabels?: Readonly<Record<string, (value: string) => string>>
  /** Other bounds for a histogram; of no effect on other kinds. */
  readonly buckets?: readonly number[]
  readonly maxSeries?: number
}

/**
 * Looks at every metric that a registry makes, before it is made. Filters are asked in the order in which they were given; each sees what those before it left. The idea is
 * Micrometer's `MeterFilter`.
 *
 * What a filter throws reaches the code that makes the metric.
 */
export interface MeterFilter {
  /** `false`: the metric's instrument does nothing, and no later filter is asked. @defaultValue everything is accepted */
  accept?(metric: FilteredMetric): boolean
  /** What to change, or undefined for nothing. */
  map?(metric: FilteredMetric): MetricChanges | undefined
}

/** A metric that went through all filters. */
export interface Filtered<D extends Definition> {
  readonly definition: D
  readonly maxSeries: number
  readonly isDenied: boolean
  readonly dropped: ReadonlySet<string>
  readonly maps: ReadonlyMap<string, readonly MapLabel[]>
}

/**
 * Asks all filters. The definition that comes out has the labels that are recorded.
 * @throws TelltaleError `invalid_options` when what a filter made of it is not a metric.
 */
export function applyFilters<D extends Definition>(filters: readonly MeterFilter[], given: D, givenLimit: number): Filtered<D> {
  const dropped = new Set<string>()
  const maps = new Map<string, MapLabel[]>()
  let definition = given
  let maxSeries = givenLimit
  for (const filter of filters) {
    const metric = describe(definition, given.labelNames, maxSeries)
    if (filter.accept?.(metric) === false) return { definition: given, maxSeries, isDenied: true, dropped: new Set(), maps: new Map() }
    const changes = filter.map?.(metric)
    if (!changes) continue
    maxSeries = changes.maxSeries ?? maxSeries
    definition = change(definition, changes, maxSeries)
    for (const label of changes.dropLabels ?? []) dropped.add(label)
    for (const [label, map] of Object.entries(changes.mapLabels ?? {})) maps.set(label, [...(maps.get(label) ?? []), map])
  }
  const { constantLabels: constants = [], ...rest } = definition
  const constantLabels = constants.filter(([label]) => !dropped.has(label))
  const labelNames = given.labelNames.filter((label) => !dropped.has(label))
  const recorded = { ...(rest as D), labelNames, ...(constantLabels.length > 0 && { constantLabels }) }
  return { definition: recorded, maxSeries, isDenied: false, dropped, maps }
}

function describe(definition: Definition, labels: readonly string[], maxSeries: number): FilteredMetric {
  const { kind, name, help, unit, constantLabels = [] } = definition
  const metric = { kind, name, help, unit, labels, constantLabels: Object.fromEntries(constantLabels), maxSeries }
  return definition.kind === 'histogram' ? { ...metric, buckets: definition.bounds } : metric
}

function change<D extends Definition>(definition: D, changes: MetricChanges, maxSeries: number): D {
  const { name = definition.name, help = definition.help, unit = definition.unit, buckets } = changes
  const faults = collectFaults(`a filter of ${definition.kind} ${quote(definition.name)}`)
  faults.expect(isMetricName(name), 'name', `[a-zA-Z_:][a-zA-Z0-9_:]*, at most ${MAX_NAME_LENGTH} long`, name)
  faults.expect(typeof help === 'string', 'help', 'a string', help)
  faults.expect(typeof unit === 'string', 'unit', 'a string', unit)
  faults.expect(Number.isInteger(maxSeries) && maxSeries >= 1, 'maxSeries', 'a whole number from 1', maxSeries)
  for (const [label, map] of Object.entries(changes.mapLabels ?? {}))
    faults.expect(typeof map === 'function', `mapLabels.${label}`, 'a function', map)
  faults.throwIfAny()
  const changed = { ...definition, name, help: help.toWellFormed(), unit: unit.toWellFormed() }
  if (buckets === undefined || definition.kind !== 'histogram') return changed
  const { bounds } = checkBuckets(definition.name, buckets)
  return { ...changed, bounds }
}

/** @throws TelltaleError `invalid_options` naming `subject` and everything wrong with the bounds. */
export function checkBuckets(subject: string, buckets: readonly number[]): Pick<HistogramDefinition, 'bounds'> {
  return defineHistogram('', { name: subject, buckets })
}

export function areFilters(filters: unknown): boolean {
  return Array.isArray(filters) && filters.every(isFilter)
}

function isFilter(filter: unknown): boolean {
  if (typeof filter !== 'object' || filter === null) return false
  const { accept, map } = filter as { readonly accept?: unknown; readonly map?: unknown }
  return [accept, map].every((method) => method === undefined || typeof method === 'function')
}
