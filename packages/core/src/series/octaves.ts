/**
 * Octaves: the structure behind summary windows and native histograms.
 *
 * A *directory* has a word for each of 128 octaves. It is 0, or refers to a chunk of cells in which the buckets of that octave are counted. Chunks are added at the
 * first value that needs them, each by one store, and neither moved nor given back; so a thread may be killed and readers may look at any moment. What is beyond
 * the outermost octaves is counted in the outermost buckets.
 */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEAD_PAGES, PAGE_CELLS } from '../arena/layout.js'
import { MAX_OCTAVE, MIN_OCTAVE, OCTAVE_COUNT } from './cell-layout.js'

/** Takes zeroed cells of the writer's lane; undefined when there is no room. */
export type AllocateCells = (count: number) => CellRef | undefined

/** How many cells the chunk has that begins at `cell` of `page`; 0 when what stands there is none. */
export type ChunkSize = (page: Page, cell: number) => number

/** Index of the lowest bucket that octaves have at a scale. */
export function leastIndex(scale: number): number {
  return MIN_OCTAVE * 2 ** scale
}

/** Index of the highest. */
export function greatestIndex(scale: number): number {
  return (MAX_OCTAVE + 1) * 2 ** scale - 1
}

/** The reference in a word, which is given cells of its own when it has none yet; `prepare` makes them ready before anybody can see them. 0 when there is no room. */
export function linkCells(
  arena: Arena,
  allocate: AllocateCells,
  words: Int32Array,
  word: number,
  cellCount: number,
  prepare?: (page: Page, cell: number) => void,
): CellRef | 0 {
  const known = words[word] as number
  if (known !== 0) return known
  const ref = allocate(cellCount)
  const page = ref === undefined ? undefined : arena.page(pageOf(ref))
  if (ref === undefined || !page) return 0
  prepare?.(page, cellOf(ref))
  Atomics.store(words, word, ref)
  return ref
}

/** Calls `visit` with the chunk of every octave that has one, by rising magnitude. References out of shared memory are checked: a buggy writer must not lead a reader out of bounds. */
export function visitOctaves(
  arena: Arena,
  directory: Int32Array,
  first: number,
  sizeOf: ChunkSize,
  visit: (octave: number, page: Page, cell: number) => void,
): void {
  for (let octave = 0; octave < OCTAVE_COUNT; octave++) {
    const ref = Atomics.load(directory, first + octave)
    const page = ref === 0 ? undefined : pageOfChunk(arena, ref)
    if (!page) continue
    const cell = cellOf(ref)
    const size = sizeOf(page, cell)
    if (size > 0 && cell + size <= PAGE_CELLS) visit(octave, page, cell)
  }
}

/** The page of a reference out of shared memory, when some lane has it. */
export function pageOfChunk(arena: Arena, ref: CellRef): Page | undefined {
  const number = pageOf(ref)
  return number < HEAD_PAGES || !arena.owners[number] ? undefined : arena.page(number)
}

/** Copies a directory with all its chunks. The target's words hold nothing yet; what finds no room stays behind. */
export function carryDirectory(
  from: Arena,
  source: Int32Array,
  first: number,
  sizeOf: ChunkSize,
  to: Arena,
  allocate: AllocateCells,
  target: Int32Array,
  targetFirst: number,
): void {
  visitOctaves(from, source, first, sizeOf, (octave, page, cell) => {
    const size = sizeOf(page, cell)
    linkCells(to, allocate, target, targetFirst + octave, size, (entered, enteredCell) => {
      entered.cells.set(page.cells.subarray(cell, cell + size), enteredCell)
    })
  })
}
