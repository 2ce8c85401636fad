/** Gauges whose value somebody else knows: a queue, a pool, a file system. */

import type { GaugeDefinition } from '../series/definition.js'
import { createGaugeInstrument, type GaugeSeries, readGauge } from './gauge.js'
import { ShareGaugeSeries } from './gauge-share.js'
import type { InstrumentContext, SeriesBounds } from './instrument.js'
import { ObservableInstrument, withoutExpiry } from './observable.js'

export class ObservableGauge extends ObservableInstrument<GaugeDefinition, GaugeSeries> {
  protected readonly expected = 'a number'
  /** What the call before recorded, with its labels. */
  private shown = new Map<GaugeSeries, object>()

  get(labels?: object): number {
    if (labels) return readGauge(this.instrument, labels)
    const [own] = this.shown.keys()
    return own ? own.get() : readGauge(this.instrument, {})
  }

  protected isValue(value: unknown): value is number {
    return typeof value === 'number'
  }

  protected show(readings: Iterable<readonly [GaugeSeries, number, object]>): void {
    const shown = new Map<GaugeSeries, object>()
    for (const [series, value, labels] of readings) {
      series.set(value)
      shown.set(series, labels)
    }
    for (const [series, labels] of this.shown) if (!shown.has(series)) this.withdraw(series, labels)
    this.shown = shown
  }

  /**
   * The one place where an observed series ends: its label set was recorded by the call before and is no more. Where other threads have shares of their own in what is shown, this
   * thread's alone is taken out.
   */
  private withdraw(series: GaugeSeries, labels: object): void {
    const view = this.instrument.view()
    const slot = view && this.instrument.slotOf(view, labels)
    const isAlone = view !== undefined && slot !== undefined && view.sharesOf(slot).length < 2
    if (series instanceof ShareGaugeSeries && !isAlone) series.withdraw()
    else this.instrument.remove(labels)
  }
}

export function createObservableGauge(context: InstrumentContext, definition: GaugeDefinition, bounds: SeriesBounds): ObservableGauge {
  return new ObservableGauge(createGaugeInstrument(context, definition, withoutExpiry(bounds)))
}
