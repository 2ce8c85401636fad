/** What a metric is: everything that must agree between threads for their series to be the same. */

import { quote } from '../ground/quote.js'
import { MAX_SCALE, MIN_SCALE } from '../model/exponential.js'
import { isLabelName, isMetricName } from '../model/names.js'
import type { FamilyKind } from '../model/snapshot.js'

/** How the shares of several threads become one gauge. */
export type AcrossRule = 'last' | 'sum' | 'min' | 'max' | 'each'

/** A label that every series of a metric has. */
export type ConstantLabel = readonly [name: string, value: string]

interface DefinitionBase {
  /** Registry the metric belongs to. */
  readonly registry: string
  readonly name: string
  readonly help: string
  readonly unit: string
  readonly labelNames: readonly string[]
  /** Sorted by name, none with an empty value or the name of another label; absent when there are none. */
  readonly constantLabels?: readonly ConstantLabel[]
}

export interface CounterDefinition extends DefinitionBase {
  readonly kind: 'counter'
}

export interface GaugeDefinition extends DefinitionBase {
  readonly kind: 'gauge'
  readonly across: AcrossRule
}

export interface HistogramDefinition extends DefinitionBase {
  readonly kind: 'histogram'
  /** Finite upper bounds, strictly increasing. A native histogram without any has no classic buckets. */
  readonly bounds: readonly number[]
  /** Whether the least and the greatest value are kept. */
  readonly extremes?: true
  // The rest together, in native histograms only.
  /** Resolution of the native buckets: 2^schema of them double the value. */
  readonly schema?: number
  /** Values of at most this magnitude are counted together. */
  readonly zeroThreshold?: number
  /** Most native buckets shown of one series. */
  readonly maxBuckets?: number
}

/** A histogram with native buckets, beside classic ones or instead of them. */
export interface NativeHistogramDefinition extends HistogramDefinition {
  readonly schema: number
  readonly zeroThreshold: number
  readonly maxBuckets: number
}

export interface SummaryDefinition extends DefinitionBase {
  readonly kind: 'summary'
  readonly quantiles: readonly number[]
  readonly maxAgeSeconds: number
  readonly ageBuckets: number
  /** Resolution of the exponential buckets: 2^scale of them double the value. */
  readonly scale: number
}

export interface InfoDefinition extends DefinitionBase {
  readonly kind: 'info'
}

export function isNative(definition: HistogramDefinition): definition is NativeHistogramDefinition {
  return definition.schema !== undefined
}

/** Schemas of native histograms: those that Prometheus knows. */
export const MIN_SCHEMA = MIN_SCALE
export const MAX_SCHEMA = 8
/** With fewer, not every value there is a bucket for would fit at the coarsest schema: eight buckets on each side of zero. */
export const LEAST_MAX_BUCKETS = 16
/** All the buckets there are at the finest schema. */
export const MOST_MAX_BUCKETS = 65_536

export const isWholeIn = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most

export interface StateSetDefinition extends DefinitionBase {
  readonly kind: 'stateset'
  /** All different, none empty. */
  readonly states: readonly string[]
}

export type Definition = CounterDefinition | GaugeDefinition | HistogramDefinition | SummaryDefinition | InfoDefinition | StateSetDefinition

/** Most states of a state set: each is a series of its own where it is exposed. */
export const MAX_STATES = 256

const KINDS: readonly FamilyKind[] = ['counter', 'gauge', 'histogram', 'summary', 'info', 'stateset']
const RULES: readonly AcrossRule[] = ['last', 'sum', 'min', 'max', 'each']

/** One text for one definition: two are the same exactly when their texts are. */
export function definitionText(definition: Definition): string {
  return JSON.stringify(definition, Object.keys(definition).sort())
}

/** The definition behind a text found in shared memory, or undefined when it is not one. */
export function parseDefinition(text: string): Definition | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isDefinition(value) ? value : undefined
}

/** A definition for people, as conflicts show it. */
export function describeDefinition(definition: Definition): string {
  const { registry: _registry, name, kind, ...rest } = definition
  const parts = Object.entries(rest).flatMap(([key, value]) => (value === '' ? [] : [`${key} ${describe(value)}`]))
  return `${kind} ${quote(name)}${parts.length > 0 ? ` with ${parts.join(', ')}` : ''}`
}

function describe(value: unknown): string {
  return Array.isArray(value) ? `[${value.map((item) => (Array.isArray(item) ? item.join('=') : item)).join(', ')}]` : quote(value)
}

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(isItem)
const isRising = (value: unknown, isItem: (item: number) => boolean): boolean =>
  Array.isArray(value) && value.every((item, i) => typeof item === 'number' && isItem(item) && (i === 0 || item > value[i - 1]))
const isText = (value: unknown): value is string => typeof value === 'string'

/** Whether a state set can have these states. */
export function areStates(states: unknown): states is readonly string[] {
  if (!isListOf(states, (state) => isText(state) && state !== '')) return false
  const { length } = states as string[]
  return length >= 1 && length <= MAX_STATES && new Set(states as string[]).size === length
}

function isListOfConstants(value: unknown, labelNames: readonly string[]): boolean {
  const isConstant = (item: unknown): boolean =>
    Array.isArray(item) && item.length === 2 && isLabelName(item[0]) && !labelNames.includes(item[0]) && isText(item[1])
  return (
    isListOf(value, isConstant) && (value as ConstantLabel[]).every(([name], i, all) => i === 0 || name > (all[i - 1] as ConstantLabel)[0])
  )
}

/** Whether a registry could have made it: names, bounds and sizes are checked again, since exporters write the ones and readers allocate by the others. */
function isDefinition(value: unknown): value is Definition {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  if (!KINDS.includes(fields['kind'] as FamilyKind) || !isMetricName(fields['name'])) return false
  if (![fields['registry'], fields['help'], fields['unit']].every(isText)) return false
  const labelNames = fields['labelNames'] as string[]
  if (!isListOf(labelNames, isLabelName) || new Set(labelNames).size !== labelNames.length) return false
  if (fields['constantLabels'] !== undefined && !isListOfConstants(fields['constantLabels'], labelNames)) return false
  const { across, bounds, quantiles, maxAgeSeconds, ageBuckets, scale, states } = fields
  switch (fields['kind'] as FamilyKind) {
    case 'counter':
    case 'info':
      return true
    case 'stateset':
      return areStates(states) && !labelNames.includes(fields['name'])
    case 'gauge':
      return RULES.includes(across as AcrossRule) && (across !== 'each' || !labelNames.includes('thread'))
    case 'histogram':
      return isRising(bounds, Number.isFinite) && [undefined, true].includes(fields['extremes'] as true) && isNativeOrClassic(fields)
    case 'summary':
      return (
        isRising(quantiles, (quantile) => quantile >= 0 && quantile <= 1) &&
        Number.isFinite(maxAgeSeconds) &&
        Number(maxAgeSeconds) > 0 &&
        Number.isInteger(ageBuckets) &&
        Number(ageBuckets) > 0 &&
        isWholeIn(scale, 0, MAX_SCALE)
      )
  }
}

function isNativeOrClassic({ schema, zeroThreshold, maxBuckets }: Record<string, unknown>): boolean {
  if (schema === undefined) return zeroThreshold === undefined && maxBuckets === undefined
  return (
    isWholeIn(schema, MIN_SCHEMA, MAX_SCHEMA) &&
    Number.isFinite(zeroThreshold) &&
    Number(zeroThreshold) >= 0 &&
    isWholeIn(maxBuckets, LEAST_MAX_BUCKETS, MOST_MAX_BUCKETS)
  )
}
