/** Reads the quantiles of a summary: adds up the living windows of all lanes, then walks the buckets. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEAD_PAGES, PAGE_CELLS } from '../arena/layout.js'
import { type ExponentialScale, exponentialScale } from '../model/exponential.js'
import {
  MIN_OCTAVE,
  OCTAVE_COUNT,
  octaveCells,
  SUMMARY_WINDOWS,
  WINDOW_CELLS,
  WINDOW_DIRECTORY,
  WINDOW_EPOCH,
  WINDOW_NEGATIVE,
  WINDOW_ZERO_COUNT,
} from './cell-layout.js'
import type { SummaryDefinition } from './definition.js'
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

/** Magnitudes on one side of zero, added up over windows and lanes. Only octaves in `used` hold anything. */
interface Side {
  readonly counts: Float64Array
  readonly used: Set<number>
}

export function createSummaryMerger(arena: Arena, definition: SummaryDefinition): SummaryMerger {
  const perOctave = 2 ** definition.scale
  const scale = exponentialScale(definition.scale)
  const newSide = (): Side => ({ counts: new Float64Array(OCTAVE_COUNT * perOctave), used: new Set() })
  const positive = newSide()
  const negative = newSide()
  let zeroCount = 0

  function clear(): void {
    for (const { counts, used } of [positive, negative]) {
      for (const octave of used) counts.fill(0, octave * perOctave, (octave + 1) * perOctave)
      used.clear()
    }
    zeroCount = 0
  }

  function addWindow(page: Page, firstCell: number): void {
    const first = firstCell * 2
    zeroCount += (page.words[first + WINDOW_ZERO_COUNT] as number) >>> 0
    addDirectory(page.words, first + WINDOW_DIRECTORY, positive)
    const negativeDirectory = locate(page.words[first + WINDOW_NEGATIVE] as number, OCTAVE_COUNT / 2)
    if (negativeDirectory) addDirectory(negativeDirectory.page.words, negativeDirectory.cell * 2, negative)
  }

  function addDirectory(directory: Int32Array, first: number, side: Side): void {
    for (let octave = 0; octave < OCTAVE_COUNT; octave++) {
      const ref = Atomics.load(directory, first + octave)
      const chunk = ref === 0 ? undefined : locate(ref, octaveCells(definition.scale))
      if (!chunk) continue
      side.used.add(octave)
      const from = chunk.cell * 2
      const to = octave * perOctave
      const { words } = chunk.page
      for (let i = 0; i < perOctave; i++) side.counts[to + i] = (side.counts[to + i] as number) + ((words[from + i] as number) >>> 0)
    }
  }

  /** A reference out of shared memory, checked: a buggy writer must not lead the reader out of bounds. */
  function locate(ref: CellRef, cellCount: number): { readonly page: Page; readonly cell: number } | undefined {
    const page = pageOf(ref) < HEAD_PAGES || !arena.owners[pageOf(ref)] ? undefined : arena.page(pageOf(ref))
    const cell = cellOf(ref)
    return page && cell + cellCount <= PAGE_CELLS ? { page, cell } : undefined
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
        clear()
        if (shares.every((share) => addShare(share, epoch))) break
      }
      readQuantiles(definition.quantiles, scale, { positive, negative, zeroCount }, into, offset)
    },
  }
}

/** What a walk over the buckets found, by rising value: where each is, on which side of zero, and how much it holds. Used again by the next walk. */
const walked: { places: number[]; signs: number[]; counts: number[] } = { places: [], signs: [], counts: [] }

/** The values at the nearest ranks: the smallest value with at least `quantile × count` observations at or below it. */
function readQuantiles(
  quantiles: readonly number[],
  scale: ExponentialScale,
  sides: { readonly positive: Side; readonly negative: Side; readonly zeroCount: number },
  into: Float64Array,
  offset: number,
): void {
  const { places, signs, counts } = walked
  places.length = signs.length = counts.length = 0
  walk(scale, sides.negative, -1)
  if (sides.zeroCount > 0) {
    places.push(0)
    signs.push(0)
    counts.push(sides.zeroCount)
  }
  walk(scale, sides.positive, 1)

  const total = counts.reduce((sum, count) => sum + count, 0)
  let position = 0
  let atOrBelow = counts[0] ?? 0
  for (const [i, quantile] of quantiles.entries()) {
    const rank = Math.max(1, Math.ceil(quantile * total))
    while (atOrBelow < rank && position < counts.length - 1) atOrBelow += counts[++position] as number
    const sign = signs[position]
    // The value of a bucket costs more than a step of the walk: it is worked out for the few that are asked for.
    if (sign === undefined) into[offset + i] = Number.NaN
    else into[offset + i] = sign === 0 ? 0 : sign * scale.representative(places[position] as number)
  }
}

/** Appends the filled buckets of one side, by rising value. */
function walk(scale: ExponentialScale, { counts, used }: Side, sign: 1 | -1): void {
  const perOctave = 2 ** scale.scale
  for (const octave of [...used].sort((a, b) => sign * (a - b))) {
    for (let i = 0; i < perOctave; i++) {
      const bucket = octave * perOctave + (sign > 0 ? i : perOctave - 1 - i)
      const count = counts[bucket] as number
      if (count === 0) continue
      walked.places.push(bucket + MIN_OCTAVE * perOctave)
      walked.signs.push(sign)
      walked.counts.push(count)
    }
  }
}
