/** Snapshots made by hand: what the read model promises, without a registry. */

import type { Family, LabelSet, LabelSetList, Snapshot, SnapshotSource } from '@telltale/core/model'

export type Row = Readonly<Record<string, string>>

interface Head {
  readonly name: string
  readonly help?: string
  readonly labelNames?: readonly string[]
  /** Hand the same one on to make a later snapshot of the same series. */
  readonly generation?: object
}

/** Label sets of rows; a name a row lacks has the empty value. */
export function labelSetsOf(labelNames: readonly string[], rows: readonly Row[], generation: object = {}): LabelSetList {
  const at = (slot: number): LabelSet => {
    const row = rows[slot]
    if (row === undefined) throw new RangeError(`no slot ${slot}`)
    return { names: labelNames, values: labelNames.map((name) => (Object.hasOwn(row, name) ? (row[name] as string) : '')) }
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

function base({ name, help = '', labelNames = [], generation }: Head, rows: readonly Row[]) {
  return {
    name,
    help,
    unit: '',
    labelNames,
    labelSets: labelSetsOf(labelNames, rows, generation),
    startedAtMillis: new Float64Array(rows.length),
  }
}

export function numbers(kind: 'counter' | 'gauge', head: Head, series: readonly (readonly [Row, number])[]): Family {
  return {
    kind,
    ...base(
      head,
      series.map(([row]) => row),
    ),
    values: Float64Array.from(series, ([, value]) => value),
  }
}

export interface HistogramRow {
  readonly labels: Row
  /** Per bucket, not cumulative; one more than there are bounds. */
  readonly counts: readonly number[]
  readonly sum: number
}

export function histogram(head: Head, bounds: readonly number[], series: readonly HistogramRow[]): Family {
  return {
    kind: 'histogram',
    ...base(
      head,
      series.map(({ labels }) => labels),
    ),
    bounds,
    counts: Float64Array.from(series.flatMap(({ counts }) => counts)),
    sums: Float64Array.from(series, ({ sum }) => sum),
  }
}

export interface SummaryRow {
  readonly labels: Row
  readonly values: readonly number[]
  readonly sum: number
  readonly count: number
}

export function summary(head: Head, quantiles: readonly number[], series: readonly SummaryRow[]): Family {
  return {
    kind: 'summary',
    ...base(
      head,
      series.map(({ labels }) => labels),
    ),
    quantiles,
    quantileValues: Float64Array.from(series.flatMap(({ values }) => values)),
    counts: Float64Array.from(series, ({ count }) => count),
    sums: Float64Array.from(series, ({ sum }) => sum),
  }
}

export function info(head: Head, rows: readonly Row[]): Family {
  return { kind: 'info', ...base(head, rows) }
}

/** @param series Labels, and the states that hold. */
export function stateSet(head: Head, states: readonly string[], series: readonly (readonly [Row, readonly string[]])[]): Family {
  return {
    kind: 'stateset',
    ...base(
      head,
      series.map(([row]) => row),
    ),
    states,
    values: Uint8Array.from(series.flatMap(([, held]) => states.map((state) => (held.includes(state) ? 1 : 0)))),
  }
}

export function snapshotOf(...families: readonly Family[]): Snapshot {
  return { takenAtMillis: 0, resource: { attributes: {} }, families }
}

/** A source that hands out what `make` makes at each scrape. @param turns How often `gatherChunks` stops on the way. */
export function sourceOf(make: () => Snapshot, turns = 0): SnapshotSource {
  return {
    name: 'hand-made',
    gather: make,
    *gatherChunks() {
      for (let turn = 0; turn < turns; turn++) yield undefined
      return make()
    },
  }
}

/** Counters enough for a text of several chunks: about 80 bytes a line. */
export function manyCounters(count: number, valueAt: (slot: number) => number = (slot) => slot): Snapshot {
  const series = Array.from({ length: count }, (_, slot) => [{ route: `/api/v1/items/${slot}`, status: '200' }, valueAt(slot)] as const)
  return snapshotOf(numbers('counter', { name: 'http_requests_total', help: 'Requests.', labelNames: ['route', 'status'] }, series))
}
