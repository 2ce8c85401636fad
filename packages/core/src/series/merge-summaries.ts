/** Reads the quantiles of a summary: adds up the living windows of all lanes, then walks the buckets. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { PAGE_CELLS } from '../arena/layout.js'
import { BucketWalk } from '../model/bucket-walk.js'
import {
  DIRECTORY_CELLS,
  SUMMARY_WINDOWS,
  WINDOW_CELLS,
  WINDOW_DIRECTORY,
  WINDOW_EPOCH,
  WINDOW_NEGATIVE,
  WINDOW_ZERO_COUNT,
} from './cell-layout.js'
import type { SummaryDefinition } from './definition.js'
import { type OctaveSide, OctaveSums } from './octave-sums.js'
import { pageOfChunk, visitOctaves, windowChunkSize } from './octaves.js'
import type { Share } from './shares.js'

/** A reader that is always interrupted gives up after this many tries and takes what it saw last. */
const MAX_TRIES = 8

/** Number of the period at a moment of the monotonic clock: periods are numbered alike in all threads. Never 0. */
export function epochAt(definition: SummaryDefinition, monotonicMillis: number): number {
  return (Math.floor(monotonicMillis / periodMillis(definition)) % 0x7fffffff) + 1
}

export function periodMillis(definition: SummaryDefinition): number {
  return (definition.maxAgeSeconds * 1_000) / definition.ageBuckets
}

/** Adds up windows and reads quantiles; keeps its buckets between series, so one merger serves a whole family. Not to be shared by threads. */
export interface SummaryMerger {
  /** Writes one value per quantile into `into` from `offset` on; NaN when nothing was observed within the window. */
  quantiles(shares: readonly Share[], epoch: number, into: Float64Array, offset: number): void
}

export function createSummaryMerger(arena: Arena, definition: SummaryDefinition): SummaryMerger {
  const sums = new OctaveSums(definition.scale)
  const walk = new BucketWalk()
  const { perOctave } = sums
  const sizeOf = windowChunkSize(definition.scale)

  function addWindow(page: Page, firstCell: number): void {
    const first = firstCell * 2
    sums.zeroCount += (page.words[first + WINDOW_ZERO_COUNT] as number) >>> 0
    addDirectory(page.words, first + WINDOW_DIRECTORY, sums.positive)
    const negative = page.words[first + WINDOW_NEGATIVE] as number
    const directory = negative === 0 || cellOf(negative) + DIRECTORY_CELLS > PAGE_CELLS ? undefined : pageOfChunk(arena, negative)
    if (directory) addDirectory(directory.words, cellOf(negative) * 2, sums.negative)
  }

  function addDirectory(directory: Int32Array, first: number, { counts, used }: OctaveSide): void {
    visitOctaves(arena, directory, first, sizeOf, (octave, { words }, cell) => {
      used.add(octave)
      const from = cell * 2
      const to = octave * perOctave
      for (let i = 0; i < perOctave; i++) counts[to + i] = (counts[to + i] as number) + ((words[from + i] as number) >>> 0)
    })
  }

  /** False when a window was given to a newer period while it was read: then the sum holds parts of both. */
  function addShare({ ref, removal }: Share, epoch: number): boolean {
    const page = arena.page(pageOf(ref)) as Page
    const removedEpoch = removal ? newestEpoch(removal.copyRef) : 0
    for (let window = 0; window < definition.ageBuckets; window++) {
      const first = cellOf(ref) + SUMMARY_WINDOWS + window * WINDOW_CELLS
      const held = Atomics.load(page.words, first * 2 + WINDOW_EPOCH)
      if (held === 0 || held <= removedEpoch || epoch - held < 0 || epoch - held >= definition.ageBuckets) continue
      addWindow(page, first)
      if (Atomics.load(page.words, first * 2 + WINDOW_EPOCH) !== held) return false
    }
    return true
  }

  /** The newest period a share held when its series was removed: of that one and those before it nothing counts. */
  function newestEpoch(copyRef: CellRef): number {
    const { words } = arena.page(pageOf(copyRef)) as Page
    let newest = 0
    for (let window = 0; window < definition.ageBuckets; window++) {
      newest = Math.max(newest, words[(cellOf(copyRef) + SUMMARY_WINDOWS + window * WINDOW_CELLS) * 2 + WINDOW_EPOCH] as number)
    }
    return newest
  }

  return {
    quantiles(shares, epoch, into, offset) {
      for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
        sums.clear()
        if (shares.every((share) => addShare(share, epoch))) break
      }
      walk.clear()
      sums.appendTo(walk)
      walk.read(definition.scale, definition.quantiles, into, offset)
    },
  }
}
