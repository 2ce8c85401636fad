/** Gauges: what goes up and down, in any thread. */

import { Described, type Description } from '../ground/described.js'
import type { GaugeDefinition } from '../series/definition.js'
import { mergeGauge } from '../series/merge-gauges.js'
import { LastGaugeSeries } from './gauge-last.js'
import { ShareGaugeSeries } from './gauge-share.js'
import { Instrument, type InstrumentContext, type SeriesBounds } from './instrument.js'
import type { BoundGauge, Gauge, LabelledGauge, Labels } from './types.js'

/** One series of a gauge of either sort. */
export type GaugeSeries = LastGaugeSeries | ShareGaugeSeries
export type GaugeInstrument = Instrument<GaugeDefinition, GaugeSeries>

class LabelledGauges<L extends string> extends Described implements LabelledGauge<L> {
  private readonly instrument: GaugeInstrument

  constructor(instrument: GaugeInstrument) {
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

  with(labels: Labels<L>): BoundGauge {
    return this.instrument.resolve(labels)
  }

  set(labels: Labels<L>, value: number): void {
    this.instrument.resolve(labels).set(value)
  }

  inc(labels: Labels<L>, value?: number): void {
    this.instrument.resolve(labels).inc(value)
  }

  dec(labels: Labels<L>, value?: number): void {
    this.instrument.resolve(labels).dec(value)
  }

  setToCurrentTime(labels: Labels<L>): void {
    this.instrument.resolve(labels).setToCurrentTime()
  }

  trackInProgress<T>(labels: Labels<L>, fn: () => T): T {
    return this.instrument.resolve(labels).trackInProgress(fn)
  }

  get(labels: Labels<L>): number {
    return readGauge(this.instrument, labels)
  }
}

/** The value of a label set over all threads, by the gauge's rule. */
export function readGauge(instrument: GaugeInstrument, labels: object): number {
  const { across } = instrument.definition
  // A value of each thread: what can be asked here is this thread's.
  if (across === 'each') return instrument.known(labels)?.get() ?? 0
  const view = instrument.view()
  const slot = view && instrument.slotOf(view, labels)
  return view && slot !== undefined ? mergeGauge(view.arena, across, view.sharesOf(slot)) : 0
}

export function createGauge(context: InstrumentContext, definition: GaugeDefinition, bounds: SeriesBounds): Gauge | LabelledGauge<string> {
  const instrument = createGaugeInstrument(context, definition, bounds)
  return instrument.isLabelled ? new LabelledGauges<string>(instrument) : instrument.bare()
}

export function createGaugeInstrument(context: InstrumentContext, definition: GaugeDefinition, bounds: SeriesBounds): GaugeInstrument {
  return new Instrument<GaugeDefinition, GaugeSeries>(context, definition, bounds, (self) =>
    definition.across === 'last' ? new LastGaugeSeries(self) : new ShareGaugeSeries(self),
  )
}
