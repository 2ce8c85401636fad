/** Checks what the user asked for and turns it into definitions. All faults of one options object are reported together. */

import { MAX_CELL_COUNT } from '../arena/layout.js'
import { collectFaults, type Faults } from '../ground/faults.js'
import { quote } from '../ground/quote.js'
import type {
  CounterOptions,
  ExemplarOptions,
  GaugeOptions,
  HistogramOptions,
  MetricOptions,
  SummaryOptions,
} from '../instruments/types.js'
import { DEFAULT_BUCKETS } from '../model/buckets.js'
import { MAX_SCALE, scaleForRelativeError } from '../model/exponential.js'
import { isLabelName, isMetricName, MAX_NAME_LENGTH } from '../model/names.js'
import type { FamilyKind } from '../model/snapshot.js'
import { cellCountOf } from '../series/cell-counts.js'
import { SUMMARY_WINDOWS, WINDOW_CELLS } from '../series/cell-layout.js'
import type { AcrossRule, CounterDefinition, GaugeDefinition, HistogramDefinition, SummaryDefinition } from '../series/definition.js'
import { checkNative } from './define-native.js'
import { checkObserved, type MaybeObserved } from './define-observed.js'

export interface MaybeLabels {
  readonly labels?: readonly string[] | undefined
}

/** Most labels a metric may declare. */
const MAX_LABELS = 64
/** Longest help, UTF-16 units. */
const MAX_HELP_LENGTH = 8_192
const MAX_AGE_BUCKETS = Math.floor((MAX_CELL_COUNT - SUMMARY_WINDOWS) / WINDOW_CELLS)
const ACROSS_RULES: readonly AcrossRule[] = ['last', 'sum', 'min', 'max', 'each']

const DEFAULT_MAX_AGE_SECONDS = 600
const DEFAULT_AGE_BUCKETS = 5
const DEFAULT_RELATIVE_ERROR = 0.01

/** Shorter times would keep a thread busy with looking. */
const MIN_EXPIRY_MILLIS = 1_000
/** The longest time a timer can wait for. */
const MAX_EXPIRY_MILLIS = 2 ** 31 - 1
export const EXPIRY = `a number from ${MIN_EXPIRY_MILLIS} to ${MAX_EXPIRY_MILLIS}`

export function isExpiry(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value >= MIN_EXPIRY_MILLIS && value <= MAX_EXPIRY_MILLIS)
}

export function defineCounter(registry: string, options: CounterOptions & MaybeLabels & MaybeObserved): CounterDefinition {
  const { common, faults } = checkCommon(registry, 'counter', options)
  checkObserved(faults, options)
  faults.throwIfAny()
  return { kind: 'counter', ...common }
}

export function defineGauge(registry: string, options: GaugeOptions & MaybeLabels & MaybeObserved): GaugeDefinition {
  const { common, faults } = checkCommon(registry, 'gauge', options)
  checkObserved(faults, options)
  const across = options.across ?? 'last'
  faults.expect(ACROSS_RULES.includes(across), 'across', `one of ${ACROSS_RULES.map(quote).join(', ')}`, across)
  faults.expect(
    across !== 'each' || !common.labelNames.includes('thread'),
    'labels',
    "without 'thread', which across: 'each' adds",
    'thread',
  )
  faults.throwIfAny()
  return { kind: 'gauge', ...common, across }
}

export function defineHistogram(registry: string, options: HistogramOptions & MaybeLabels): HistogramDefinition {
  const { common, faults } = checkCommon(registry, 'histogram', options)
  const native = checkNative(options.native, faults)
  const { extremes = false } = options
  faults.expect(typeof extremes === 'boolean', 'extremes', 'a boolean', extremes)
  const buckets: unknown = options.buckets ?? (native ? [] : DEFAULT_BUCKETS)
  const given = Array.isArray(buckets) ? (buckets as unknown[]) : []
  faults.expect(Array.isArray(buckets), 'buckets', 'an array of numbers', buckets)
  const bounds = given.at(-1) === Number.POSITIVE_INFINITY ? given.slice(0, -1) : given
  for (const [i, bound] of bounds.entries()) {
    const previous = bounds[i - 1]
    if (!Number.isFinite(bound)) faults.expect(false, `buckets[${i}]`, 'a finite number (only the last may be Infinity)', bound)
    else if (i > 0 && !(Number(bound) > Number(previous)))
      faults.expect(false, `buckets[${i}]`, `greater than ${quote(previous)} before it`, bound)
  }
  const definition: HistogramDefinition = {
    kind: 'histogram',
    ...common,
    ...native,
    ...(extremes && { extremes }),
    bounds: bounds as number[],
  }
  const excess = cellCountOf(definition) - MAX_CELL_COUNT
  faults.expect(excess <= 0, 'buckets', `at most ${bounds.length - excess} long`, bounds.length)
  faults.throwIfAny()
  // -0 and 0 are one bound; JSON, by which definitions are compared, has only one of them too.
  return { ...definition, bounds: definition.bounds.map((bound) => bound + 0) }
}

export function defineSummary(registry: string, options: SummaryOptions & MaybeLabels): SummaryDefinition {
  const { common, faults } = checkCommon(registry, 'summary', options)
  const { quantiles = [], maxAgeSeconds = DEFAULT_MAX_AGE_SECONDS, ageBuckets = DEFAULT_AGE_BUCKETS } = options
  const { relativeError = DEFAULT_RELATIVE_ERROR } = options
  faults.expect(Array.isArray(quantiles), 'quantiles', 'an array of numbers', quantiles)
  if (Array.isArray(quantiles)) {
    for (const [i, quantile] of quantiles.entries()) {
      const isInside = typeof quantile === 'number' && quantile >= 0 && quantile <= 1
      faults.expect(isInside, `quantiles[${i}]`, 'a number in [0, 1]', quantile)
      if (i > 0 && isInside)
        faults.expect(quantile > Number(quantiles[i - 1]), `quantiles[${i}]`, `greater than ${quote(quantiles[i - 1])} before it`, quantile)
    }
  }
  faults.expect(Number.isFinite(maxAgeSeconds) && maxAgeSeconds > 0, 'maxAgeSeconds', 'a finite number above 0', maxAgeSeconds)
  faults.expect(
    Number.isInteger(ageBuckets) && ageBuckets >= 1 && ageBuckets <= MAX_AGE_BUCKETS,
    'ageBuckets',
    `a whole number from 1 to ${MAX_AGE_BUCKETS}`,
    ageBuckets,
  )
  const scale = typeof relativeError === 'number' && relativeError < 1 ? scaleForRelativeError(relativeError) : undefined
  const finest = (2 ** (2 ** -MAX_SCALE) - 1) / (2 ** (2 ** -MAX_SCALE) + 1)
  faults.expect(scale !== undefined, 'relativeError', `a number from ${finest.toPrecision(3)} up to 1, exclusive`, relativeError)
  faults.throwIfAny()
  return {
    kind: 'summary',
    ...common,
    quantiles: quantiles.map((quantile) => quantile + 0),
    maxAgeSeconds,
    ageBuckets,
    // A window holds whole octaves: finer than asked for where a bucket might be several.
    scale: Math.max(0, scale as number),
  }
}

/** What every kind has. Faults are collected, not thrown, so that the caller can add its own. */
export function checkCommon(registry: string, kind: FamilyKind, options: MetricOptions & MaybeLabels & ExemplarOptions) {
  const given = (typeof options === 'object' && options !== null ? options : {}) as Partial<typeof options>
  const { name, help = '', unit = '', labels, maxSeries, expireAfterMillis, exemplars } = given
  const faults: Faults = collectFaults(`${kind} ${quote(name)}`)
  faults.expect(options === given, 'options', 'an object', options)
  // Nothing else can be said of what is not an object.
  if (options !== given) faults.throwIfAny()
  faults.expect(isMetricName(name), 'name', `[a-zA-Z_:][a-zA-Z0-9_:]*, at most ${MAX_NAME_LENGTH} long`, name)
  faults.expect(
    typeof help === 'string' && help.length <= MAX_HELP_LENGTH,
    'help',
    `a string of at most ${MAX_HELP_LENGTH} characters`,
    help,
  )
  faults.expect(
    typeof unit === 'string' && unit.length <= MAX_NAME_LENGTH,
    'unit',
    `a string of at most ${MAX_NAME_LENGTH} characters`,
    unit,
  )
  faults.expect(maxSeries === undefined || (Number.isInteger(maxSeries) && maxSeries >= 1), 'maxSeries', 'a whole number from 1', maxSeries)
  faults.expect(isExpiry(expireAfterMillis), 'expireAfterMillis', EXPIRY, expireAfterMillis)
  faults.expect(exemplars === undefined || typeof exemplars === 'boolean', 'exemplars', 'a boolean', exemplars)
  faults.expect(labels === undefined || Array.isArray(labels), 'labels', 'an array of label names', labels)
  const labelNames: string[] = Array.isArray(labels) ? [...labels] : []
  faults.expect(labelNames.length <= MAX_LABELS, 'labels', `at most ${MAX_LABELS} long`, labelNames.length)
  for (const [i, label] of labelNames.entries()) {
    faults.expect(isLabelName(label), `labels[${i}]`, "[a-zA-Z_][a-zA-Z0-9_]*, not beginning with '__', not 'le' or 'quantile'", label)
    faults.expect(labelNames.indexOf(label) === i, `labels[${i}]`, 'different from those before it', label)
  }
  const isText = typeof help === 'string' && typeof unit === 'string'
  const common = {
    registry,
    name: name as string,
    help: isText ? help.toWellFormed() : '',
    unit: isText ? unit.toWellFormed() : '',
    labelNames,
  }
  return { common, faults }
}
