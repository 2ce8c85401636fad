/** Counters: what only ever grows. */

import { CELL_MASK } from '../arena/layout.js'
import { Described, type Description } from '../ground/described.js'
import type { CounterDefinition } from '../series/definition.js'
import { sumSlot } from '../series/merge-cells.js'
import { Series } from '../series/series.js'
import type { ExemplarPolicy } from './exemplars.js'
import { Instrument, type InstrumentContext, type SeriesBounds, type SeriesOwner } from './instrument.js'
import { watchCall } from './timing.js'
import type { BoundCounter, Counter, LabelledCounter, Labels, UpdateOptions } from './types.js'

export type CounterInstrument = Instrument<CounterDefinition, CounterSeries>

export class CounterSeries extends Series implements Counter {
  private readonly instrument: SeriesOwner<CounterDefinition>

  constructor(instrument: SeriesOwner<CounterDefinition>) {
    super(1)
    this.instrument = instrument
  }

  get name(): string {
    return this.instrument.name
  }

  clear(): void {
    this.instrument.clear()
  }

  inc(value = 1, options?: UpdateOptions): void {
    const { cells } = this
    const at = this.ref & CELL_MASK
    // Not finite when the value is not, or would take the total beyond the largest number, or when this series has no place (its cells hold NaN).
    if (typeof value === 'number' && value >= 0 && (cells[at] as number) + value < Number.POSITIVE_INFINITY) {
      cells[at] = (cells[at] as number) + value
      if (options !== undefined || this.isTraced) this.instrument.exemplars?.note(this.ref, 0, value, options)
    } else {
      this.instrument.refuse(this, 'inc', 'a finite number that is not negative', value)
    }
  }

  countExceptions<T>(fn: () => T): T {
    return watchCall(fn, (hasFailed) => {
      if (hasFailed) this.inc()
    })
  }

  protected override describe(): Description {
    return { kind: 'counter', name: this.name, value: this.get() }
  }

  get(): number {
    const { instrument } = this
    const view = instrument.view()
    const slot = view && instrument.ownSlot(view, this)
    return slot === undefined ? 0 : totalOf(instrument, slot)
  }
}

class LabelledCounters<L extends string> extends Described implements LabelledCounter<L> {
  private readonly instrument: CounterInstrument

  constructor(instrument: CounterInstrument) {
    super()
    this.instrument = instrument
  }

  protected override describe(): Description {
    return this.instrument.describe()
  }

  get name(): string {
    return this.instrument.name
  }

  remove(labels: Labels<L>): boolean {
    return this.instrument.remove(labels)
  }

  clear(): void {
    this.instrument.clear()
  }

  with(labels: Labels<L>): BoundCounter {
    return this.instrument.resolve(labels)
  }

  inc(labels: Labels<L>, value?: number, options?: UpdateOptions): void {
    this.instrument.resolve(labels).inc(value, options)
  }

  countExceptions<T>(labels: Labels<L>, fn: () => T): T {
    return this.instrument.resolve(labels).countExceptions(fn)
  }

  get(labels: Labels<L>): number {
    return readCounter(this.instrument, labels)
  }
}

/** The total of a label set over all threads. */
export function readCounter(instrument: CounterInstrument, labels: object): number {
  const view = instrument.view()
  const slot = view && instrument.slotOf(view, labels)
  return slot === undefined ? 0 : totalOf(instrument, slot)
}

function totalOf(instrument: SeriesOwner<CounterDefinition>, slot: number): number {
  const view = instrument.view()
  return view ? (sumSlot(instrument.context.seat.arena, view, slot, 0, 1)[0] as number) : 0
}

export function createCounter(
  context: InstrumentContext,
  definition: CounterDefinition,
  bounds: SeriesBounds,
  exemplars?: ExemplarPolicy,
): Counter | LabelledCounter<string> {
  const instrument = createCounterInstrument(context, definition, bounds, exemplars)
  return instrument.isLabelled ? new LabelledCounters<string>(instrument) : instrument.bare()
}

export function createCounterInstrument(
  context: InstrumentContext,
  definition: CounterDefinition,
  bounds: SeriesBounds,
  exemplars?: ExemplarPolicy,
): CounterInstrument {
  return new Instrument(context, definition, bounds, (self) => new CounterSeries(self), exemplars)
}
