/** Counters whose total somebody else keeps: a driver, the runtime, the kernel. */

import { CELL_MASK } from '../arena/layout.js'
import type { CounterDefinition } from '../series/definition.js'
import { type CounterSeries, createCounterInstrument, readCounter } from './counter.js'
import type { InstrumentContext } from './instrument.js'
import { ObservableInstrument } from './observable.js'

/** What was last seen of a source, and what this thread's share held when it began: the total of a thread that has ended, or of the source before it began anew. */
interface Source {
  base: number
  last: number
}

export class ObservableCounter extends ObservableInstrument<CounterDefinition, CounterSeries> {
  protected readonly expected = 'a finite number that is not negative'
  private readonly sources = new Map<CounterSeries, Source>()

  get(labels: object = {}): number {
    return readCounter(this.instrument, labels)
  }

  protected isValue(value: unknown): value is number {
    return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
  }

  /** Label sets that share a series, as those beyond the limit do, are counted together. */
  protected show(readings: Iterable<readonly [CounterSeries, number]>): void {
    const totals = new Map<CounterSeries, number>()
    for (const [series, total] of readings) totals.set(series, (totals.get(series) ?? 0) + total)
    for (const [series, total] of totals) this.raise(series, total)
  }

  /** A total below the one before is that of a source that began anew: what it had is kept, and it counts on from there. */
  private raise(series: CounterSeries, total: number): void {
    const share = shareOf(series)
    const source = this.sources.get(series) ?? { base: share, last: 0 }
    this.sources.set(series, source)
    if (total < source.last) source.base += source.last
    source.last = total
    // From the share and not from the total before: rounding does not add up.
    const missing = source.base + total - share
    if (missing > 0) series.inc(missing)
  }
}

/** What this thread has counted; 0 while the series has no place. */
function shareOf(series: CounterSeries): number {
  return series.hasPlace ? (series.cells[series.ref & CELL_MASK] as number) : 0
}

export function createObservableCounter(context: InstrumentContext, definition: CounterDefinition, maxSeries: number): ObservableCounter {
  return new ObservableCounter(createCounterInstrument(context, definition, maxSeries))
}
