/** Snapshots made by hand, for what no registry would do on demand. */

import type { LabelSetList } from '../../src/model/labels.js'
import type { Family, Snapshot } from '../../src/model/snapshot.js'

export interface SeriesGiven {
  /** Values of the family's labels. */
  readonly labels: readonly string[]
  readonly startedAtMillis?: number
  readonly value?: number
  readonly counts?: readonly number[]
  readonly sum?: number
  readonly count?: number
}

export function labelList(names: readonly string[], values: readonly (readonly string[])[], generation: object = {}): LabelSetList {
  const at = (slot: number) => {
    const own = values[slot]
    if (!own) throw new RangeError(`slot ${slot}`)
    return { names, values: own }
  }
  return {
    length: values.length,
    generation,
    at,
    *[Symbol.iterator]() {
      for (let slot = 0; slot < values.length; slot++) yield at(slot)
    },
  }
}

const BOUNDS: readonly number[] = [1, 2]

/** A family `x` of one label `l`, unless other names are given. */
export function familyOf(
  kind: Family['kind'],
  series: readonly SeriesGiven[],
  {
    generation = {},
    labelNames = ['l'],
    bounds = BOUNDS,
  }: { generation?: object; labelNames?: readonly string[]; bounds?: readonly number[] } = {},
): Family {
  const column = (of: (one: SeriesGiven) => number) => Float64Array.from(series, of)
  const common = {
    name: 'x',
    help: '',
    unit: '',
    labelNames,
    labelSets: labelList(
      labelNames,
      series.map(({ labels }) => labels),
      generation,
    ),
    startedAtMillis: column(({ startedAtMillis = 0 }) => startedAtMillis),
  }
  const sums = column(({ sum = 0 }) => sum)
  switch (kind) {
    case 'counter':
    case 'gauge':
      return { ...common, kind, values: column(({ value = 0 }) => value) }
    case 'histogram':
      return { ...common, kind, bounds, sums, counts: Float64Array.from(series.flatMap(({ counts = [] }) => [...counts])) }
    case 'summary':
      return {
        ...common,
        kind,
        quantiles: [0.5],
        quantileValues: column(({ value = 0 }) => value),
        sums,
        counts: column(({ count = 0 }) => count),
      }
    default:
      throw new Error(`no ${kind}`)
  }
}

export function snapshotAt(takenAtMillis: number, ...families: Family[]): Snapshot {
  return { takenAtMillis, resource: { attributes: {} }, families }
}
