/** What a lane already holds when a thread takes it over from one that has ended. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRun, isCellRefValid } from '../arena/cell-space.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { PAGE_SHIFT } from '../arena/layout.js'
import { createLogReader, type LogRecord } from '../arena/log.js'
import { cellCountOf } from './cell-counts.js'
import {
  DIRECTORY_CELLS,
  NATIVE_DIRECTORY,
  NATIVE_NEGATIVE_WORD,
  SUMMARY_WINDOWS,
  WINDOW_CELLS,
  WINDOW_DIRECTORY,
  WINDOW_NEGATIVE,
} from './cell-layout.js'
import { NO_SHARE } from './column.js'
import { type Definition, definitionText, isNative } from './definition.js'
import { ExemplarPlace, exemplarCells } from './exemplar-place.js'
import { ExemplarPlaces } from './exemplar-places.js'
import { FamilyView } from './family-view.js'
import { recordingScale } from './native-writer.js'
import { type ChunkSize, nativeChunkSize, visitOctaves, windowChunkSize } from './octaves.js'
import { type DecodedRecord, decodeRecord, type ExemplarRecord, isLabelPartValid } from './records.js'
import { STAMP_CELLS } from './removal.js'

export interface Heritage {
  /** Of the lane's families, by number; undefined where the log holds something else. */
  readonly definitions: readonly (Definition | undefined)[]
  /** Of which edition each of them is. */
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
  const definitions: (Definition | undefined)[] = []
  const families: (FamilyView | undefined)[] = []
  const editions: number[] = []
  const numbers = new Map<string, number>()
  const used: CellRun[] = []
  const exemplars = new ExemplarPlaces()
  /** Copies that removals have made and nobody has given back. */
  const copies = new Map<CellRef, Definition>()

  for (let record = log.next(); record; record = log.next()) {
    const decoded = decodeRecord(record)
    if (decoded?.type === 'family') {
      const { definition, edition } = decoded
      if (definition) numbers.set(keyOf(definition, edition), families.length)
      editions.push(edition)
      definitions.push(definition)
      families.push(definition && new FamilyView(arena, asOfOneThread(definition)))
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
      copies.delete(decoded.ref)
    } else if (decoded.type === 'removal') {
      // What was removed then is still subtracted from what others hold.
      used.push({ ref: decoded.stampRef, count: STAMP_CELLS })
      for (const { copyRef } of decoded.shares) copies.set(copyRef, family.definition)
    }
  }

  for (const family of families) {
    for (const share of family?.sharesBySlot().flat() ?? []) used.push(...runsOf(arena, root, (family as FamilyView).definition, share.ref))
  }
  for (const [copyRef, definition] of copies) used.push(...runsOf(arena, root, definition, copyRef))
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
    definitions,
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

/** In one lane a gauge that shows each thread has a label set once, like the others, and its series are to be found by their labels. */
function asOfOneThread(definition: Definition): Definition {
  return definition.kind === 'gauge' && definition.across === 'each' ? { ...definition, across: 'sum' } : definition
}

function keyOf(definition: Definition, edition: number): string {
  return `${edition} ${definitionText(definition)}`
}

function addExemplar(arena: Arena, root: Page, exemplars: ExemplarPlaces, { series, bucket, place, textBytes }: ExemplarRecord): void {
  if (isCellRefValid(arena, root, place, exemplarCells(textBytes)))
    exemplars.add(series, bucket, new ExemplarPlace(arena, place, textBytes))
}

/** The cells of a series, and all that they refer to, its own first. */
export function runsOf(arena: Arena, root: Page, definition: Definition, ref: CellRef): CellRun[] {
  const runs: CellRun[] = [{ ref, count: cellCountOf(definition) }]
  const { words } = arena.page(pageOf(ref)) as Page
  const isValid = (run: CellRun): boolean => isCellRefValid(arena, root, run.ref, run.count)

  function addDirectories(sizeOf: ChunkSize, directory: number, negativeWord: number): void {
    addOctaves(sizeOf, words, directory)
    const negative = { ref: words[negativeWord] as number, count: DIRECTORY_CELLS }
    if (negative.ref === 0 || !isValid(negative)) return
    runs.push(negative)
    addOctaves(sizeOf, (arena.page(pageOf(negative.ref)) as Page).words, cellOf(negative.ref) * 2)
  }

  function addOctaves(sizeOf: ChunkSize, directory: Int32Array, first: number): void {
    visitOctaves(arena, directory, first, sizeOf, (_octave, page, cell, coarseness) => {
      const run = { ref: (page.number << PAGE_SHIFT) | cell, count: sizeOf(coarseness) }
      if (isValid(run)) runs.push(run)
    })
  }

  const firstCell = cellOf(ref)
  if (definition.kind === 'summary') {
    const sizeOf = windowChunkSize(definition.scale)
    for (let window = 0; window < definition.ageBuckets; window++) {
      const first = (firstCell + SUMMARY_WINDOWS + window * WINDOW_CELLS) * 2
      addDirectories(sizeOf, first + WINDOW_DIRECTORY, first + WINDOW_NEGATIVE)
    }
  }
  if (definition.kind === 'histogram' && isNative(definition)) {
    const sizeOf = nativeChunkSize(recordingScale(definition))
    addDirectories(sizeOf, (firstCell + NATIVE_DIRECTORY) * 2, firstCell * 2 + NATIVE_NEGATIVE_WORD)
  }
  return runs
}

function clear(arena: Arena, { ref, count }: CellRun): void {
  arena.page(pageOf(ref))?.cells.fill(0, cellOf(ref), cellOf(ref) + count)
}
