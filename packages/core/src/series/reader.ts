/** Reads every lane's log as it grows, and knows from it which families and series there are. Any thread may have any number of readers. */

import { type Arena, logVersion, type Page } from '../arena/arena.js'
import { isCellRefValid } from '../arena/cell-space.js'
import { laneThread } from '../arena/lane.js'
import { HEADER_REMOVALS } from '../arena/layout.js'
import { createLogReader, type LogReader } from '../arena/log.js'
import type { ProblemReporter } from '../ground/problems.js'
import { claimedNames } from '../model/names.js'
import { cellCountOf } from './cell-counts.js'
import { type Definition, definitionText, describeDefinition } from './definition.js'
import { exemplarCells } from './exemplar-place.js'
import { FamilyView } from './family-view.js'
import {
  type DecodedRecord,
  decodeRecord,
  type ExemplarRecord,
  isLabelPartValid,
  NO_EDITION,
  type SeriesRecord,
  type Withdrawal,
} from './records.js'
import { readStamp, STAMP_CELLS } from './removal.js'

export interface Reader {
  readonly arena: Arena
  /** Learns what was declared since the last call. Costs one atomic load when nothing was, a few microseconds a new series otherwise. */
  refresh(): void
  /** The same in turns: yields after every `recordsPerTurn` records. */
  refreshInTurns(recordsPerTurn: number): Generator<undefined, void, void>
  /**
   * Whether no share has been let go anywhere since this reader last looked. To be asked after copying: the cells of one that has may be another series' by now. Nothing that
   * was read before the call is read after it.
   */
  isCurrent(): boolean
  /** The families of a registry, sorted by name. */
  families(registry: string): readonly FamilyView[]
  family(registry: string, name: string): FamilyView | undefined
  /** The edition of which a name is that is declared now. */
  edition(registry: string, name: string): number
}

/** How far a lane has been read. Families are numbered by their lane; one that was refused is undefined. */
interface Cursor {
  readonly root: Page
  readonly log: LogReader
  readonly families: (FamilyView | undefined)[]
}

/** A removal that has been read, and may not count yet. */
interface PendingRemoval {
  readonly root: Page
  readonly family: FamilyView
  readonly record: RemovalRecord
}

type RemovalRecord = DecodedRecord & { readonly type: 'removal' }

interface RegistryView {
  readonly byName: Map<string, FamilyView>
  /** By name; 0 where none is given. What is of an earlier one is not read. */
  readonly currentEditions: Map<string, number>
  /** Which family claims a name that some exposition format writes. */
  readonly claimedBy: Map<string, FamilyView>
  sorted: readonly FamilyView[] | undefined
}

/** @param isWanted Which families the caller cares for; the series of others are passed over. */
export function createReader(arena: Arena, report: ProblemReporter, isWanted: (definition: Definition) => boolean = () => true): Reader {
  const cursors: Cursor[] = []
  const registries = new Map<string, RegistryView>()
  let pending: PendingRemoval[] = []
  let seenVersion = -1
  let seenRemovals = 0

  function* refreshInTurns(recordsPerTurn: number): Generator<undefined, void, void> {
    // First this: what it counts is in the logs by the time their version is read.
    const removals = Atomics.load(arena.words, HEADER_REMOVALS)
    const version = logVersion(arena)
    if (version === seenVersion) seenRemovals = removals
    if (version === seenVersion) return
    findLanes()
    let budget = recordsPerTurn
    for (const cursor of cursors) {
      for (let record = cursor.log.next(); record; record = cursor.log.next()) {
        const decoded = decodeRecord(record)
        if (!decoded || !take(cursor, record.page, decoded)) refuse(cursor, 'a record that no writer of this release would write')
        if (--budget > 0) continue
        budget = recordsPerTurn
        yield
      }
      if (cursor.log.isCorrupt) refuse(cursor, 'a log with an impossible length or page')
    }
    // Only now: a removal names shares of other lanes, which may have been read after it.
    pending = pending.filter((removal) => !takeEffect(removal))
    // What was declared while reading bumps the version again, so the next call comes back for it.
    seenVersion = version
    seenRemovals = removals
  }

  function findLanes(): void {
    const last = cursors.at(-1)?.root.number
    for (const number of arena.rootPages(last === undefined ? 0 : last + 1)) {
      const root = arena.page(number)
      if (root) cursors.push({ root, log: createLogReader(arena, root), families: [] })
    }
  }

  /** False when the record makes no sense. */
  function take(cursor: Cursor, page: Page, decoded: DecodedRecord): boolean {
    if (decoded.type === 'family') {
      cursor.families.push(decoded.definition && admit(decoded.definition, decoded.edition))
      return decoded.definition !== undefined
    }
    if (decoded.type === 'withdrawal') {
      withdraw(decoded)
      return true
    }
    const family = cursor.families[decoded.family]
    if (!family) return true
    if (decoded.type === 'series') addSeries(cursor, family, page, decoded)
    else if (decoded.type === 'exemplar') addExemplar(cursor, family, decoded)
    else if (decoded.type === 'release') family.release(cursor.root, decoded.ref)
    else if (!isRemovalValid(cursor, family, decoded)) return false
    else pending.push({ root: cursor.root, family, record: decoded })
    return true
  }

  function isRemovalValid({ root }: Cursor, { definition }: FamilyView, { stampRef, shares }: RemovalRecord): boolean {
    const cellCount = cellCountOf(definition)
    return (
      isCellRefValid(arena, root, stampRef, STAMP_CELLS) && shares.every(({ copyRef }) => isCellRefValid(arena, root, copyRef, cellCount))
    )
  }

  /** False while the thread that removes has not said that it is done. */
  function takeEffect({ family, record }: PendingRemoval): boolean {
    const stamp = readStamp(arena, record.stampRef)
    if (stamp) for (const share of record.shares) family.remove(share, stamp)
    return stamp !== undefined
  }

  function viewOf(name: string): RegistryView {
    const registry = registries.get(name) ?? {
      byName: new Map<string, FamilyView>(),
      claimedBy: new Map<string, FamilyView>(),
      currentEditions: new Map<string, number>(),
      sorted: undefined,
    }
    registries.set(name, registry)
    return registry
  }

  function admit(definition: Definition, edition: number): FamilyView | undefined {
    if (edition === NO_EDITION || !isWanted(definition)) return undefined
    const registry = viewOf(definition.registry)
    const current = registry.currentEditions.get(definition.name) ?? 0
    if (edition < current) return undefined
    // The withdrawal that came before it is in a lane still to be read.
    if (edition > current) withdraw({ registry: definition.registry, name: definition.name, edition: edition - 1 })
    const names = claimedNames(definition.kind, definition.name)
    const known = registry.byName.get(definition.name) ?? names.map((name) => registry.claimedBy.get(name)).find((family) => family)
    if (!known) {
      const made = new FamilyView(arena, definition)
      registry.byName.set(definition.name, made)
      for (const name of names) registry.claimedBy.set(name, made)
      registry.sorted = undefined
      return made
    }
    if (definitionText(known.definition) === definitionText(definition)) return known
    report({
      kind: 'metric_conflict',
      metric: definition.name,
      message: `two threads define ${describeDefinition(known.definition)} and ${describeDefinition(definition)}; only the first is read`,
    })
    return undefined
  }

  function withdraw({ registry: registryName, name, edition }: Withdrawal): void {
    const registry = viewOf(registryName)
    if (edition < (registry.currentEditions.get(name) ?? 0)) return
    registry.currentEditions.set(name, edition + 1)
    const view = registry.byName.get(name)
    if (!view) return
    registry.byName.delete(name)
    for (const [claimed, family] of registry.claimedBy) if (family === view) registry.claimedBy.delete(claimed)
    registry.sorted = undefined
    // What is recorded there from now on need not be learned.
    for (const { families } of cursors) {
      for (const [number, family] of families.entries()) if (family === view) families[number] = undefined
    }
  }

  function addSeries({ root, log }: Cursor, family: FamilyView, page: Page, record: SeriesRecord): void {
    const { definition } = family
    const isValid =
      isCellRefValid(arena, root, record.ref, cellCountOf(definition)) &&
      isLabelPartValid(page.bytes, record.labelsOffset, record.labelsLength, definition.labelNames.length)
    if (isValid) family.add(root, page, record, log.readCount)
    else
      report({
        kind: 'corrupt_lane',
        metric: definition.name,
        message: `a series of ${definition.name} names memory that is not its own; it is not read`,
      })
  }

  function addExemplar({ root }: Cursor, family: FamilyView, record: ExemplarRecord): void {
    const isValid = isCellRefValid(arena, root, record.place, exemplarCells(record.textBytes))
    if (isValid) family.addExemplar(root, record)
    else refuse({ root }, 'an exemplar in memory that is not its own')
  }

  function refuse({ root }: Pick<Cursor, 'root'>, found: string): void {
    report({ kind: 'corrupt_lane', message: `the lane of thread ${laneThread(root)} holds ${found}; what follows is not read` })
  }

  return {
    arena,
    // An addition of nothing: unlike a plain load it lets no earlier read pass it on any processor.
    isCurrent: () => Atomics.add(arena.words, HEADER_REMOVALS, 0) === seenRemovals,
    refreshInTurns,
    refresh() {
      for (const _ of refreshInTurns(Number.POSITIVE_INFINITY));
    },
    families(registry) {
      const view = registries.get(registry)
      if (!view) return []
      view.sorted ??= [...view.byName.values()].sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1))
      return view.sorted
    },
    family: (registry, name) => registries.get(registry)?.byName.get(name),
    edition: (registry, name) => registries.get(registry)?.currentEditions.get(name) ?? 0,
  }
}
