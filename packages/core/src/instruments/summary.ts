/** Summaries: quantiles over a sliding window, with a stated relative error, from exponential buckets that add up exactly across threads. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { CELL_MASK, HEADER_CLOCK_CELL } from '../arena/layout.js'
import type { Clock } from '../ground/clock.js'
import { summaryCells } from '../series/cell-counts.js'
import { SUMMARY_COUNT, SUMMARY_SUM } from '../series/cell-layout.js'
import type { SummaryDefinition } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { sumSlot } from '../series/merge-cells.js'
import { periodMillis } from '../series/merge-summaries.js'
import { WindowWriter, WORDS_PER_PAGE } from '../series/window-writer.js'
import { Instrument, type InstrumentContext, type SeriesBounds, type SeriesOwner } from './instrument.js'
import { LabelledObservers, ObserverSeries, type ReadSlot } from './observer.js'
import type { LabelledSummary, Observed, Summary } from './types.js'

/** Shorter periods are told by the clock itself (30–50 ns): the coarse one, up to a second behind, would put values in windows that have passed. */
const LEAST_COARSE_PERIOD_MILLIS = 2_000

/** One window word counts up to here and stays: nearly 4.3 billion observations of one bucket in one period. */
const FULL_WORD = -1

const WORD_SHIFT = Math.log2(WORDS_PER_PAGE)
const WORD_MASK = WORDS_PER_PAGE - 1

class SummarySeries extends ObserverSeries<SummaryDefinition> implements Summary {
  private readonly windows: WindowWriter
  /** Cells of the arena's header, where the coarse clock is. */
  private header: Float64Array
  private pages: readonly (Page | undefined)[]
  private readonly clock: Clock
  private readonly isCoarse: boolean

  constructor(instrument: SeriesOwner<SummaryDefinition>) {
    super(instrument, summaryCells(instrument.definition))
    const { seat } = instrument.context
    this.windows = new WindowWriter(instrument.definition, seat.arena, (count) => seat.allocateCells(count))
    this.header = seat.arena.cells
    this.pages = seat.arena.pages
    this.clock = seat.clock
    this.isCoarse = periodMillis(instrument.definition) >= LEAST_COARSE_PERIOD_MILLIS
  }

  override attach(page: Page, cell: number): void {
    super.attach(page, cell)
    const { arena } = this.instrument.context.seat
    this.windows.attach(arena, page, cell)
    this.header = arena.cells
    this.pages = arena.pages
  }

  override carry(to: Arena, ref: CellRef, cellCount: number): void {
    super.carry(to, ref, cellCount)
    this.windows.carry(to, to.page(pageOf(ref)) as Page, cellOf(ref))
  }

  observe(value: number): void {
    const first = this.ref & CELL_MASK
    if (typeof value !== 'number') {
      this.reject(value)
      return
    }
    // Catches NaN and the infinity that would cancel another: either leaves no number.
    const sum = (this.cells[first + SUMMARY_SUM] as number) + value
    if (Number.isNaN(sum)) {
      this.reject(value)
      return
    }
    const place = this.windows.locate(value, this.isCoarse ? (this.header[HEADER_CLOCK_CELL] as number) : this.clock.monotonicMillis())
    if (place < 0) {
      this.instrument.loseUpdate()
      return
    }
    const { words } = this.pages[place >>> WORD_SHIFT] as Page
    const at = place & WORD_MASK
    const inBucket = words[at] as number
    const { cells } = this
    // Straight-line stores: a thread that is terminated ends at calls and loops, never between these.
    words[at] = inBucket === FULL_WORD ? FULL_WORD : inBucket + 1
    cells[first + SUMMARY_COUNT] = (cells[first + SUMMARY_COUNT] as number) + 1
    cells[first + SUMMARY_SUM] = sum
  }

  protected override get readSlot(): ReadSlot {
    return readSummary
  }
}

function readSummary(view: FamilyView, slot: number): Observed {
  const [count, sum] = sumSlot(view.arena, view, slot, SUMMARY_COUNT, 2)
  return { count: count as number, sum: sum as number }
}

export function createSummary(
  context: InstrumentContext,
  definition: SummaryDefinition,
  bounds: SeriesBounds,
): Summary | LabelledSummary<string> {
  context.seat.keepTime()
  const instrument = new Instrument<SummaryDefinition, ObserverSeries<SummaryDefinition>>(
    context,
    definition,
    bounds,
    (self) => new SummarySeries(self),
  )
  return instrument.isLabelled ? new LabelledObservers<string, SummaryDefinition>(instrument, readSummary) : instrument.bare()
}
