/** Turns what a reader knows into a snapshot. */

import { laneThread } from '../arena/lane.js'
import type { Clock } from '../ground/clock.js'
import type { ExemplarColumns } from '../model/exemplars.js'
import type { Family, Resource, Snapshot } from '../model/snapshot.js'
import { SUMMARY_COUNT } from '../series/cell-layout.js'
import {
  type GaugeDefinition,
  type HistogramDefinition,
  isNative,
  type StateSetDefinition,
  type SummaryDefinition,
} from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { sumCells } from '../series/merge-cells.js'
import { mergeExemplars } from '../series/merge-exemplars.js'
import { isShareLive, mergeGauge } from '../series/merge-gauges.js'
import { mergeStates } from '../series/merge-states.js'
import { createSummaryMerger, epochAt } from '../series/merge-summaries.js'
import type { Reader } from '../series/reader.js'
import { gatherExtremes, gatherNative, type HistogramColumns, pickHistogram } from './gather-native.js'
import { pick } from './rows.js'

const NO_RESOURCE: Resource = { attributes: {} }

/** A reader that is always interrupted gives up after this many tries. */
const MAX_TRIES = 64

/** What there is to read of a registry that is switched off. */
export function gatherNothing(clock: Clock): Snapshot {
  return { takenAtMillis: clock.wallMillis(), resource: NO_RESOURCE, families: [] }
}

/** Copies the numbers of all families out of the arena, yielding after each family. Families that appear while it runs are left for the next time. */
export function* gatherFamilies(reader: Reader, views: readonly FamilyView[], clock: Clock): Generator<undefined, Snapshot, void> {
  const takenAtMillis = clock.wallMillis()
  const families: Family[] = []
  for (const view of views) {
    families.push(toSteadyFamily(reader, view, clock))
    yield
  }
  return { takenAtMillis, resource: NO_RESOURCE, families }
}

/** Cells that were let go while they were copied may have been copied as another series': the family is then read anew. */
function toSteadyFamily(reader: Reader, view: FamilyView, clock: Clock): Family {
  for (let attempt = 1; ; attempt++) {
    const { releaseCount } = view
    const family = toFamily(view, clock)
    if (reader.isCurrent()) return family
    reader.refresh()
    if (view.releaseCount === releaseCount || attempt === MAX_TRIES) return family
  }
}

function toFamily(view: FamilyView, clock: Clock): Family {
  const { definition } = view
  const shown = view.shown()
  switch (definition.kind) {
    case 'counter':
      return { kind: 'counter', ...common(view, shown), values: pick(sumCells(view.arena, view, 0, 1), shown), ...exemplarsOf(view, shown) }
    case 'gauge':
      return toGauge(view, shown, definition)
    case 'histogram':
      return {
        ...common(view, shown),
        ...pickHistogram(isNative(definition) ? gatherNative(view, definition) : toHistogram(view, definition), shown),
        ...exemplarsOf(view, shown),
      }
    case 'summary':
      return toSummary(view, shown, definition, clock)
    case 'info':
      return toInfo(view, shown)
    case 'stateset':
      return toStateSet(view, shown, definition)
  }
}

function common(view: FamilyView, shown: readonly number[] | undefined) {
  const { name, help, unit } = view.definition
  const startedAtMillis = pick(view.startedAtMillis(), shown)
  return { name, help, unit, labelNames: view.labelNames, labelSets: view.labelSets(shown), startedAtMillis }
}

function exemplarsOf(view: FamilyView, shown: readonly number[] | undefined): { readonly exemplars?: ExemplarColumns } {
  const exemplars = mergeExemplars(view)
  if (!exemplars) return {}
  return { exemplars: shown ? { at: (row, bucket) => exemplars.at(shown[row] ?? -1, bucket) } : exemplars }
}

function toGauge(view: FamilyView, shown: readonly number[] | undefined, { across }: GaugeDefinition): Family {
  const values = new Float64Array(view.length)
  const live: number[] = []
  view.visitShares((slot, shares) => {
    values[slot] = mergeGauge(view.arena, across, shares)
    if (across === 'each' && shares.some((share) => isShareLive(view.arena, share))) live.push(slot)
  })
  // Whose lane a share lies in can change, and with it the label: such a list is made anew each time.
  const slots = across === 'each' ? addDoubles(view, live, values) : shown
  return { kind: 'gauge', ...common(view, slots), values: pick(values, slots) }
}

/**
 * Two copies of the library in one thread have a lane each, and so two slots of one label set: the first is given what both add up to, and stands for both. Answers the slots that
 * remain.
 */
function addDoubles(view: FamilyView, slots: number[], values: Float64Array): number[] {
  const threads = view.columns.map(({ root }) => laneThread(root))
  if (new Set(threads).size === threads.length) return slots
  const firsts = new Map<string, number>()
  const labelSets = view.labelSets()
  return slots.filter((slot) => {
    const key = JSON.stringify(labelSets.at(slot).values)
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, slot)
    else values[first] = (values[first] as number) + (values[slot] as number)
    return first === undefined
  })
}

/** The count of a histogram is never stored: it is what the buckets add up to, so the two cannot disagree. */
function toHistogram(view: FamilyView, definition: HistogramDefinition): HistogramColumns {
  const { bounds } = definition
  const width = bounds.length + 1
  const cells = sumCells(view.arena, view, 0, width + 1)
  const { length } = view
  const counts = new Float64Array(length * width)
  const sums = new Float64Array(length)
  for (let slot = 0; slot < length; slot++) {
    const row = slot * (width + 1)
    for (let bucket = 0; bucket < width; bucket++) counts[slot * width + bucket] = cells[row + bucket] as number
    sums[slot] = cells[row + width] as number
  }
  return { kind: 'histogram', bounds, counts, sums, ...gatherExtremes(view, definition) }
}

function toSummary(view: FamilyView, shown: readonly number[] | undefined, definition: SummaryDefinition, clock: Clock): Family {
  const { quantiles } = definition
  const { length } = view
  const totals = sumCells(view.arena, view, SUMMARY_COUNT, 2)
  const quantileValues = new Float64Array(length * quantiles.length)
  if (quantiles.length > 0) {
    const merger = createSummaryMerger(view.arena, definition)
    const epoch = epochAt(definition, clock.monotonicMillis())
    view.visitShares((slot, shares) => {
      merger.quantiles(shares, epoch, quantileValues, slot * quantiles.length)
    })
  }
  return {
    kind: 'summary',
    ...common(view, shown),
    quantiles,
    quantileValues: pick(quantileValues, shown, quantiles.length),
    counts: pick(
      Float64Array.from({ length }, (_, slot) => totals[slot * 2] as number),
      shown,
    ),
    sums: pick(
      Float64Array.from({ length }, (_, slot) => totals[slot * 2 + 1] as number),
      shown,
    ),
  }
}

/** What some thread shows. As a rule that is everything, and the label sets are those of the time before. */
function toInfo(view: FamilyView, shown: readonly number[] | undefined): Family {
  const counts = sumCells(view.arena, view, 0, 1)
  const slots = (shown ?? [...counts.keys()]).filter((slot) => (counts[slot] as number) > 0)
  return { kind: 'info', ...common(view, slots.length === (shown?.length ?? view.length) ? shown : slots) }
}

function toStateSet(view: FamilyView, shown: readonly number[] | undefined, { states }: StateSetDefinition): Family {
  const rows = new Map<number, Uint8Array>()
  view.visitShares((slot, shares) => rows.set(slot, mergeStates(view.arena, states.length, shares)))
  const slots = shown ?? Array.from({ length: view.length }, (_, slot) => slot)
  const values = new Uint8Array(slots.length * states.length)
  for (const [row, slot] of slots.entries()) values.set(rows.get(slot) ?? [], row * states.length)
  return { kind: 'stateset', ...common(view, shown), states, values }
}
