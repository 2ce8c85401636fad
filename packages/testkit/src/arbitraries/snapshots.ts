/** Snapshots, as generated for property tests of whatever reads them. */

import { claimedNames, type Family, type FamilyKind, type Snapshot } from '@telltale/core/model'
import fc from 'fast-check'
import { buildSnapshot } from '../snapshots/build-snapshot.js'
import { DEFAULT_TAKEN_AT_MILLIS, type FamilyInput, familyOf } from '../snapshots/families.js'
import { histogramBodyArbitrary } from './histograms.js'
import { labelNamesArbitrary, labelSetsArbitrary } from './label-sets.js'
import { countArbitrary, counterValueArbitrary, gaugeValueArbitrary, quantilesArbitrary, sumArbitrary } from './numbers.js'
import { metricNameArbitrary, textArbitrary } from './texts.js'

export interface SnapshotArbitraryOptions {
  /** @defaultValue all */
  readonly kinds?: readonly FamilyKind[]
  /** @defaultValue 5 */
  readonly maxFamilies?: number
  /** @defaultValue 6 */
  readonly maxSeries?: number
}

/** A family of any kind with any values, without series now and then. */
export function familyArbitrary(options: SnapshotArbitraryOptions = {}): fc.Arbitrary<Family> {
  return inputArbitrary(options).map((input) => familyOf(input))
}

/** A snapshot that a registry could have gathered: no two families claim one name, no two series of a family have the same labels. */
export function snapshotArbitrary(options: SnapshotArbitraryOptions = {}): fc.Arbitrary<Snapshot> {
  const { maxFamilies = 5 } = options
  return fc.array(inputArbitrary(options), { maxLength: maxFamilies }).map((inputs) => buildSnapshot({ families: withoutRivals(inputs) }))
}

/** As a registry does: who comes first has the name. */
function withoutRivals(inputs: readonly FamilyInput[]): FamilyInput[] {
  const claimed = new Set<string>()
  return inputs.filter(({ kind, name }) => {
    const names = claimedNames(kind, name)
    if (names.some((one) => claimed.has(one))) return false
    for (const one of names) claimed.add(one)
    return true
  })
}

const KINDS: readonly FamilyKind[] = ['counter', 'gauge', 'histogram', 'summary', 'info', 'stateset']

function inputArbitrary({ kinds = KINDS, maxSeries = 6 }: SnapshotArbitraryOptions): fc.Arbitrary<FamilyInput> {
  const startedAtMillis = fc.integer({ min: 0, max: DEFAULT_TAKEN_AT_MILLIS })
  /** Series with labels of their own and whatever `measured` makes. */
  const seriesOf = <M>(labelNames: readonly string[], measured: fc.Arbitrary<M>) =>
    labelSetsArbitrary(labelNames, maxSeries).chain((labelSets) =>
      fc
        .tuple(...labelSets.map((labels) => fc.record({ labels: fc.constant(labels), startedAtMillis, measured })))
        .map((rows) => rows.map(({ measured: numbers, ...series }) => ({ ...series, ...numbers }))),
    )
  const head = fc.record({
    name: metricNameArbitrary(),
    help: textArbitrary(),
    unit: fc.constantFrom('', 'seconds', 'bytes'),
    labelNames: labelNamesArbitrary(),
  })
  const exactly = <T>(length: number, item: fc.Arbitrary<T>) => fc.array(item, { minLength: length, maxLength: length })

  const bodies: Readonly<Record<FamilyKind, (common: FamilyHead) => fc.Arbitrary<FamilyInput>>> = {
    counter: (common) =>
      seriesOf(common.labelNames, fc.record({ value: counterValueArbitrary() })).map((series) => ({ kind: 'counter', ...common, series })),
    gauge: (common) =>
      seriesOf(common.labelNames, fc.record({ value: gaugeValueArbitrary() })).map((series) => ({ kind: 'gauge', ...common, series })),
    histogram: (common) =>
      histogramBodyArbitrary().chain(({ measured, ...body }) =>
        seriesOf(common.labelNames, measured).map((series) => ({ kind: 'histogram', ...common, ...body, series })),
      ),
    summary: (common) =>
      quantilesArbitrary().chain((quantiles) =>
        seriesOf(
          common.labelNames,
          fc.record({ quantileValues: exactly(quantiles.length, gaugeValueArbitrary()), count: countArbitrary(), sum: sumArbitrary() }),
        ).map((series) => ({ kind: 'summary', ...common, quantiles, series })),
      ),
    info: (common) => seriesOf(common.labelNames, fc.constant({})).map((series) => ({ kind: 'info', ...common, series })),
    stateset: (common) =>
      fc.uniqueArray(textArbitrary(), { minLength: 1, maxLength: 4 }).chain((states) =>
        seriesOf(common.labelNames, fc.record({ on: fc.subarray(states) })).map((series) => ({
          kind: 'stateset',
          ...common,
          states,
          series,
        })),
      ),
  }
  return fc.tuple(fc.constantFrom(...kinds), head).chain(([kind, common]) => bodies[kind](common))
}

interface FamilyHead {
  readonly name: string
  readonly help: string
  readonly unit: string
  readonly labelNames: string[]
}
