/** Reads every lane's log as it grows, and knows from it which families and series there are. Any thread may have any number of readers. */

import { type Arena, logVersion, type Page } from '../arena/arena.js'
import { isCellRefValid } from '../arena/cell-space.js'
import { laneThread } from '../arena/lane.js'
import { createLogReader, type LogReader } from '../arena/log.js'
import type { ProblemReporter } from '../ground/problems.js'
import { cellCountOf } from './cell-layout.js'
import { type Definition, definitionText, describeDefinition } from './definition.js'
import { FamilyView } from './family-view.js'
import { decodeRecord, isLabelPartValid, NO_EDITION, type SeriesRecord, type Withdrawal } from './records.js'

export interface Reader {
  readonly arena: Arena
  /** Learns what was declared since the last call. Costs one atomic load when nothing was, a few microseconds a new series otherwise. */
  refresh(): void
  /** The same in turns: yields after every `recordsPerTurn` records. */
  refreshInTurns(recordsPerTurn: number): Generator<undefined, void, void>
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

interface RegistryView {
  readonly byName: Map<string, FamilyView>
  /** By name; 0 where none is given. What is of an earlier one is not read. */
  readonly currentEditions: Map<string, number>
  sorted: readonly FamilyView[] | undefined
}

/** @param isWanted Which families the caller cares for; the series of others are passed over. */
export function createReader(arena: Arena, report: ProblemReporter, isWanted: (definition: Definition) => boolean = () => true): Reader {
  const cursors: Cursor[] = []
  const registries = new Map<string, RegistryView>()
  let seenVersion = -1

  function* refreshInTurns(recordsPerTurn: number): Generator<undefined, void, void> {
    const version = logVersion(arena)
    if (version === seenVersion) return
    findLanes()
    let budget = recordsPerTurn
    for (const cursor of cursors) {
      for (let record = cursor.log.next(); record; record = cursor.log.next()) {
        const decoded = decodeRecord(record)
        if (decoded?.type === 'series') addSeries(cursor, record.page, decoded)
        else if (decoded?.type === 'family') cursor.families.push(decoded.definition && admit(decoded.definition, decoded.edition))
        else if (decoded) withdraw(decoded)
        if (!decoded || (decoded.type === 'family' && !decoded.definition))
          refuse(cursor, 'a record that no writer of this release would write')
        if (--budget > 0) continue
        budget = recordsPerTurn
        yield
      }
      if (cursor.log.isCorrupt) refuse(cursor, 'a log with an impossible length or page')
    }
    // What was declared while reading bumps the version again, so the next call comes back for it.
    seenVersion = version
  }

  function findLanes(): void {
    const last = cursors.at(-1)?.root.number
    for (const number of arena.rootPages(last === undefined ? 0 : last + 1)) {
      const root = arena.page(number)
      if (root) cursors.push({ root, log: createLogReader(arena, root), families: [] })
    }
  }

  function viewOf(name: string): RegistryView {
    const registry = registries.get(name) ?? {
      byName: new Map<string, FamilyView>(),
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
    const known = registry.byName.get(definition.name)
    if (!known) {
      const made = new FamilyView(arena, definition)
      registry.byName.set(definition.name, made)
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
    registry.sorted = undefined
    // What is recorded there from now on need not be learned.
    for (const { families } of cursors) {
      for (const [number, family] of families.entries()) if (family === view) families[number] = undefined
    }
  }

  function addSeries({ root, families }: Cursor, page: Page, record: SeriesRecord): void {
    const family = families[record.family]
    if (!family) return
    const { definition } = family
    const isValid =
      isCellRefValid(arena, root, record.ref, cellCountOf(definition)) &&
      isLabelPartValid(page.bytes, record.labelsOffset, record.labelsLength, definition.labelNames.length)
    if (isValid) family.add(root, page, record)
    else
      report({
        kind: 'corrupt_lane',
        metric: definition.name,
        message: `a series of ${definition.name} names memory that is not its own; it is not read`,
      })
  }

  function refuse({ root }: Cursor, found: string): void {
    report({ kind: 'corrupt_lane', message: `the lane of thread ${laneThread(root)} holds ${found}; what follows is not read` })
  }

  return {
    arena,
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
