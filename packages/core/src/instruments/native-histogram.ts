/** Histograms with native buckets: exponential ones, whose number and place nobody has to choose. */

import type { Arena, Page } from '../arena/arena.js'
import type { CellRef } from '../arena/lane.js'
import { CELL_MASK, PAGE_SHIFT } from '../arena/layout.js'
import { quote } from '../ground/quote.js'
import { type BucketSearch, createBucketSearch } from '../model/bucket-search.js'
import { classicOffset, extremesOffset, nativeCells } from '../series/cell-counts.js'
import { NATIVE_SUM } from '../series/cell-layout.js'
import type { NativeHistogramDefinition } from '../series/definition.js'
import { greaterOf, lesserOf } from '../series/extremes.js'
import type { FamilyView } from '../series/family-view.js'
import { sumSlot } from '../series/merge-cells.js'
import { countShares } from '../series/merge-native.js'
import { carryNative, NativeWriter } from '../series/native-writer.js'
import type { ExemplarPolicy } from './exemplars.js'
import { Instrument, type InstrumentContext, type SeriesBounds, type SeriesOwner } from './instrument.js'
import { LabelledObservers, ObserverSeries, type ReadSlot } from './observer.js'
import type { Histogram, LabelledHistogram, Observed, UpdateOptions } from './types.js'

/** What a series records beside the native bucket and the sum. */
interface Extras {
  /** Undefined where there are no classic buckets. */
  readonly buckets: BucketSearch | undefined
  readonly classicAt: number
  readonly hasExtremes: boolean
  readonly extremesAt: number
}

class NativeHistogramSeries extends ObserverSeries<NativeHistogramDefinition> implements Histogram {
  private readonly writer: NativeWriter
  private readonly extras: Extras | undefined
  private arena: Arena
  private words: Int32Array = NO_WORDS

  constructor(instrument: SeriesOwner<NativeHistogramDefinition>, writer: NativeWriter, extras: Extras | undefined) {
    super(instrument, nativeCells(instrument.definition))
    this.writer = writer
    this.extras = extras
    this.arena = instrument.context.seat.arena
  }

  override attach(page: Page, cell: number): void {
    super.attach(page, cell)
    this.arena = this.instrument.context.seat.arena
    this.words = page.words
  }

  override carry(to: Arena, ref: CellRef): void {
    const { context, definition } = this.instrument
    carryNative(definition, this.arena, this.ref, to, ref, (count) => context.seat.allocateCells(count))
  }

  observe(value: number, options?: UpdateOptions): void {
    const { cells, arena, ref } = this
    const sumAt = (ref & CELL_MASK) + NATIVE_SUM
    // Catches NaN and infinities, one of which would take the sum and, being so far from all others, the resolution away for good.
    const sum = typeof value === 'number' ? (cells[sumAt] as number) + value : Number.NaN
    if (!(Math.abs(sum) < Number.POSITIVE_INFINITY)) {
      this.instrument.refuse(this, 'observe', 'a number that leaves the sum finite', value)
      return
    }
    const place = this.writer.locate(arena, this.words, ref, value)
    if (place < 0) {
      this.instrument.loseUpdate()
      return
    }
    const at = place & CELL_MASK
    // The octaves of a series lie mostly in the page that it lies in; looking a page up takes 5 ns of 20.
    if (this.extras === undefined && place >>> PAGE_SHIFT === ref >>> PAGE_SHIFT) {
      // Two straight-line stores: a thread that is terminated ends at calls and loops, never between these.
      cells[at] = (cells[at] as number) + 1
      cells[sumAt] = sum
    } else this.record((arena.pages[place >>> PAGE_SHIFT] as Page).cells, at, sum, value)
    if (options !== undefined || this.isTraced) this.instrument.exemplars?.note(ref, this.extras?.buckets?.find(value) ?? 0, value, options)
  }

  /** The same in any page, and with classic buckets, extremes or both. The native bucket comes first: what readers make of it is told in merge-native.ts. */
  private record(counts: Float64Array, at: number, sum: number, value: number): void {
    const { cells, extras } = this
    const first = this.ref & CELL_MASK
    const hasExtremes = extras?.hasExtremes
    const classicAt = extras?.buckets ? first + extras.classicAt + extras.buckets.find(value) : -1
    const minAt = first + (extras?.extremesAt ?? 0)
    const min = hasExtremes ? lesserOf(cells[minAt] as number, value) : 0
    const max = hasExtremes ? greaterOf(cells[minAt + 1] as number, value) : 0
    // Straight-line stores from here on.
    counts[at] = (counts[at] as number) + 1
    if (classicAt >= 0) cells[classicAt] = (cells[classicAt] as number) + 1
    if (hasExtremes) {
      cells[minAt] = min
      cells[minAt + 1] = max
    }
    cells[first + NATIVE_SUM] = sum
  }

  protected override get readSlot(): ReadSlot {
    return readNative
  }
}

const NO_WORDS = new Int32Array(0)

function readNative(view: FamilyView, slot: number): Observed {
  const count = countShares(view.arena, view.definition as NativeHistogramDefinition, view.sharesOf(slot))
  return { count, sum: sumSlot(view.arena, view, slot, NATIVE_SUM, 1)[0] as number }
}

export function createNativeHistogram(
  context: InstrumentContext,
  definition: NativeHistogramDefinition,
  seriesBounds: SeriesBounds,
  exemplars?: ExemplarPolicy,
): Histogram | LabelledHistogram<string> {
  const { bounds, extremes, name } = definition
  const beyond = {
    kind: 'out_of_range',
    metric: name,
    message: `metric ${quote(name)}: observe: expected values of a magnitude from 2^-64 to 2^64, got one beyond; it is counted in the outermost native bucket`,
  }
  const writer = new NativeWriter(
    definition,
    (count) => context.seat.allocateCells(count),
    () => context.report(beyond),
  )
  const extras: Extras = {
    buckets: bounds.length > 0 ? createBucketSearch(bounds) : undefined,
    classicAt: classicOffset(definition),
    hasExtremes: extremes === true,
    extremesAt: extremesOffset(definition),
  }
  const isPlain = !extras.buckets && !extras.hasExtremes
  const instrument = new Instrument<NativeHistogramDefinition, ObserverSeries<NativeHistogramDefinition>>(
    context,
    definition,
    seriesBounds,
    (self) => new NativeHistogramSeries(self, writer, isPlain ? undefined : extras),
    exemplars,
  )
  return instrument.isLabelled ? new LabelledObservers<string, NativeHistogramDefinition>(instrument, readNative) : instrument.bare()
}
