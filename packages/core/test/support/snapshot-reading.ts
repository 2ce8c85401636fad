/** Shortens the way from a snapshot to what a test compares. */

import { points } from '../../src/model/points.js'
import type { CounterFamily, Family, FamilyKind, GaugeFamily, Snapshot } from '../../src/model/snapshot.js'

type FamilyOf<K extends FamilyKind> = Extract<Family, { readonly kind: K }>

export function findFamily<K extends FamilyKind>(snapshot: Snapshot, name: string, kind: K): FamilyOf<K> {
  const family = snapshot.families.find((candidate) => candidate.name === name)
  if (family?.kind !== kind) throw new Error(`expected a ${kind} ${name}, got ${family?.kind}`)
  return family as FamilyOf<K>
}

/** The values of a family by its label values, joined by spaces. A label set that comes twice is an error. */
export function valuesOf(family: CounterFamily | GaugeFamily): Record<string, number> {
  const values: Record<string, number> = {}
  for (const point of points(family)) {
    const key = point.labels.values.join(' ')
    if (Object.hasOwn(values, key)) throw new Error(`${family.name} has the label values ${JSON.stringify(key)} twice`)
    values[key] = point.value
  }
  return values
}

/** The label values of every series, in slot order. */
export function labelValuesOf(family: Family): string[][] {
  return [...family.labelSets].map(({ values }) => [...values])
}

/** A snapshot as plain data, without the moment it was taken and without identities: two of the same arena are equal. */
export function toPlain(snapshot: Snapshot): unknown {
  return snapshot.families.map((family) => ({ ...family, labelSets: [...family.labelSets] }))
}
