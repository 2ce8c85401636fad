/** Writes the sliding window of one summary series: periods, octaves and the place of each value. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { PAGE_CELLS } from '../arena/layout.js'
import { type ExponentialScale, exponentialScale } from '../model/exponential.js'
import { octaveCells } from './cell-counts.js'
import {
  DIRECTORY_CELLS,
  MAX_OCTAVE,
  MIN_OCTAVE,
  OCTAVE_COUNT,
  SUMMARY_WINDOWS,
  WINDOW_CELLS,
  WINDOW_DIRECTORY,
  WINDOW_EPOCH,
  WINDOW_NEGATIVE,
  WINDOW_ZERO_COUNT,
} from './cell-layout.js'
import type { SummaryDefinition } from './definition.js'
import { epochAt, periodMillis } from './merge-summaries.js'
import { type AllocateCells, carryDirectory, linkCells, visitOctaves, windowChunkSize } from './octaves.js'

/** Where a count is: page × WORDS_PER_PAGE + word; negative when nowhere. */
export type WordPlace = number
export const WORDS_PER_PAGE = PAGE_CELLS * 2
/** So low that adding the number of a bucket keeps it negative. */
const NO_PLACE = -(2 ** 30)

/**
 * A window is given to a new period in three steps: its epoch becomes 0, which readers skip; everything in it is zeroed; its epoch becomes the new number. A thread
 * killed in between leaves a window that says 0: what is lost had expired. Octaves are added, never moved, each by one store of its reference.
 */
export class WindowWriter {
  private readonly definition: SummaryDefinition
  private readonly allocate: AllocateCells
  private readonly scale: ExponentialScale
  private readonly shift: number
  private readonly bucketMask: number
  private readonly leastIndex: number
  private readonly greatestIndex: number
  private readonly period: number
  private arena: Arena
  private pages: readonly (Page | undefined)[]
  private pageNumber = 0
  private words: Int32Array = new Int32Array(0)
  private firstCell = 0
  /** First word of the window being filled. */
  private window = 0
  private periodEndMillis = Number.NEGATIVE_INFINITY

  constructor(definition: SummaryDefinition, arena: Arena, allocate: AllocateCells) {
    this.definition = definition
    this.arena = arena
    this.pages = arena.pages
    this.allocate = allocate
    this.scale = exponentialScale(definition.scale)
    this.shift = definition.scale
    this.bucketMask = (1 << this.shift) - 1
    this.leastIndex = MIN_OCTAVE << this.shift
    this.greatestIndex = ((MAX_OCTAVE + 1) << this.shift) - 1
    this.period = periodMillis(definition)
  }

  attach(arena: Arena, page: Page, cell: number): void {
    this.arena = arena
    this.pages = arena.pages
    this.pageNumber = page.number
    this.words = page.words
    this.firstCell = cell
    this.periodEndMillis = Number.NEGATIVE_INFINITY
  }

  /**
   * Finds, or makes, the word that counts `value`, which must not be NaN. Answers page × WORDS_PER_PAGE + word in one number, because a pair, or fields to put it in, cost
   * 3 ns; NO_PLACE when there is no room.
   */
  locate(value: number, nowMillis: number): WordPlace {
    if (nowMillis >= this.periodEndMillis) this.turnTo(nowMillis)
    if (!(value > 0)) return this.locateNotPositive(value)
    const index = this.indexOf(value)
    const word = this.window + WINDOW_DIRECTORY + (index >> this.shift) - MIN_OCTAVE
    const ref = this.words[word] as number
    return (ref === 0 ? this.open(this.words, word) : ref * 2) + (index & this.bucketMask)
  }

  private locateNotPositive(value: number): WordPlace {
    if (value === 0) return this.pageNumber * WORDS_PER_PAGE + this.window + WINDOW_ZERO_COUNT
    const ref = this.linked(this.words, this.window + WINDOW_NEGATIVE, DIRECTORY_CELLS)
    if (ref === 0) return NO_PLACE
    const directory = (this.pages[pageOf(ref)] as Page).words
    const index = this.indexOf(-value)
    return this.open(directory, cellOf(ref) * 2 + (index >> this.shift) - MIN_OCTAVE) + (index & this.bucketMask)
  }

  /** The first word of an octave that may have no cells yet. */
  private open(directory: Int32Array, word: number): WordPlace {
    const ref = this.linked(directory, word, octaveCells(this.shift))
    return ref === 0 ? NO_PLACE : ref * 2
  }

  /** Index of the bucket of a magnitude; the nearest there is for what lies beyond the outermost octaves. */
  private indexOf(magnitude: number): number {
    const index = this.scale.indexOf(magnitude)
    if (index < this.leastIndex) return this.leastIndex
    return Math.min(index, this.greatestIndex)
  }

  /** Copies the windows and everything they refer to into the lane `allocate` belongs to now, whose cells for this series begin at `cell`. */
  carry(to: Arena, page: Page, cell: number): void {
    for (let i = 0; i < this.definition.ageBuckets; i++) {
      const offset = (SUMMARY_WINDOWS + i * WINDOW_CELLS) * 2
      const source = this.firstCell * 2 + offset
      const target = cell * 2 + offset
      page.words.set(this.words.subarray(source, source + WINDOW_DIRECTORY), target)
      page.words.fill(0, target + WINDOW_NEGATIVE, target + WINDOW_DIRECTORY + OCTAVE_COUNT)
      this.carryDirectory(this.words, source + WINDOW_DIRECTORY, to, page.words, target + WINDOW_DIRECTORY)
      const negative = this.words[source + WINDOW_NEGATIVE] as number
      const moved = negative === 0 ? 0 : linkCells(to, this.allocate, page.words, target + WINDOW_NEGATIVE, DIRECTORY_CELLS)
      if (moved === 0) continue
      const left = this.arena.page(pageOf(negative)) as Page
      const entered = to.page(pageOf(moved)) as Page
      this.carryDirectory(left.words, cellOf(negative) * 2, to, entered.words, cellOf(moved) * 2)
    }
  }

  private carryDirectory(source: Int32Array, first: number, to: Arena, target: Int32Array, targetFirst: number): void {
    carryDirectory(this.arena, source, first, windowChunkSize(this.shift), to, this.allocate, target, targetFirst)
  }

  /** The reference in a word, which is given cells of its own when it has none yet. 0 when there is no room. */
  private linked(words: Int32Array, word: number, cellCount: number): CellRef | 0 {
    return linkCells(this.arena, this.allocate, words, word, cellCount)
  }

  private turnTo(nowMillis: number): void {
    const epoch = epochAt(this.definition, nowMillis)
    this.periodEndMillis = (Math.floor(nowMillis / this.period) + 1) * this.period
    this.window = (this.firstCell + SUMMARY_WINDOWS + (epoch % this.definition.ageBuckets) * WINDOW_CELLS) * 2
    const { words, window } = this
    if (words[window + WINDOW_EPOCH] === epoch) return
    Atomics.store(words, window + WINDOW_EPOCH, 0)
    words[window + WINDOW_ZERO_COUNT] = 0
    this.clearDirectory(words, window + WINDOW_DIRECTORY)
    const negative = words[window + WINDOW_NEGATIVE] as number
    if (negative !== 0) this.clearDirectory((this.arena.page(pageOf(negative)) as Page).words, cellOf(negative) * 2)
    Atomics.store(words, window + WINDOW_EPOCH, epoch)
  }

  private clearDirectory(directory: Int32Array, first: number): void {
    const count = octaveCells(this.shift)
    visitOctaves(this.arena, directory, first, windowChunkSize(this.shift), (_octave, { cells }, cell) => cells.fill(0, cell, cell + count))
  }
}
