/** Histograms with buckets of the user's choosing. */

import { CELL_MASK } from '../arena/layout.js'
import { type BucketSearch, createBucketSearch } from '../model/bucket-search.js'
import { histogramCells } from '../series/cell-counts.js'
import { type HistogramDefinition, isNative } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { sumSlot } from '../series/merge-cells.js'
import type { ExemplarPolicy } from './exemplars.js'
import { ExtremesHistogramSeries } from './extremes-histogram.js'
import { Instrument, type InstrumentContext, type SeriesBounds, type SeriesOwner } from './instrument.js'
import { createNativeHistogram } from './native-histogram.js'
import { LabelledObservers, ObserverSeries, type ReadSlot } from './observer.js'
import type { Histogram, LabelledHistogram, Observed, UpdateOptions } from './types.js'

class HistogramSeries extends ObserverSeries<HistogramDefinition> implements Histogram {
  private readonly buckets: BucketSearch

  constructor(instrument: SeriesOwner<HistogramDefinition>, buckets: BucketSearch) {
    super(instrument, histogramCells(instrument.definition))
    this.buckets = buckets
  }

  observe(value: number, options?: UpdateOptions): void {
    const { cells, buckets } = this
    const first = this.ref & CELL_MASK
    const sumAt = first + buckets.boundCount + 1
    if (typeof value !== 'number') {
      this.reject(value)
      return
    }
    // Catches NaN and the infinity that would cancel another: either leaves no number.
    const sum = (cells[sumAt] as number) + value
    if (Number.isNaN(sum)) {
      this.reject(value)
      return
    }
    const bucket = buckets.find(value)
    const at = first + bucket
    // Two straight-line stores: a thread that is terminated ends at calls and loops, never between these.
    cells[at] = (cells[at] as number) + 1
    cells[sumAt] = sum
    if (options !== undefined || this.isTraced) this.instrument.exemplars?.note(this.ref, bucket, value, options)
  }

  protected override get readSlot(): ReadSlot {
    return readHistogram
  }
}

function readHistogram(view: FamilyView, slot: number): Observed {
  const sumAt = (view.definition as HistogramDefinition).bounds.length + 1
  const cells = sumSlot(view.arena, view, slot, 0, sumAt + 1)
  const sum = cells[sumAt] as number
  let count = 0
  for (const inBucket of cells.subarray(0, sumAt)) count += inBucket
  return { count, sum }
}

export function createHistogram(
  context: InstrumentContext,
  definition: HistogramDefinition,
  bounds: SeriesBounds,
  exemplars?: ExemplarPolicy,
): Histogram | LabelledHistogram<string> {
  if (isNative(definition)) return createNativeHistogram(context, definition, bounds, exemplars)
  const buckets = createBucketSearch(definition.bounds)
  const instrument = new Instrument<HistogramDefinition, ObserverSeries<HistogramDefinition>>(
    context,
    definition,
    bounds,
    (self) => (definition.extremes ? new ExtremesHistogramSeries(self, buckets, readHistogram) : new HistogramSeries(self, buckets)),
    exemplars,
  )
  return instrument.isLabelled ? new LabelledObservers<string, HistogramDefinition>(instrument, readHistogram) : instrument.bare()
}
