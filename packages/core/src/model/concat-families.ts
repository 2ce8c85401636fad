/** Puts the series of families that are shaped alike behind one another, each in a slot that stays its own. */

import type { Exemplar, ExemplarColumns } from './exemplars.js'
import type { LabelSetList } from './labels.js'
import type { ExponentialBuckets, Family, HistogramFamily, StateSetFamily, SummaryFamily } from './snapshot.js'

/** Whether two families of one name are the same metric. */
export function isShapedAlike(a: Family, b: Family): boolean {
  return shapeOf(a) === shapeOf(b)
}

function shapeOf(family: Family): string {
  const { kind, unit, labelNames } = family
  const { bounds, quantiles, states } = family as { readonly [field in 'bounds' | 'quantiles' | 'states']?: unknown }
  const { native, extremes } = family as Partial<HistogramFamily>
  return JSON.stringify([kind, unit, labelNames, bounds, quantiles, states, native?.zeroThreshold, extremes !== undefined])
}

/** Where a series is: in which part, and in which slot of it. */
interface Place {
  readonly part: number
  readonly slot: number
}

/** The series shown, by slot: which part each is of, and its slot there. */
export interface Slots {
  readonly parts: readonly number[]
  readonly slots: readonly number[]
  /** By slot: where the numbers are, of a series that an earlier part came to have as well. */
  readonly overrides: ReadonlyMap<number, Place>
  /** How many there were when this was answered; the lists may have grown since. */
  readonly length: number
  readonly generation: object
}

/** Where the series of the parts are in the whole. New ones come last, whichever part they are of, so that the others stay. */
export interface Places {
  /** Whether what is known of earlier snapshots of these parts is true of these. */
  fits(sources: readonly number[], families: readonly Family[]): boolean
  /** Whether it would be, were these not older than what is known. */
  isAhead(sources: readonly number[], families: readonly Family[]): boolean
  /** Learns new series. Those with the same labels have one slot, and the numbers of the first part that has them; `onDouble` hears of any. */
  extend(families: readonly Family[], onDouble: () => void): Slots
}

export function createPlaces(sources: readonly number[], families: readonly Family[]): Places {
  const parts: number[] = []
  const slots: number[] = []
  const generation = {}
  const generations = families.map(({ labelSets }) => labelSets.generation)
  const seenCounts = families.map(() => 0)
  const overrides = new Map<number, Place>()
  const byLabels = new Map<string, number>()

  const isSame = (others: readonly number[], given: readonly Family[]): boolean =>
    others.length === sources.length &&
    others.every((source, part) => source === sources[part] && given[part]?.labelSets.generation === generations[part])
  const isNoOlder = (given: readonly Family[]): boolean =>
    given.every(({ labelSets }, part) => labelSets.length >= (seenCounts[part] as number))

  return {
    fits: (others, given) => isSame(others, given) && isNoOlder(given),
    isAhead: (others, given) => isSame(others, given) && !isNoOlder(given),
    extend(given, onDouble) {
      for (const [part, { labelSets }] of given.entries()) {
        for (let slot = seenCounts[part] as number; slot < labelSets.length; slot++) {
          const key = JSON.stringify(labelSets.at(slot).values)
          const known = byLabels.get(key)
          if (known !== undefined) {
            onDouble()
            const shown = overrides.get(known)?.part ?? (parts[known] as number)
            if (part < shown) overrides.set(known, { part, slot })
            continue
          }
          byLabels.set(key, parts.length)
          parts.push(part)
          slots.push(slot)
        }
        seenCounts[part] = labelSets.length
      }
      return { parts, slots, overrides, length: parts.length, generation }
    },
  }
}

/** One family with the numbers of all: name, help and shape are those of the first. */
export function concatFamilies(families: readonly Family[], slots: Slots): Family {
  const [first] = families as [Family, ...Family[]]
  const { name, help, unit, labelNames } = first
  const base = { name, help, unit, labelNames, labelSets: listOf(families, slots), startedAtMillis: concat(families, slots, startedAt, 1) }
  switch (first.kind) {
    case 'counter':
    case 'gauge':
      return {
        kind: first.kind,
        ...base,
        values: concat(families as (typeof first)[], slots, valuesOf, 1),
        ...exemplarsOf(families, slots),
      }
    case 'info':
      return { kind: 'info', ...base }
    case 'stateset': {
      const values = concat(families as StateSetFamily[], slots, statesOf, first.states.length)
      return { kind: 'stateset', ...base, states: first.states, values: Uint8Array.from(values) }
    }
    case 'histogram': {
      const histograms = families as HistogramFamily[]
      const counts = concat(histograms, slots, countsOf, first.bounds.length + 1)
      const sums = concat(histograms, slots, sumsOf, 1)
      return {
        kind: 'histogram',
        ...base,
        bounds: first.bounds,
        counts,
        sums,
        ...extrasOf(histograms, slots),
        ...exemplarsOf(families, slots),
      }
    }
    case 'summary': {
      const summaries = families as SummaryFamily[]
      const quantileValues = concat(summaries, slots, quantileValuesOf, first.quantiles.length)
      const counts = concat(summaries, slots, countsOf, 1)
      return { kind: 'summary', ...base, quantiles: first.quantiles, quantileValues, counts, sums: concat(summaries, slots, sumsOf, 1) }
    }
  }
}

const startedAt = ({ startedAtMillis }: Family): Float64Array => startedAtMillis
const valuesOf = ({ values }: { readonly values: Float64Array }): Float64Array => values
const countsOf = ({ counts }: { readonly counts: Float64Array }): Float64Array => counts
const sumsOf = ({ sums }: { readonly sums: Float64Array }): Float64Array => sums
const statesOf = ({ values }: StateSetFamily): Uint8Array => values
const quantileValuesOf = ({ quantileValues }: SummaryFamily): Float64Array => quantileValues

type Column = Float64Array | Int32Array | Uint8Array

/** @param width Numbers a slot has in the column. */
function concat<F extends Family>(
  families: readonly F[],
  { parts, slots, overrides, length }: Slots,
  of: (family: F) => Column,
  width: number,
): Float64Array {
  const columns = families.map(of)
  const all = new Float64Array(length * width)
  const copy = (slot: number, part: number, from: number): void => {
    const column = columns[part] as Column
    for (let i = 0; i < width; i++) all[slot * width + i] = column[from * width + i] as number
  }
  for (let slot = 0; slot < length; slot++) copy(slot, parts[slot] as number, slots[slot] as number)
  for (const [slot, place] of overrides) copy(slot, place.part, place.slot)
  return all
}

/** Native buckets and extremes, where the histograms have them: all or none, since they are shaped alike. */
function extrasOf(families: readonly HistogramFamily[], slots: Slots): Pick<HistogramFamily, 'native' | 'extremes'> {
  const [first] = families as [HistogramFamily]
  const runs = (side: 'positive' | 'negative'): ExponentialBuckets[] =>
    Array.from({ length: slots.length }, (_, slot) => {
      const { part, slot: from } = placeOf(slots, slot)
      return families[part]?.native?.[side][from] as ExponentialBuckets
    })
  return {
    ...(first.native && {
      native: {
        zeroThreshold: first.native.zeroThreshold,
        scales: Int32Array.from(concat(families, slots, ({ native }) => native?.scales ?? NO_COLUMN, 1)),
        zeroCounts: concat(families, slots, ({ native }) => native?.zeroCounts ?? NO_COLUMN, 1),
        positive: runs('positive'),
        negative: runs('negative'),
      },
    }),
    ...(first.extremes && {
      extremes: {
        mins: concat(families, slots, ({ extremes }) => extremes?.mins ?? NO_COLUMN, 1),
        maxs: concat(families, slots, ({ extremes }) => extremes?.maxs ?? NO_COLUMN, 1),
      },
    }),
  }
}

const NO_COLUMN = new Float64Array(0)

/** Where the numbers of a slot are. */
function placeOf({ parts, slots, overrides }: Slots, slot: number): Place {
  return overrides.get(slot) ?? { part: parts[slot] as number, slot: slots[slot] as number }
}

/** A slot's exemplars are where its numbers are. */
function exemplarsOf(families: readonly Family[], slots: Slots): { readonly exemplars?: ExemplarColumns } {
  const columns = families.map((family) => (family as { readonly exemplars?: ExemplarColumns | undefined }).exemplars)
  if (columns.every((column) => column === undefined)) return {}
  const at = (slot: number, bucket: number): Exemplar | undefined => {
    const place = placeOf(slots, slot)
    return columns[place.part]?.at(place.slot, bucket)
  }
  return { exemplars: { at } }
}

function listOf(families: readonly Family[], { parts, slots, length, generation }: Slots): LabelSetList {
  const at = (slot: number) => {
    if (!(slot >= 0 && slot < length)) throw new RangeError(`slot must be in [0, ${length}), got ${slot}`)
    return (families[parts[slot] as number] as Family).labelSets.at(slots[slot] as number)
  }
  return {
    length,
    generation,
    at,
    *[Symbol.iterator]() {
      for (let slot = 0; slot < length; slot++) yield at(slot)
    },
  }
}
