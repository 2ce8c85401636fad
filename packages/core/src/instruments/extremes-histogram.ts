/** Histograms with classic buckets that keep the least and the greatest value too. */

import { CELL_MASK } from '../arena/layout.js'
import type { BucketSearch } from '../model/bucket-search.js'
import { histogramCells } from '../series/cell-counts.js'
import type { HistogramDefinition } from '../series/definition.js'
import { greaterOf, lesserOf } from '../series/extremes.js'
import type { SeriesOwner } from './instrument.js'
import { ObserverSeries, type ReadSlot } from './observer.js'
import type { Histogram, UpdateOptions } from './types.js'

/** A class of its own and not a branch in the other: histograms without extremes pay nothing for them. */
export class ExtremesHistogramSeries extends ObserverSeries<HistogramDefinition> implements Histogram {
  private readonly buckets: BucketSearch
  protected readonly readSlot: ReadSlot

  constructor(instrument: SeriesOwner<HistogramDefinition>, buckets: BucketSearch, readSlot: ReadSlot) {
    super(instrument, histogramCells(instrument.definition))
    this.buckets = buckets
    this.readSlot = readSlot
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
    const min = lesserOf(cells[sumAt + 1] as number, value)
    const max = greaterOf(cells[sumAt + 2] as number, value)
    // Straight-line stores: a thread that is terminated ends at calls and loops, never between these.
    cells[at] = (cells[at] as number) + 1
    cells[sumAt + 1] = min
    cells[sumAt + 2] = max
    cells[sumAt] = sum
    if (options !== undefined || this.isTraced) this.instrument.exemplars?.note(this.ref, bucket, value, options)
  }
}
