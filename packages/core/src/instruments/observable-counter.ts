/** Counters whose total somebody else keeps: a driver, the runtime, the kernel. */

import type { CellRef } from '../arena/lane.js'
import { CELL_MASK } from '../arena/layout.js'
import type { CounterDefinition } from '../series/definition.js'
import { NO_ROOM, OVERFLOWED } from '../series/no-place.js'
import { type CounterSeries, createCounterInstrument, readCounter } from './counter.js'
import type { InstrumentContext, SeriesBounds } from './instrument.js'
import { ObservableInstrument, withoutExpiry } from './observable.js'

/** What was last seen of a source. */
interface Source {
  last: number
  /** Where the series lay then, and what it held beside the total: what a thread that has ended left there, and the source before it began anew. */
  ref: CellRef
  base: number
}

export class ObservableCounter extends ObservableInstrument<CounterDefinition, CounterSeries> {
  protected readonly expected = 'a finite number that is not negative'
  private readonly sources = new WeakMap<CounterSeries, Source>()

  get(labels: object = {}): number {
    return readCounter(this.instrument, labels)
  }

  protected isValue(value: unknown): value is number {
    return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
  }

  /** Label sets that share a series, as those beyond the limit do, are counted together. */
  protected show(readings: Iterable<readonly [CounterSeries, number, object]>): void {
    const totals = new Map<CounterSeries, number>()
    for (const [series, total] of readings) totals.set(series, (totals.get(series) ?? 0) + total)
    for (const [series, total] of totals) this.raise(series, total)
  }

  /** A total below the one before is that of a source that began anew: what it had is kept, and it counts on from there. Of those beyond the limit some may just have gone. */
  private raise(series: CounterSeries, total: number): void {
    const source = this.sources.get(series) ?? { last: 0, ref: NO_ROOM, base: 0 }
    this.sources.set(series, source)
    const isAnew = total < source.last
    const grown = isAnew ? (series.ref === OVERFLOWED ? 0 : total) : total - source.last
    if (isAnew) source.base += source.last
    source.last = total
    // Where it lies as before, from the share and not from the total before: rounding does not add up.
    const isInPlace = series.hasPlace && series.ref === source.ref
    const missing = isInPlace ? source.base + total - shareOf(series) : grown
    if (missing > 0) series.inc(missing)
    if (isInPlace) return
    source.ref = series.ref
    source.base = shareOf(series) - total
  }
}

/** What this thread has counted; 0 while the series has no place. */
function shareOf(series: CounterSeries): number {
  return series.hasPlace ? (series.cells[series.ref & CELL_MASK] as number) : 0
}

export function createObservableCounter(
  context: InstrumentContext,
  definition: CounterDefinition,
  bounds: SeriesBounds,
): ObservableCounter {
  return new ObservableCounter(createCounterInstrument(context, definition, withoutExpiry(bounds)))
}
