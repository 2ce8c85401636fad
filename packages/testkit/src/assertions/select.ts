/** Finds in a snapshot the series that a test means. */

import type { Family, LabelSet, Snapshot } from '@telltale/core/model'
import { failure } from './failure.js'
import { type GivenLabels, labelText, NO_LABELS, showGiven, showLabels, showList } from './label-texts.js'

/** One series of a snapshot. */
export interface Selected<F extends Family = Family> {
  readonly family: F
  readonly slot: number
  readonly labels: LabelSet
}

/** @throws AssertionError when there is none, with the names there are. */
export function selectFamily({ families }: Snapshot, name: string): Family {
  const family = families.find((candidate) => candidate.name === name)
  if (family) return family
  const names = families.map((other) => `${other.kind} ${other.name}`)
  throw failure(`${name}: expected a metric of this name, got none; ${showList('metrics', names)}`)
}

/** Every series that has the given labels; what is not given may have any value. */
export function selectAll(family: Family, given: GivenLabels): Selected[] {
  const wanted = Object.entries(given).map(([name, value]) => [labelPosition(family, name), labelText(value)] as const)
  const selected: Selected[] = []
  let slot = 0
  for (const labels of family.labelSets) {
    if (wanted.every(([position, text]) => labels.values[position] === text)) selected.push({ family, slot, labels })
    slot++
  }
  return selected
}

/**
 * The one series that is meant: the only one with the given labels, or, of several, the one that has no others. Undefined when there is none.
 * @throws AssertionError when several are left, with the label sets of these.
 */
export function selectOne(family: Family, given: GivenLabels): Selected | undefined {
  const all = selectAll(family, given)
  if (all.length <= 1) return all[0]
  const bare = all.filter(({ labels }) => labels.names.every((name, i) => Object.hasOwn(given, name) || labels.values[i] === ''))
  if (bare.length === 1) return bare[0]
  throw failure(`${title(family, given)}: expected labels that single out one series, got several; ${showSeries(all)}`)
}

/** A family with the labels that a test gave. */
export function title({ kind, name }: Family, given: GivenLabels): string {
  return `${kind} ${name}${showGiven(given)}`
}

export function titleOf({ family, labels }: Selected): string {
  return `${family.kind} ${family.name}${showLabels(labels)}`
}

export function showSeries(selected: readonly Selected[]): string {
  return showList(
    'series',
    selected.map(({ labels }) => showLabels(labels) || NO_LABELS),
  )
}

/** @throws AssertionError when the family has no label of this name. */
export function labelPosition({ kind, name, labelNames }: Family, label: string): number {
  const position = labelNames.indexOf(label)
  if (position >= 0) return position
  const expected = labelNames.length === 0 ? 'no labels' : `labels among ${labelNames.map((one) => JSON.stringify(one)).join(', ')}`
  throw failure(`${kind} ${name}: expected ${expected}, got ${JSON.stringify(label)}`)
}
