/** Adds up the lanes' shares of native histograms and lowers the resolution until the buckets are few enough. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { PAGE_CELLS } from '../arena/layout.js'
import { MIN_SCALE } from '../model/exponential.js'
import type { ExponentialBuckets } from '../model/snapshot.js'
import { classicCells, classicOffset } from './cell-counts.js'
import { DIRECTORY_CELLS, MIN_OCTAVE, NATIVE_DIRECTORY, NATIVE_NEGATIVE_WORD, NATIVE_SUM, NATIVE_ZERO_COUNT } from './cell-layout.js'
import type { NativeHistogramDefinition } from './definition.js'
import { recordingScale } from './native-writer.js'
import { type OctaveSide, OctaveSums } from './octave-sums.js'
import { nativeChunkSize, pageOfChunk, visitOctaves } from './octaves.js'
import type { Share } from './shares.js'

/** One series over all lanes. */
export interface NativeSeries {
  readonly count: number
  readonly sum: number
  readonly scale: number
  readonly zeroCount: number
  readonly positive: ExponentialBuckets
  readonly negative: ExponentialBuckets
  /** Counts of the classic buckets, not cumulative, +Inf last; together they are `count`. For a histogram without bounds that one alone. */
  readonly classic: readonly number[]
}

/** Keeps its buckets between series, so one merger serves a whole family. Not to be shared by threads. */
export interface NativeMerger {
  /** @param shares Of one series, in lane order. */
  merge(shares: readonly Share[]): NativeSeries
}

/** Calls `visit` with every chunk of octaves of a share. */
function visitChunks(
  arena: Arena,
  scale: number,
  ref: CellRef,
  visit: (isNegative: boolean, octave: number, page: Page, cell: number, coarseness: number) => void,
): void {
  const { words } = arena.page(pageOf(ref)) as Page
  const sizeOf = nativeChunkSize(scale)
  const first = (cellOf(ref) + NATIVE_DIRECTORY) * 2
  visitOctaves(arena, words, first, sizeOf, (octave, page, cell, coarseness) => visit(false, octave, page, cell, coarseness))
  const negative = Atomics.load(words, cellOf(ref) * 2 + NATIVE_NEGATIVE_WORD)
  const directory = negative === 0 || cellOf(negative) + DIRECTORY_CELLS > PAGE_CELLS ? undefined : pageOfChunk(arena, negative)
  if (directory)
    visitOctaves(arena, directory.words, cellOf(negative) * 2, sizeOf, (octave, page, cell, coarseness) =>
      visit(true, octave, page, cell, coarseness),
    )
}

/** How many values a series has, without its buckets. */
export function countShares(arena: Arena, definition: NativeHistogramDefinition, shares: readonly Share[]): number {
  return signedRefs(shares).reduce((sum, { ref, sign }) => sum + sign * countNative(arena, definition, ref), 0)
}

/** How many values the share, or copy of one, at `ref` holds. */
export function countNative(arena: Arena, definition: NativeHistogramDefinition, ref: CellRef): number {
  const scale = recordingScale(definition)
  let count = (arena.page(pageOf(ref)) as Page).cells[cellOf(ref) + NATIVE_ZERO_COUNT] as number
  visitChunks(arena, scale, ref, (_isNegative, _octave, { cells }, cell, coarseness) => {
    for (let i = 0; i < 2 ** (scale - coarseness); i++) count += cells[cell + i] as number
  })
  return count
}

/** What is added up: the shares, less what those of a removed series held then. */
interface SignedRef {
  readonly ref: CellRef
  readonly sign: 1 | -1
}

function signedRefs(shares: readonly Share[]): SignedRef[] {
  return shares.flatMap(({ ref, removal }): SignedRef[] => [
    { ref, sign: 1 },
    ...(removal ? [{ ref: removal.copyRef, sign: -1 as const }] : []),
  ])
}

export function createNativeMerger(arena: Arena, definition: NativeHistogramDefinition): NativeMerger {
  const scale = recordingScale(definition)
  const now = new OctaveSums(scale)
  let later: OctaveSums | undefined
  /** Of the coarsest octave that holds anything. */
  let coarsest = 0

  /** Buckets of a coarse octave are counted in the first of the fine ones they consist of: merged as far as is shown, they are in the same bucket. */
  function addUp(sums: OctaveSums, refs: readonly SignedRef[]): void {
    sums.clear()
    for (const { ref, sign } of refs) {
      sums.zeroCount += sign * ((arena.page(pageOf(ref)) as Page).cells[cellOf(ref) + NATIVE_ZERO_COUNT] as number)
      visitChunks(arena, scale, ref, (isNegative, octave, { cells }, cell, coarseness) => {
        const { counts, used } = isNegative ? sums.negative : sums.positive
        used.add(octave)
        const to = octave * sums.perOctave
        for (let i = 0; i < 2 ** (scale - coarseness); i++) {
          const count = cells[cell + i] as number
          if (count === 0) continue
          coarsest = Math.max(coarsest, coarseness)
          counts[to + (i << coarseness)] = (counts[to + (i << coarseness)] as number) + sign * count
        }
      })
    }
  }

  /**
   * The classic buckets, with as many values as the native ones have: a scrape that showed them apart would be refused.
   *
   * A thread counts a value in its native bucket first. So what was read of those a moment ago may lack some that the classic buckets have: it is taken on, bucket by bucket, towards what is there
   * now. And where they have one more, a thread is between the two stores: its value is above all bounds for the moment. Cumulative counts never fall by either.
   */
  function classicBuckets(refs: readonly SignedRef[]): readonly number[] {
    const total = now.total()
    const width = classicCells(definition)
    if (width === 0) return [total]
    const counts = new Array<number>(width).fill(0)
    for (const { ref, sign } of refs) {
      const { cells } = arena.page(pageOf(ref)) as Page
      const first = cellOf(ref) + classicOffset(definition)
      for (let i = 0; i < width; i++) counts[i] = (counts[i] as number) + sign * (cells[first + i] as number)
    }
    const missing = counts.reduce((sum, count) => sum + count, 0) - total
    if (missing > 0) {
      later ??= new OctaveSums(scale)
      addUp(later, refs)
      advance(now, later, missing)
    } else counts[width - 1] = (counts[width - 1] as number) - missing
    return counts
  }

  return {
    merge(shares) {
      const refs = signedRefs(shares)
      coarsest = 0
      addUp(now, refs)
      const classic = classicBuckets(refs)
      let sum = 0
      for (const { ref, sign } of refs) sum += sign * ((arena.page(pageOf(ref)) as Page).cells[cellOf(ref) + NATIVE_SUM] as number)
      const [positive, negative] = now.sides
      const [above, below] = [filledRange(positive, now.perOctave), filledRange(negative, now.perOctave)]
      let steps = Math.max(coarsest, scale - definition.schema)
      while (shownLength(above, steps) + shownLength(below, steps) > definition.maxBuckets && scale - steps > MIN_SCALE) steps++
      return {
        count: classic.reduce((total, count) => total + count, 0),
        sum,
        scale: scale - steps,
        zeroCount: now.zeroCount,
        positive: lowered(positive, above, now.perOctave, steps),
        negative: lowered(negative, below, now.perOctave, steps),
        classic,
      }
    },
  }
}

/** Moves `count` values on from what was read before to what was read after. */
function advance(before: OctaveSums, after: OctaveSums, count: number): void {
  let missing = count
  const step = Math.min(missing, after.zeroCount - before.zeroCount)
  before.zeroCount += step
  missing -= step
  for (const to of after.sides) {
    const from = to === after.positive ? before.positive : before.negative
    for (const octave of to.used) {
      from.used.add(octave)
      for (let i = octave * before.perOctave; i < (octave + 1) * before.perOctave && missing > 0; i++) {
        const taken = Math.min(missing, (to.counts[i] as number) - (from.counts[i] as number))
        from.counts[i] = (from.counts[i] as number) + taken
        missing -= taken
      }
    }
  }
}

/** Positions of the first and the last filled bucket; undefined when there is none. */
type Range = { readonly from: number; readonly to: number } | undefined

function filledRange(side: OctaveSide | undefined, perOctave: number): Range {
  if (!side) return undefined
  const { counts, used } = side
  let from = Number.POSITIVE_INFINITY
  let to = -1
  for (const octave of used) {
    for (let i = octave * perOctave; i < (octave + 1) * perOctave; i++) {
      if (counts[i] === 0) continue
      from = Math.min(from, i)
      to = Math.max(to, i)
    }
  }
  return to < 0 ? undefined : { from, to }
}

/** Length of a run after so many steps down. Octaves begin at a power of two below zero that every step divides, so positions can be shifted like indexes. */
function shownLength(range: Range, steps: number): number {
  return range ? (range.to >> steps) - (range.from >> steps) + 1 : 0
}

const NO_BUCKETS: ExponentialBuckets = { offset: 0, counts: new Float64Array(0) }

function lowered(side: OctaveSide | undefined, range: Range, perOctave: number, steps: number): ExponentialBuckets {
  if (!side || !range) return NO_BUCKETS
  const { counts } = side
  const first = range.from >> steps
  const shown = new Float64Array(shownLength(range, steps))
  for (let i = range.from; i <= range.to; i++) {
    const at = (i >> steps) - first
    shown[at] = (shown[at] as number) + (counts[i] as number)
  }
  return { offset: first + ((MIN_OCTAVE * perOctave) >> steps), counts: shown }
}
