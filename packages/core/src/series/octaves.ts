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
import { octaveCells } from './cell-counts.js'
import { CHUNK_REF_MASK, COARSENESS_SHIFT, OCTAVE_COUNT } from './cell-layout.js'

/** Takes zeroed cells of the writer's lane; undefined when there is no room. */
export type AllocateCells = (count: number) => CellRef | undefined

/** How many cells the chunk of an octave has whose buckets were merged in pairs so many times; 0 when there is no such. */
export type ChunkSize = (coarseness: number) => number

/** The reference in a word, which is given cells of its own when it has none yet. 0 when there is no room. @param coarseness Noted in the word of an octave. */
export function linkCells(
  arena: Arena,
  allocate: AllocateCells,
  words: Int32Array,
  word: number,
  cellCount: number,
  coarseness = 0,
): CellRef | 0 {
  const known = words[word] as number
  if (known !== 0) return known & CHUNK_REF_MASK
  const ref = allocate(cellCount)
  if (ref === undefined || !arena.page(pageOf(ref))) return 0
  Atomics.store(words, word, ref | (coarseness << COARSENESS_SHIFT))
  return ref
}

/** Calls `visit` with the chunk of every octave that has one, by rising magnitude. References out of shared memory are checked: a buggy writer must not lead a reader out of bounds. */
export function visitOctaves(
  arena: Arena,
  directory: Int32Array,
  first: number,
  sizeOf: ChunkSize,
  visit: (octave: number, page: Page, cell: number, coarseness: number) => void,
): void {
  for (let octave = 0; octave < OCTAVE_COUNT; octave++) {
    const word = Atomics.load(directory, first + octave)
    if (word === 0) continue
    const ref = word & CHUNK_REF_MASK
    const coarseness = word >>> COARSENESS_SHIFT
    const size = sizeOf(coarseness)
    const page = pageOfChunk(arena, ref)
    if (page && size > 0 && cellOf(ref) + size <= PAGE_CELLS) visit(octave, page, cellOf(ref), coarseness)
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
  visitOctaves(from, source, first, sizeOf, (octave, page, cell, coarseness) => {
    const size = sizeOf(coarseness)
    const moved = allocate(size)
    const entered = moved === undefined ? undefined : to.page(pageOf(moved))
    if (moved === undefined || !entered) return
    entered.cells.set(page.cells.subarray(cell, cell + size), cellOf(moved))
    target[targetFirst + octave] = moved | (coarseness << COARSENESS_SHIFT)
  })
}

/** Takes the counts of a directory off those of another, whose octaves were carried from where it was copied, and so are as coarse. */
export function subtractDirectory(
  from: Arena,
  source: Int32Array,
  first: number,
  sizeOf: ChunkSize,
  to: Arena,
  target: Int32Array,
  targetFirst: number,
): void {
  visitOctaves(from, source, first, sizeOf, (octave, page, cell, coarseness) => {
    const ref = (target[targetFirst + octave] as number) & CHUNK_REF_MASK
    const entered = ref === 0 ? undefined : to.page(pageOf(ref))
    if (!entered) return
    for (let i = 0; i < sizeOf(coarseness); i++) {
      const at = cellOf(ref) + i
      entered.cells[at] = (entered.cells[at] as number) - (page.cells[cell + i] as number)
    }
  })
}

/** The only size of those of summary windows, which are always at full resolution. */
export function windowChunkSize(scale: number): ChunkSize {
  const count = octaveCells(scale)
  return (coarseness) => (coarseness === 0 ? count : 0)
}

/** The sizes of those of native histograms. @param scale Of full resolution. */
export function nativeChunkSize(scale: number): ChunkSize {
  return (coarseness) => (coarseness <= scale ? 2 ** (scale - coarseness) : 0)
}
