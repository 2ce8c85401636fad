/** What a lane already holds when a thread takes it over from one that has ended. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRun, isCellRefValid } from '../arena/cell-space.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { createLogReader, type LogRecord } from '../arena/log.js'
import {
  cellCountOf,
  DIRECTORY_CELLS,
  OCTAVE_COUNT,
  octaveCells,
  SUMMARY_WINDOWS,
  WINDOW_CELLS,
  WINDOW_DIRECTORY,
  WINDOW_NEGATIVE,
} from './cell-layout.js'
import { NO_SHARE } from './column.js'
import { type Definition, definitionText, type SummaryDefinition } from './definition.js'
import { ExemplarPlace, exemplarCells } from './exemplar-place.js'
import { ExemplarPlaces } from './exemplar-places.js'
import { FamilyView } from './family-view.js'
import { type DecodedRecord, decodeRecord, type ExemplarRecord, isLabelPartValid } from './records.js'
import { STAMP_CELLS } from './removal.js'

export interface Heritage {
  /** By number; undefined where the log holds something else. */
  readonly definitions: readonly (Definition | undefined)[]
  /** By number. */
  readonly editions: readonly number[]
  /** Every run of cells the log refers to, directly or not. */
  readonly used: readonly CellRun[]
  readonly logPages: ReadonlySet<number>
  /** Exemplars outlive who recorded them, as sums do. */
  readonly exemplars: ExemplarPlaces
  /** Sets back to nothing what the dead writer alone could vouch for: its shares of gauges that count the living. */
  clearShares(): void
  familyNumber(definition: Definition, edition?: number): number | undefined
  /** Where the lane counts this series already. */
  find(family: number, texts: readonly string[]): CellRef | undefined
  /** Forgets a series that the lane has let go. */
  forget(family: number, ref: CellRef): void
}

/** Reads the lane `root`, which is the calling thread's. */
export function readHeritage(arena: Arena, root: Page): Heritage {
  const log = createLogReader(arena, root)
  const families: (FamilyView | undefined)[] = []
  const editions: number[] = []
  const numbers = new Map<string, number>()
  const used: CellRun[] = []
  const exemplars = new ExemplarPlaces()

  for (let record = log.next(); record; record = log.next()) {
    const decoded = decodeRecord(record)
    if (decoded?.type === 'family') {
      const { definition, edition } = decoded
      if (definition) numbers.set(keyOf(definition, edition), families.length)
      editions.push(edition)
      families.push(definition && new FamilyView(arena, definition))
    } else if (decoded?.type === 'exemplar') {
      addExemplar(arena, root, exemplars, decoded)
    } else if (decoded && decoded.type !== 'withdrawal') {
      const family = families[decoded.family]
      if (family) take(family, record, decoded)
    }
  }

  function take(family: FamilyView, { page }: LogRecord, decoded: DecodedRecord): void {
    if (decoded.type === 'series') {
      const { definition } = family
      const isValid =
        isCellRefValid(arena, root, decoded.ref, cellCountOf(definition)) &&
        isLabelPartValid(page.bytes, decoded.labelsOffset, decoded.labelsLength, definition.labelNames.length)
      if (isValid) family.add(root, page, decoded, log.readCount)
    } else if (decoded.type === 'release') {
      family.release(root, decoded.ref)
      exemplars.forget(decoded.ref)
    } else if (decoded.type === 'removal') {
      // What was removed then is still subtracted from what others hold.
      used.push({ ref: decoded.stampRef, count: STAMP_CELLS })
      for (const { copyRef } of decoded.shares) used.push({ ref: copyRef, count: cellCountOf(family.definition) })
    }
  }

  for (const family of families) {
    for (const share of family?.sharesBySlot().flat() ?? []) used.push(...runsOf(arena, root, (family as FamilyView).definition, share.ref))
  }
  used.push(...exemplars.runs())

  return {
    clearShares() {
      for (const { definition, columns } of families.flatMap((family) => family ?? [])) {
        if (definition.kind !== 'gauge' || definition.across === 'last') continue
        for (const column of columns) {
          for (let i = 0; i < column.length; i++) {
            if (column.refAt(i) !== NO_SHARE) clear(arena, { ref: column.refAt(i), count: cellCountOf(definition) })
          }
        }
      }
    },
    definitions: families.map((family) => family?.definition),
    editions,
    used,
    logPages: log.pages,
    exemplars,
    familyNumber: (definition, edition = 0) => numbers.get(keyOf(definition, edition)),
    forget: (family, ref) => families[family]?.release(root, ref),
    find(family, texts) {
      const view = families[family]
      const slot = view?.find(texts)
      return slot === undefined ? undefined : view?.columns[0]?.refOf(slot)
    },
  }
}

function keyOf(definition: Definition, edition: number): string {
  return `${edition} ${definitionText(definition)}`
}

function addExemplar(arena: Arena, root: Page, exemplars: ExemplarPlaces, { series, bucket, place, textBytes }: ExemplarRecord): void {
  if (isCellRefValid(arena, root, place, exemplarCells(textBytes)))
    exemplars.add(series, bucket, new ExemplarPlace(arena, place, textBytes))
}

/** Every run of cells that a series holds, its own first. */
export function* runsOf(arena: Arena, root: Page, definition: Definition, ref: CellRef): Generator<CellRun, void, void> {
  yield { ref, count: cellCountOf(definition) }
  if (definition.kind !== 'summary') return
  const { words } = arena.page(pageOf(ref)) as Page
  for (let window = 0; window < definition.ageBuckets; window++) {
    const first = (cellOf(ref) + SUMMARY_WINDOWS + window * WINDOW_CELLS) * 2
    yield* octavesOf(arena, root, definition, words, first + WINDOW_DIRECTORY)
    const negative = words[first + WINDOW_NEGATIVE] as number
    if (negative === 0 || !isCellRefValid(arena, root, negative, DIRECTORY_CELLS)) continue
    yield { ref: negative, count: DIRECTORY_CELLS }
    yield* octavesOf(arena, root, definition, (arena.page(pageOf(negative)) as Page).words, cellOf(negative) * 2)
  }
}

function* octavesOf(
  arena: Arena,
  root: Page,
  { scale }: SummaryDefinition,
  directory: Int32Array,
  first: number,
): Generator<CellRun, void, void> {
  const count = octaveCells(scale)
  for (let octave = 0; octave < OCTAVE_COUNT; octave++) {
    const ref = directory[first + octave] as number
    if (ref !== 0 && isCellRefValid(arena, root, ref, count)) yield { ref, count }
  }
}

function clear(arena: Arena, { ref, count }: CellRun): void {
  arena.page(pageOf(ref))?.cells.fill(0, cellOf(ref), cellOf(ref) + count)
}
