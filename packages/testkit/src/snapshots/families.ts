/** Families made by hand: pure data of the read model, without a registry. */

import type {
  CounterFamily,
  Exemplar,
  ExemplarColumns,
  Family,
  GaugeFamily,
  HistogramFamily,
  InfoFamily,
  LabelSet,
  LabelSetList,
  StateSetFamily,
  SummaryFamily,
} from '@telltale/core/model'
import { expectOf } from './expect-of.js'
import { type ExtremesInput, extremeColumns, type NativeInput, nativeColumns } from './native-columns.js'

/** What every series has. */
export interface SeriesInput {
  /** A label that is left out has the empty value. */
  readonly labels?: Readonly<Record<string, string>>
  /** Milliseconds since the Unix epoch. @defaultValue DEFAULT_STARTED_AT_MILLIS */
  readonly startedAtMillis?: number
}

export interface NumberInput extends SeriesInput {
  readonly value: number
  /** Of counters only. */
  readonly exemplar?: Exemplar
}

export interface StateSetInput extends SeriesInput {
  /** The states that hold. */
  readonly on?: readonly string[]
}

export interface HistogramInput extends SeriesInput {
  /** Observations per bucket, not cumulative; one more than there are bounds. */
  readonly counts: readonly number[]
  readonly sum: number
  /** Native buckets, which add up to what `counts` adds up to. A family has them when one of its series does, or it has a `zeroThreshold`. @defaultValue empty ones */
  readonly native?: NativeInput
  /** A family has them when one of its series does. @defaultValue NaN for both */
  readonly extremes?: ExtremesInput
  /** By bucket. */
  readonly exemplars?: readonly (Exemplar | undefined)[]
}

export interface SummaryInput extends SeriesInput {
  /** One for each quantile. @defaultValue NaN for each */
  readonly quantileValues?: readonly number[]
  readonly count: number
  readonly sum: number
}

interface FamilyInputBase {
  /** Taken as it is: an exporter may be given names that no registry would make. */
  readonly name: string
  /** @defaultValue '' */
  readonly help?: string
  /** @defaultValue '' */
  readonly unit?: string
  /** @defaultValue those of the series, in order of appearance */
  readonly labelNames?: readonly string[]
  /** That of an earlier family with the same series first, as a registry would hand it on. @defaultValue a new one */
  readonly generation?: object
}

/** A family of each kind as it is given to `familyOf`. */
export type FamilyInput =
  | (FamilyInputBase & { readonly kind: 'counter' | 'gauge'; readonly series?: readonly NumberInput[] })
  | (FamilyInputBase & {
      readonly kind: 'histogram'
      readonly bounds?: readonly number[]
      /** Of native buckets. @defaultValue 2 ** -128 */
      readonly zeroThreshold?: number
      readonly series?: readonly HistogramInput[]
    })
  | (FamilyInputBase & { readonly kind: 'summary'; readonly quantiles?: readonly number[]; readonly series?: readonly SummaryInput[] })
  | (FamilyInputBase & { readonly kind: 'info'; readonly series?: readonly SeriesInput[] })
  | (FamilyInputBase & { readonly kind: 'stateset'; readonly states: readonly string[]; readonly series?: readonly StateSetInput[] })

/** When a snapshot was taken that says nothing else: 14 November 2023, 22:13:20 UTC. */
export const DEFAULT_TAKEN_AT_MILLIS = 1_700_000_000_000
/** One minute before. */
export const DEFAULT_STARTED_AT_MILLIS = DEFAULT_TAKEN_AT_MILLIS - 60_000

/**
 * The family that a gathered snapshot would hold for these series, in the order in which they are given.
 *
 * @throws TelltaleError `invalid_options` for what no snapshot holds: two series of one label set, labels that `labelNames` lacks, rows of a wrong length, bounds or quantiles that do
 * not rise, native buckets that do not add up.
 */
export function familyOf(input: FamilyInput & { readonly kind: 'counter' }): CounterFamily
export function familyOf(input: FamilyInput & { readonly kind: 'gauge' }): GaugeFamily
export function familyOf(input: FamilyInput & { readonly kind: 'histogram' }): HistogramFamily
export function familyOf(input: FamilyInput & { readonly kind: 'summary' }): SummaryFamily
export function familyOf(input: FamilyInput & { readonly kind: 'info' }): InfoFamily
export function familyOf(input: FamilyInput & { readonly kind: 'stateset' }): StateSetFamily
export function familyOf(input: FamilyInput): Family
export function familyOf(input: FamilyInput): Family {
  switch (input.kind) {
    case 'counter':
    case 'gauge': {
      const { kind, series = [] } = input
      const exemplars = exemplarsOf(series.map(({ exemplar }) => [exemplar]))
      return { kind, ...common(input, series), values: Float64Array.from(series, ({ value }) => value), ...exemplars }
    }
    case 'info': {
      const { kind, series = [] } = input
      return { kind, ...common(input, series) }
    }
    case 'stateset': {
      const { kind, states, series = [] } = input
      for (const { on = [] } of series)
        expectOf(
          input,
          on.every((state) => states.includes(state)),
          'states that are declared',
          on.join(', '),
        )
      const values = Uint8Array.from(series.flatMap(({ on = [] }) => states.map((state) => Number(on.includes(state)))))
      return { kind, ...common(input, series), states, values }
    }
    case 'histogram': {
      const { kind, bounds = [], zeroThreshold, series = [] } = input
      expectRising(input, 'bounds', bounds)
      const rows = series.map(({ counts }) => counts)
      return {
        kind,
        ...common(input, series),
        bounds,
        counts: toColumn(input, 'counts', rows, bounds.length + 1),
        sums: Float64Array.from(series, ({ sum }) => sum),
        ...nativeColumns(input, series, zeroThreshold),
        ...extremeColumns(series),
        ...exemplarsOf(series.map(({ exemplars = [] }) => exemplars)),
      }
    }
    case 'summary': {
      const { kind, quantiles = [], series = [] } = input
      expectRising(input, 'quantiles', quantiles)
      const rows = series.map(({ quantileValues = quantiles.map(() => Number.NaN) }) => quantileValues)
      return {
        kind,
        ...common(input, series),
        quantiles,
        quantileValues: toColumn(input, 'quantileValues', rows, quantiles.length),
        counts: Float64Array.from(series, ({ count }) => count),
        sums: Float64Array.from(series, ({ sum }) => sum),
      }
    }
  }
}

function exemplarsOf(rows: readonly (readonly (Exemplar | undefined)[])[]): { readonly exemplars?: ExemplarColumns } {
  const hasAny = rows.some((row) => row.some((exemplar) => exemplar !== undefined))
  return hasAny ? { exemplars: { at: (slot, bucket) => rows[slot]?.[bucket] } } : {}
}

function common(input: FamilyInput, series: readonly SeriesInput[]) {
  const { name, help = '', unit = '', generation = {} } = input
  const rows = series.map(({ labels = {} }) => labels)
  const labelNames = input.labelNames ?? [...new Set(rows.flatMap((labels) => Object.keys(labels)))]
  const values = rows.map((labels) => {
    for (const label of Object.keys(labels))
      expectOf(input, labelNames.includes(label), `no label outside labelNames`, JSON.stringify(label))
    return labelNames.map((label) => (Object.hasOwn(labels, label) ? (labels[label] as string) : ''))
  })
  expectOf(input, new Set(values.map((row) => JSON.stringify(row))).size === rows.length, 'each label set once', 'one twice')
  const startedAtMillis = Float64Array.from(series, ({ startedAtMillis: began = DEFAULT_STARTED_AT_MILLIS }) => began)
  return { name, help, unit, labelNames, labelSets: labelSetsOf(labelNames, values, generation), startedAtMillis }
}

function labelSetsOf(names: readonly string[], rows: readonly (readonly string[])[], generation: object): LabelSetList {
  const at = (slot: number): LabelSet => {
    const values = rows[slot]
    if (!values) throw new RangeError(`slot must be in [0, ${rows.length}), got ${slot}`)
    return { names, values }
  }
  return {
    length: rows.length,
    generation,
    at,
    *[Symbol.iterator]() {
      for (let slot = 0; slot < rows.length; slot++) yield at(slot)
    },
  }
}

function toColumn(input: FamilyInput, field: string, rows: readonly (readonly number[])[], width: number): Float64Array {
  const column = new Float64Array(rows.length * width)
  for (const [slot, row] of rows.entries()) {
    expectOf(input, row.length === width, `${width} ${field} for each series`, String(row.length))
    column.set(row, slot * width)
  }
  return column
}

function expectRising(input: FamilyInput, field: string, numbers: readonly number[]): void {
  const isRising = numbers.every((number, i) => Number.isFinite(number) && (i === 0 || number > (numbers[i - 1] as number)))
  expectOf(input, isRising, `finite ${field}, each above the one before`, numbers.join(', '))
}
