/** What histograms and summaries share: everything but how one observation is recorded and read. */

import { Described, type Description } from '../ground/described.js'
import type { Definition } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { Series } from '../series/series.js'
import type { Instrument, SeriesOwner } from './instrument.js'
import { startTimer, watchCall } from './timing.js'
import type { BoundObserver, LabelledObserver, Labels, Observed, StopTimer, UpdateOptions } from './types.js'

/** What the whole process has recorded in one slot of a family. */
export type ReadSlot = (view: FamilyView, slot: number) => Observed

export abstract class ObserverSeries<D extends Definition> extends Series implements BoundObserver {
  protected readonly instrument: SeriesOwner<D>

  constructor(instrument: SeriesOwner<D>, cellCount: number) {
    super(cellCount)
    this.instrument = instrument
  }

  /** What cannot have exemplars takes no options. */
  abstract observe(value: number, options?: UpdateOptions): void
  protected abstract readonly readSlot: ReadSlot

  get name(): string {
    return this.instrument.name
  }

  clear(): void {
    this.instrument.clear()
  }

  startTimer(): StopTimer {
    return startTimer(this.instrument.context.seat.clock, this)
  }

  time<T>(fn: () => T): T {
    return watchCall(fn, this.startTimer())
  }

  get(): Observed {
    const view = this.instrument.view()
    const slot = view && this.instrument.ownSlot(view, this)
    return view && slot !== undefined ? this.readSlot(view, slot) : NOTHING
  }

  protected override describe(): Description {
    return { kind: this.instrument.definition.kind, name: this.name, value: { ...this.get() } }
  }

  protected reject(value: unknown): void {
    this.instrument.refuse(this, 'observe', 'a number that leaves the sum a number', value)
  }
}

const NOTHING: Observed = { count: 0, sum: 0 }

export class LabelledObservers<L extends string, D extends Definition> extends Described implements LabelledObserver<L> {
  private readonly instrument: Instrument<D, ObserverSeries<D>>
  private readonly readSlot: ReadSlot

  constructor(instrument: Instrument<D, ObserverSeries<D>>, readSlot: ReadSlot) {
    super()
    this.instrument = instrument
    this.readSlot = readSlot
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

  with(labels: Labels<L>): BoundObserver {
    return this.instrument.resolve(labels)
  }

  observe(labels: Labels<L>, value: number, options?: UpdateOptions): void {
    this.instrument.resolve(labels).observe(value, options)
  }

  startTimer(labels: Labels<L>): StopTimer {
    return this.instrument.resolve(labels).startTimer()
  }

  time<T>(labels: Labels<L>, fn: () => T): T {
    return this.instrument.resolve(labels).time(fn)
  }

  get(labels: Labels<L>): Observed {
    const view = this.instrument.view()
    const slot = view && this.instrument.slotOf(view, labels)
    return view && slot !== undefined ? this.readSlot(view, slot) : NOTHING
  }
}
