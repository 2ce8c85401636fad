/** Finds the cell that counts a value in a native histogram, and makes the octaves it needs. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { CELL_MASK, PAGE_SHIFT } from '../arena/layout.js'
import { type ExponentialScale, exponentialScale } from '../model/exponential.js'
import { sumsOf } from './cell-counts.js'
import {
  CHUNK_REF_MASK,
  COARSENESS_SHIFT,
  DIRECTORY_CELLS,
  MAX_COARSENESS,
  MAX_OCTAVE,
  MIN_OCTAVE,
  NATIVE_DIRECTORY,
  NATIVE_NEGATIVE_WORD,
  NATIVE_ZERO_COUNT,
  OCTAVE_COUNT,
} from './cell-layout.js'
import type { NativeHistogramDefinition } from './definition.js'
import { type AllocateCells, carryDirectory, linkCells, nativeChunkSize, subtractDirectory } from './octaves.js'

/** Scale of the octaves a schema is recorded in: one that holds whole octaves. Readers merge buckets for a coarser schema. */
export function recordingScale({ schema }: NativeHistogramDefinition): number {
  return Math.max(0, schema)
}

/** In place of a reference: there was no room for an octave. */
export const NO_PLACE: CellRef = -1

/**
 * One writer serves all series of an instrument: it keeps no place.
 *
 * Nothing is ever rescaled. A series that fills octaves from the lowest to the highest of `n` has at least (n − 2) × 2^scale + 2 buckets from end to end, of which `maxBuckets` are
 * shown; the scale at which that many fit only falls, so an octave that is made later is made no finer than this. What a series takes is thereby
 * bounded, whatever it observes: with 160 buckets, all 128 octaves of one sign take 3.0 KB at schema 3 and 9.5 KB at schema 8; at full resolution they would take 8.2 and 262 KB.
 */
export class NativeWriter {
  private readonly allocate: AllocateCells
  private readonly onBeyond: () => void
  private readonly scale: ExponentialScale
  private readonly shift: number
  private readonly bucketMask: number
  private readonly zeroThreshold: number
  private readonly maxBuckets: number

  /** @param onBeyond Told whenever a value is beyond the outermost octaves. */
  constructor(definition: NativeHistogramDefinition, allocate: AllocateCells, onBeyond: () => void) {
    this.allocate = allocate
    this.onBeyond = onBeyond
    this.shift = recordingScale(definition)
    this.scale = exponentialScale(this.shift)
    this.bucketMask = (1 << this.shift) - 1
    this.zeroThreshold = definition.zeroThreshold
    this.maxBuckets = definition.maxBuckets
  }

  /**
   * The cell that counts `value`, which must not be NaN; NO_PLACE when there is no room.
   * @param words Of the page that has the series' own cells.
   * @param ref The first of these.
   */
  locate(arena: Arena, words: Int32Array, ref: CellRef, value: number): CellRef {
    if (!(value > this.zeroThreshold)) return this.locateNotPositive(arena, words, ref, value)
    return this.place(arena, words, ((ref & CELL_MASK) + NATIVE_DIRECTORY) * 2, this.scale.indexOf(value))
  }

  private locateNotPositive(arena: Arena, words: Int32Array, ref: CellRef, value: number): CellRef {
    if (!(-value > this.zeroThreshold)) return ref + NATIVE_ZERO_COUNT
    const directory = linkCells(arena, this.allocate, words, (ref & CELL_MASK) * 2 + NATIVE_NEGATIVE_WORD, DIRECTORY_CELLS)
    if (directory === 0) return NO_PLACE
    return this.place(arena, (arena.pages[directory >>> PAGE_SHIFT] as Page).words, (directory & CELL_MASK) * 2, this.scale.indexOf(-value))
  }

  /** The cell of a bucket in a directory. */
  private place(arena: Arena, directory: Int32Array, first: number, index: number): CellRef {
    const octave = (index >> this.shift) - MIN_OCTAVE
    const word = octave >>> 0 < OCTAVE_COUNT ? (directory[first + octave] as number) : 0
    if (word === 0) return this.placeAnew(arena, directory, first, index)
    return (word & CHUNK_REF_MASK) + ((index & this.bucketMask) >> (word >>> COARSENESS_SHIFT))
  }

  /** The same for a bucket whose octave was not made yet, or that is beyond the outermost. */
  private placeAnew(arena: Arena, directory: Int32Array, first: number, index: number): CellRef {
    const least = MIN_OCTAVE << this.shift
    const greatest = ((MAX_OCTAVE + 1) << this.shift) - 1
    if (index < least || index > greatest) {
      this.onBeyond()
      return this.place(arena, directory, first, index < least ? least : greatest)
    }
    const octave = (index >> this.shift) - MIN_OCTAVE
    const coarseness = this.coarsenessFor(directory, first, octave)
    const cellCount = 2 ** (this.shift - coarseness)
    return linkCells(arena, this.allocate, directory, first + octave, cellCount, coarseness) === 0
      ? NO_PLACE
      : this.place(arena, directory, first, index)
  }

  /** How coarse an octave may be made without anybody seeing it: whatever is shown of a series that has it is as coarse at least. */
  private coarsenessFor(directory: Int32Array, first: number, octave: number): number {
    let lowest = octave
    let highest = octave
    for (let other = 0; other < OCTAVE_COUNT; other++) {
      if (directory[first + other] === 0) continue
      lowest = Math.min(lowest, other)
      highest = Math.max(highest, other)
    }
    const whole = highest - lowest - 1
    let coarseness = 0
    while (coarseness < Math.min(this.shift, MAX_COARSENESS) && whole * 2 ** (this.shift - coarseness) + 2 > this.maxBuckets) coarseness++
    return coarseness
  }
}

/** Copies a series with its octaves to cells of another arena that hold nothing yet. */
export function carryNative(
  definition: NativeHistogramDefinition,
  from: Arena,
  source: CellRef,
  to: Arena,
  target: CellRef,
  allocate: AllocateCells,
): void {
  const left = from.page(pageOf(source))
  const entered = to.page(pageOf(target))
  if (!left || !entered) return
  const [offset, count] = sumsOf(definition)
  entered.cells.set(left.cells.subarray(cellOf(source) + offset, cellOf(source) + offset + count), cellOf(target) + offset)
  const sizeOf = nativeChunkSize(recordingScale(definition))
  const carry = (words: Int32Array, first: number, into: Int32Array, intoFirst: number): void =>
    carryDirectory(from, words, first, sizeOf, to, allocate, into, intoFirst)
  carry(left.words, (cellOf(source) + NATIVE_DIRECTORY) * 2, entered.words, (cellOf(target) + NATIVE_DIRECTORY) * 2)
  const negative = left.words[cellOf(source) * 2 + NATIVE_NEGATIVE_WORD] as number
  const leftNegative = negative === 0 ? undefined : from.page(pageOf(negative))
  if (!leftNegative) return
  const moved = linkCells(to, allocate, entered.words, cellOf(target) * 2 + NATIVE_NEGATIVE_WORD, DIRECTORY_CELLS)
  const enteredNegative = moved === 0 ? undefined : to.page(pageOf(moved))
  if (enteredNegative) carry(leftNegative.words, cellOf(negative) * 2, enteredNegative.words, cellOf(moved) * 2)
}

/** Takes the buckets of a copy, made when the series held less, off what was carried. */
export function subtractNative(definition: NativeHistogramDefinition, from: Arena, copy: CellRef, to: Arena, target: CellRef): void {
  const left = from.page(pageOf(copy))
  const entered = to.page(pageOf(target))
  if (!left || !entered) return
  const sizeOf = nativeChunkSize(recordingScale(definition))
  subtractDirectory(
    from,
    left.words,
    (cellOf(copy) + NATIVE_DIRECTORY) * 2,
    sizeOf,
    to,
    entered.words,
    (cellOf(target) + NATIVE_DIRECTORY) * 2,
  )
  const negative = left.words[cellOf(copy) * 2 + NATIVE_NEGATIVE_WORD] as number
  const moved = entered.words[cellOf(target) * 2 + NATIVE_NEGATIVE_WORD] as number
  if (negative === 0 || moved === 0) return
  const leftNegative = from.page(pageOf(negative)) as Page
  const enteredNegative = to.page(pageOf(moved)) as Page
  subtractDirectory(from, leftNegative.words, cellOf(negative) * 2, sizeOf, to, enteredNegative.words, cellOf(moved) * 2)
}
