/** Turns what a reader knows into a snapshot. */

import { laneThread } from '../arena/lane.js'
import type { Clock } from '../ground/clock.js'
import type { Family, Resource, Snapshot } from '../model/snapshot.js'
import { SUMMARY_COUNT } from '../series/cell-layout.js'
import { type GaugeDefinition, type HistogramDefinition, isNative, type SummaryDefinition } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { sumCells } from '../series/merge-cells.js'
import { isShareLive, mergeGauge } from '../series/merge-gauges.js'
import { createSummaryMerger, epochAt } from '../series/merge-summaries.js'
import { gatherExtremes, gatherNative, type HistogramColumns } from './gather-native.js'

const NO_RESOURCE: Resource = { attributes: {} }

/** Copies the numbers of all families out of the arena, yielding after each family. Families that appear while it runs are left for the next time. */
export function* gatherFamilies(views: readonly FamilyView[], clock: Clock): Generator<undefined, Snapshot, void> {
  const takenAtMillis = clock.wallMillis()
  const families: Family[] = []
  for (const view of views) {
    families.push(toFamily(view, clock))
    yield
  }
  return { takenAtMillis, resource: NO_RESOURCE, families }
}

function toFamily(view: FamilyView, clock: Clock): Family {
  const { definition } = view
  switch (definition.kind) {
    case 'counter':
      return { kind: 'counter', ...common(view), values: sumCells(view.arena, view, 0, 1) }
    case 'gauge':
      return toGauge(view, definition)
    case 'histogram':
      return { ...common(view), ...(isNative(definition) ? gatherNative(view, definition) : toHistogram(view, definition)) }
    case 'summary':
      return toSummary(view, definition, clock)
  }
}

function common(view: FamilyView) {
  const { name, help, unit } = view.definition
  return { name, help, unit, labelNames: view.labelNames, labelSets: view.labelSets(), startedAtMillis: view.startedAtMillis() }
}

function toGauge(view: FamilyView, { across }: GaugeDefinition): Family {
  const values = new Float64Array(view.length)
  const live: number[] = []
  view.visitShares((slot, shares) => {
    values[slot] = mergeGauge(view.arena, across, shares)
    if (across === 'each' && shares.every((share) => isShareLive(view.arena, share))) live.push(slot)
  })
  if (across !== 'each') return { kind: 'gauge', ...common(view), values }
  // Whose lane a share lies in can change, and with it the label: such a list is made anew each time.
  const shown = addDoubles(view, live, values)
  const { startedAtMillis, ...rest } = common(view)
  return {
    kind: 'gauge',
    ...rest,
    labelSets: view.labelSets(shown),
    startedAtMillis: Float64Array.from(shown, (slot) => startedAtMillis[slot] as number),
    values: Float64Array.from(shown, (slot) => values[slot] as number),
  }
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

function toSummary(view: FamilyView, definition: SummaryDefinition, clock: Clock): Family {
  const { quantiles } = definition
  const { length } = view
  const totals = sumCells(view.arena, view, SUMMARY_COUNT, 2)
  const quantileValues = new Float64Array(length * quantiles.length)
  if (quantiles.length > 0) {
    const merger = createSummaryMerger(view.arena, definition)
    const epoch = epochAt(definition, clock.monotonicMillis())
    view.visitShares((slot, shares) => {
      const refs = shares.map(({ ref }) => ref)
      merger.quantiles(refs, epoch, quantileValues, slot * quantiles.length)
    })
  }
  return {
    kind: 'summary',
    ...common(view),
    quantiles,
    quantileValues,
    counts: Float64Array.from({ length }, (_, slot) => totals[slot * 2] as number),
    sums: Float64Array.from({ length }, (_, slot) => totals[slot * 2 + 1] as number),
  }
}
