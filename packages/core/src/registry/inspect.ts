/** A registry for people, and as JSON. */

import { type Described, INSPECT } from '../ground/described.js'
import { type JsonValue, toJsonValue } from '../ground/json.js'
import { points } from '../model/points.js'
import type { Family, Snapshot } from '../model/snapshot.js'

/** One line for the registry and one for each metric made in this thread. */
export function inspectRegistry(name: string, instruments: readonly object[]): string {
  const lines = instruments.map((instrument) => `  ${(instrument as Described)[INSPECT]()}`)
  return [`registry ${JSON.stringify(name)}, ${lines.length} metrics in this thread`, ...lines].join('\n')
}

/** A snapshot, point by point, as JSON can hold it. */
export function snapshotToJson(name: string, { takenAtMillis, resource, families }: Snapshot): JsonValue {
  return { name, takenAtMillis, resource: toJsonValue(resource), families: families.map(familyToJson) }
}

/** What says something of the family itself is text or a list; the columns, by slot, are read as points. */
function familyToJson(family: Family): JsonValue {
  const head = Object.entries(family).filter(([, value]) => typeof value === 'string' || Array.isArray(value))
  const series = Array.from(points(family), ({ labels: { names, values }, ...point }) => ({
    labels: Object.fromEntries(names.flatMap((name, i) => (values[i] ? [[name, values[i]]] : []))),
    ...point,
  }))
  return toJsonValue({ ...Object.fromEntries(head), points: series })
}
