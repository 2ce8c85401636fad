/** Counters: what only ever grows. */

import { CELL_MASK } from '../arena/layout.js'
import { Described, type Description } from '../ground/described.js'
import type { CounterDefinition } from '../series/definition.js'
import { sumSlot } from '../series/merge-cells.js'
import { Series } from '../series/series.js'
import { Instrument, type InstrumentContext, type SeriesOwner } from './instrument.js'
import { watchCall } from './timing.js'
import type { BoundCounter, Counter, LabelledCounter, Labels } from './types.js'

type CounterInstrument = Instrument<CounterDefinition, CounterSeries>

class CounterSeries extends Series implements Counter {
  private readonly instrument: SeriesOwner<CounterDefinition>

  constructor(instrument: SeriesOwner<CounterDefinition>) {
    super(1)
    this.instrument = instrument
  }

  get name(): string {
    return this.instrument.name
  }

  inc(value = 1): void {
    const { cells } = this
    const at = this.ref & CELL_MASK
    // Not finite when the value is not, or would take the total beyond the largest number, or when this series has no place (its cells hold NaN).
    if (typeof value === 'number' && value >= 0 && (cells[at] as number) + value < Number.POSITIVE_INFINITY) {
      cells[at] = (cells[at] as number) + value
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

  with(labels: Labels<L>): BoundCounter {
    return this.instrument.resolve(labels)
  }

  inc(labels: Labels<L>, value?: number): void {
    this.instrument.resolve(labels).inc(value)
  }

  countExceptions<T>(labels: Labels<L>, fn: () => T): T {
    return this.instrument.resolve(labels).countExceptions(fn)
  }

  get(labels: Labels<L>): number {
    const view = this.instrument.view()
    const slot = view && this.instrument.slotOf(view, labels)
    return slot === undefined ? 0 : totalOf(this.instrument, slot)
  }
}

function totalOf(instrument: SeriesOwner<CounterDefinition>, slot: number): number {
  const view = instrument.view()
  return view ? (sumSlot(instrument.context.seat.arena, view, slot, 0, 1)[0] as number) : 0
}

export function createCounter(
  context: InstrumentContext,
  definition: CounterDefinition,
  maxSeries: number,
): Counter | LabelledCounter<string> {
  const instrument: CounterInstrument = new Instrument(context, definition, maxSeries, (self) => new CounterSeries(self))
  return instrument.isLabelled ? new LabelledCounters<string>(instrument) : instrument.bare()
}
