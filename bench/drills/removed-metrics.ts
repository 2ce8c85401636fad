/**
 * What is recorded while it is removed, and how an update that went astray is told.
 *
 * Every key has a prime of its own, and whatever is recorded under the key is a multiple of it: a sum of multiples of one of these is no multiple of another, unless by chance.
 */

import type { LabelledCounter, LabelledGauge, LabelledHistogram, Registry, Snapshot } from '@telltale/core'
import type { Family } from '@telltale/core/model'

type Keys = 'key' | 'unit'

export interface RemovedMetrics {
  readonly counter: LabelledCounter<Keys>
  readonly gauge: LabelledGauge<Keys>
  readonly histogram: LabelledHistogram<Keys>
  /** Series that each thread makes and removes for itself. */
  readonly own: LabelledCounter<Keys>
}

const unitOf = [10_007, 10_009, 10_037, 10_039, 10_061, 10_067, 10_069, 10_079, 10_091, 10_093] as const
export const keyCount = unitOf.length
/** All units lie above the first and below the second. */
const bounds = [1_000, 100_000]

export function removedMetrics(registry: Registry): RemovedMetrics {
  const labels = ['key', 'unit'] as const
  const maxSeries = 1_000_000
  return {
    counter: registry.counter({ name: 'drill_removed_total', help: 'Counted while it is removed.', labels, maxSeries }),
    gauge: registry.gauge({ name: 'drill_removed_level', help: 'Set while it is removed.', labels, maxSeries }),
    histogram: registry.histogram({
      name: 'drill_removed_size',
      help: 'Observed while it is removed.',
      labels,
      maxSeries,
      buckets: bounds,
    }),
    own: registry.counter({ name: 'drill_removed_own_total', help: 'Made and removed by one thread.', labels, maxSeries }),
  }
}

export interface KeyLabels {
  readonly key: string
  readonly unit: number
}

export function labelsOf(number: number): KeyLabels {
  return { key: `key ${number}`, unit: unitOf[number % keyCount] as number }
}

/** The value of a series; of those that observe, the sum. */
function numberOf(family: Family, slot: number): number | undefined {
  if (family.kind === 'histogram' || family.kind === 'summary') return family.sums[slot]
  return family.kind === 'counter' || family.kind === 'gauge' ? family.values[slot] : undefined
}

/** What a snapshot holds that was never recorded in it, each in words. */
export function strayIn({ families }: Snapshot): string[] {
  const strays: string[] = []
  for (const family of families) {
    if (!family.name.startsWith('drill_removed_')) continue
    for (const [slot, { values }] of [...family.labelSets].entries()) {
      const unit = Number(values[1])
      const number = numberOf(family, slot)
      const isOwn = number !== undefined && number >= 0 && number % unit === 0
      if (!isOwn) strays.push(`${family.name} ${values.join(', ')}: ${number}`)
      if (family.kind !== 'histogram') continue
      const [below = 0, between = 0, above = 0] = family.counts.subarray(slot * 3, slot * 3 + 3)
      if (below !== 0 || between < 0 || above !== 0) strays.push(`${family.name} ${values.join(', ')}: ${below}, ${between}, ${above}`)
    }
  }
  return strays
}

/** Series that do not hold exactly `threadCount` times their unit, in the metrics all threads share. */
export function wrongIn({ families }: Snapshot, threadCount: number): number {
  let wrong = 0
  for (const family of families) {
    if (!family.name.startsWith('drill_removed_') || family.name === 'drill_removed_own_total') continue
    wrong += Math.abs(keyCount - family.labelSets.length)
    for (const [slot, { values }] of [...family.labelSets].entries()) {
      const number = numberOf(family, slot)
      const isCountRight = family.kind !== 'histogram' || family.counts[slot * 3 + 1] === threadCount
      if (number !== threadCount * Number(values[1]) || !isCountRight) wrong++
    }
  }
  return wrong
}

/** Control memory, Int32 words: not 0 to stop; threads that record; removals that have returned, and those of them that found something; then, for each remover, 1 while it is in a call. */
export const STOP = 0
export const RECORDING = 1
export const REMOVED = 2
export const FOUND = 3
export const IN_CALL = 4
export const controlBytes = (removerCount: number): number => (IN_CALL + removerCount) * 4
