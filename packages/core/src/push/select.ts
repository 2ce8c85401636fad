/** Leaves out families that a backend shall not have. */

import type { Family, Snapshot } from '../model/snapshot.js'

/** Whether a family is exported. Called once a family and push, with families in order of their names. */
export type SelectFamily = (family: Family) => boolean

/** The snapshot with the families that `select` takes; itself when there is nothing to select by. For backends that bill by the series. */
export function selectFamilies(snapshot: Snapshot, select: SelectFamily | undefined): Snapshot {
  return select === undefined ? snapshot : { ...snapshot, families: snapshot.families.filter((family) => select(family)) }
}
