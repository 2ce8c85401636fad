/** Gauges whose value somebody else knows: a queue, a pool, a file system. */

import type { GaugeDefinition } from '../series/definition.js'
import { createGaugeInstrument, type GaugeSeries, readGauge } from './gauge.js'
import type { InstrumentContext } from './instrument.js'
import { ObservableInstrument } from './observable.js'

export class ObservableGauge extends ObservableInstrument<GaugeDefinition, GaugeSeries> {
  protected readonly expected = 'a number'
  /** What the call before recorded. */
  private shown = new Map<GaugeSeries, number>()

  get(labels?: object): number {
    if (labels) return readGauge(this.instrument, labels)
    const [own] = this.shown.keys()
    return own ? own.get() : readGauge(this.instrument, {})
  }

  protected isValue(value: unknown): value is number {
    return typeof value === 'number'
  }

  protected show(readings: Iterable<readonly [GaugeSeries, number]>): void {
    const values = new Map(readings)
    for (const [series, value] of values) series.set(value)
    for (const series of this.shown.keys()) if (!values.has(series)) withdraw(series)
    this.shown = values
  }
}

/** The one place where an observed series ends: its label set was recorded by the call before and is no more. */
function withdraw(series: GaugeSeries): void {
  series.withdraw()
}

export function createObservableGauge(context: InstrumentContext, definition: GaugeDefinition, maxSeries: number): ObservableGauge {
  return new ObservableGauge(createGaugeInstrument(context, definition, maxSeries))
}
