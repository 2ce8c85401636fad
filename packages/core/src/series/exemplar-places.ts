/** Where a lane has the exemplars of its series, as its writer knows it. */

import type { CellRef } from '../arena/lane.js'
import type { ExemplarPlace } from './exemplar-place.js'

/** By series and bucket. Kept apart from the series, so that one without exemplars costs nothing; with a number as key a look-up takes 6 ns. */
export class ExemplarPlaces {
  private readonly bySeries = new Map<CellRef, Map<number, ExemplarPlace>>()

  find(series: CellRef, bucket: number): ExemplarPlace | undefined {
    return this.bySeries.get(series)?.get(bucket)
  }

  /** A later place for the same bucket takes over. */
  add(series: CellRef, bucket: number, place: ExemplarPlace): void {
    const places = this.bySeries.get(series)
    if (places) places.set(bucket, place)
    else this.bySeries.set(series, new Map([[bucket, place]]))
  }

  /** To be called when these cells are given to another series. */
  forget(series: CellRef): void {
    this.bySeries.delete(series)
  }
}
