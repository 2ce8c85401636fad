/** Where a lane has the exemplars of its series, as its writer knows it. */

import type { CellRun } from '../arena/cell-space.js'
import type { CellRef } from '../arena/lane.js'
import type { ExemplarPlace } from './exemplar-place.js'

interface SeriesPlaces {
  readonly byBucket: Map<number, ExemplarPlace>
  /** Those that a later one took over from included. */
  readonly runs: CellRun[]
}

/** By series and bucket. Kept apart from the series, so that one without exemplars costs nothing; with a number as key a look-up takes 6 ns. */
export class ExemplarPlaces {
  private readonly bySeries = new Map<CellRef, SeriesPlaces>()

  find(series: CellRef, bucket: number): ExemplarPlace | undefined {
    return this.bySeries.get(series)?.byBucket.get(bucket)
  }

  /** A later place for the same bucket takes over. */
  add(series: CellRef, bucket: number, place: ExemplarPlace): void {
    const places = this.bySeries.get(series) ?? { byBucket: new Map<number, ExemplarPlace>(), runs: [] }
    this.bySeries.set(series, places)
    places.byBucket.set(bucket, place)
    places.runs.push(place.run)
  }

  /** To be called when the series is let go. Answers the cells that are nobody's now. */
  forget(series: CellRef): readonly CellRun[] {
    const runs = this.bySeries.get(series)?.runs ?? []
    this.bySeries.delete(series)
    return runs
  }

  /** All cells in use. */
  *runs(): Generator<CellRun, void, void> {
    for (const { runs } of this.bySeries.values()) yield* runs
  }
}
