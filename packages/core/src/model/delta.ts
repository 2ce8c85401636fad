/** What happened between two snapshots of one source, in the shape of a snapshot. */

import type { LabelSet } from './labels.js'
import { createNativeDelta } from './native-delta.js'
import type { CounterFamily, Family, HistogramFamily, Snapshot, SummaryFamily } from './snapshot.js'

/**
 * What was counted and observed since `previous`: counters, the buckets, native ones too, and sums of histograms, the counts and sums of summaries become increments. Everything else
 * is as in `current`: gauges, and the quantiles of summaries, which look back over a window of their own.
 *
 * - Series meet by their label set, in whatever slot they are. One that is not in `previous`, or that was removed and made anew since, counts from its start;
 *   one that is not in `current` any more is left out.
 * - `startedAtMillis` of a series is where its increment begins: at `previous`, or at the start of the series if that is later.
 * - The least and greatest value of a series are known since its start and not since `previous`: they are NaN, unless the series is new.
 * - The sum of all deltas of a chain is the last snapshot's value, exactly for whole numbers up to 2^53 and within rounding otherwise.
 * - A series whose value fell without a new start is taken as started anew, so that no increment is negative.
 *
 * Pure; shares with `current` what it does not change. Without `previous` the answer is `current` itself: everything is new.
 */
export function deltaOf(previous: Snapshot | undefined, current: Snapshot): Snapshot {
  if (previous === undefined) return current
  const interval: Interval = { startMillis: previous.takenAtMillis, endMillis: current.takenAtMillis }
  const known = new Map(previous.families.map((family) => [family.name, family]))
  const families = current.families.map((family) => {
    const before = known.get(family.name)
    return before === undefined ? family : deltaOfFamily(before, family, interval)
  })
  return { ...current, families }
}

interface Interval {
  readonly startMillis: number
  readonly endMillis: number
}

/** A family that has become another kind, or has other buckets, is another family: it counts from its start. */
function deltaOfFamily(before: Family, family: Family, interval: Interval): Family {
  switch (family.kind) {
    case 'counter':
      return before.kind === 'counter' ? counterDelta(before, family, interval) : family
    case 'histogram':
      return before.kind === 'histogram' && hasSameBounds(before, family) ? histogramDelta(before, family, interval) : family
    case 'summary':
      return before.kind === 'summary' ? summaryDelta(before, family, interval) : family
    default:
      return family
  }
}

function counterDelta(before: CounterFamily, family: CounterFamily, interval: Interval): CounterFamily {
  const values = family.values.slice()
  const startedAtMillis = eachPair(before, family, interval, (slot, slotBefore) => {
    const increment = (values[slot] as number) - (before.values[slotBefore] as number)
    if (!(increment >= 0)) return false
    values[slot] = increment
    return true
  })
  return { ...family, values, startedAtMillis }
}

function histogramDelta(before: HistogramFamily, family: HistogramFamily, interval: Interval): HistogramFamily {
  const width = family.bounds.length + 1
  const counts = family.counts.slice()
  const sums = family.sums.slice()
  const native = before.native && family.native && createNativeDelta(before.native, family.native)
  const extremes = family.extremes && { mins: family.extremes.mins.slice(), maxs: family.extremes.maxs.slice() }
  const startedAtMillis = eachPair(before, family, interval, (slot, slotBefore) => {
    const row = slot * width
    const rowBefore = slotBefore * width
    for (let bucket = 0; bucket < width; bucket++) {
      if (!((counts[row + bucket] as number) >= (before.counts[rowBefore + bucket] as number))) return false
    }
    if (native && !native.subtract(slot, slotBefore)) return false
    for (let bucket = 0; bucket < width; bucket++) {
      counts[row + bucket] = (counts[row + bucket] as number) - (before.counts[rowBefore + bucket] as number)
    }
    sums[slot] = difference(sums[slot] as number, before.sums[slotBefore] as number)
    extremes?.mins.fill(Number.NaN, slot, slot + 1)
    extremes?.maxs.fill(Number.NaN, slot, slot + 1)
    return true
  })
  return { ...family, counts, sums, startedAtMillis, ...(native && { native: native.columns }), ...(extremes && { extremes }) }
}

function summaryDelta(before: SummaryFamily, family: SummaryFamily, interval: Interval): SummaryFamily {
  const counts = family.counts.slice()
  const sums = family.sums.slice()
  const startedAtMillis = eachPair(before, family, interval, (slot, slotBefore) => {
    const increment = (counts[slot] as number) - (before.counts[slotBefore] as number)
    if (!(increment >= 0)) return false
    counts[slot] = increment
    sums[slot] = difference(sums[slot] as number, before.sums[slotBefore] as number)
    return true
  })
  return { ...family, counts, sums, startedAtMillis }
}

/** A sum that has become infinite stays so: what was added since cannot be told any more, and is not NaN. */
function difference(now: number, before: number): number {
  return now === before ? 0 : now - before
}

/**
 * Calls `subtract` for each slot whose series was there before, with its slot then; it answers false when the series must have started anew.
 *
 * @returns Where the increment of each slot begins.
 */
function eachPair(
  before: Family,
  family: Family,
  { startMillis, endMillis }: Interval,
  subtract: (slot: number, slotBefore: number) => boolean,
): Float64Array {
  const slotBefore = createSlotFinder(before, family)
  const startedAtMillis = family.startedAtMillis.slice()
  for (let slot = 0; slot < family.labelSets.length; slot++) {
    const pair = slotBefore(slot)
    if (pair === undefined) continue
    const started = family.startedAtMillis[slot] as number
    // A later start alone says nothing: the same series may now be told by another thread's record of it.
    const isAnew = started > (before.startedAtMillis[pair] as number) && started >= startMillis
    // The machine's clock may have been set back between the two.
    if (!isAnew && subtract(slot, pair)) startedAtMillis[slot] = Math.min(Math.max(started, startMillis), endMillis)
  }
  return startedAtMillis
}

/** Lists of one generation agree slot by slot; otherwise the label sets are compared. */
function createSlotFinder(before: Family, family: Family): (slot: number) => number | undefined {
  const { length, generation } = before.labelSets
  if (generation === family.labelSets.generation) return (slot) => (slot < length ? slot : undefined)
  // A third cheaper than with names to sort; slot by slot, as nearly always, is a hundred times cheaper than either.
  const identityOf = hasSameTexts(before.labelNames, family.labelNames) ? valuesIdentity : sortedIdentity
  const slots = new Map<string, number>()
  let slotBefore = 0
  for (const labels of before.labelSets) slots.set(identityOf(labels), slotBefore++)
  return (slot) => slots.get(identityOf(family.labelSets.at(slot)))
}

function valuesIdentity({ values }: LabelSet): string {
  return JSON.stringify(values)
}

/** The same text for the same labels in any order; an empty value is no label. */
function sortedIdentity({ names, values }: LabelSet): string {
  const pairs = names.map((name, i) => [name, values[i] as string] as const).filter(([, value]) => value !== '')
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function hasSameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, i) => text === others[i])
}

function hasSameBounds({ bounds, native }: HistogramFamily, { bounds: others, native: otherNative }: HistogramFamily): boolean {
  if (native?.zeroThreshold !== otherNative?.zeroThreshold) return false
  return bounds === others || (bounds.length === others.length && bounds.every((bound, i) => bound === others[i]))
}

/** How many series a snapshot holds. */
export function seriesCountOf(snapshot: Snapshot): number {
  let count = 0
  for (const { labelSets } of snapshot.families) count += labelSets.length
  return count
}
