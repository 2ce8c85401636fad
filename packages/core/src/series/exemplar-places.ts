/** Where a lane has the exemplars of its series, as its writer knows it. */

import type { Arena } from '../arena/arena.js'
import type { CellRun, CellSpace } from '../arena/cell-space.js'
import type { CellRef } from '../arena/lane.js'
import type { LogWriter } from '../arena/log.js'
import { ExemplarPlace, exemplarCells } from './exemplar-place.js'
import { type ExemplarRecord, encodeExemplarRecord } from './records.js'

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

/** A lane, as far as it is needed to make a place in it. */
interface PlacingLane {
  readonly log: LogWriter
  readonly space: CellSpace
  readonly exemplars: ExemplarPlaces
}

/** New cells for the exemplars of a bucket, and the record that makes them known. The record comes first: cells that no record names must stay zero. */
export function makeExemplarPlace(
  arena: Arena,
  { log, space, exemplars }: PlacingLane,
  { family, series, bucket, textBytes }: Omit<ExemplarRecord, 'place'>,
): ExemplarPlace | undefined {
  const count = exemplarCells(textBytes)
  const ref = space.allocate(count)
  if (ref === undefined) return undefined
  const record = encodeExemplarRecord({ family, series, bucket, place: ref, textBytes })
  if (!log.append(record.bytes, record.byteLength)) {
    space.free({ ref, count })
    return undefined
  }
  const place = new ExemplarPlace(arena, ref, textBytes)
  exemplars.add(series, bucket, place)
  return place
}
