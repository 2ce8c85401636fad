/** OpenTelemetry JS with a process to itself. It has no summaries. */

import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import type { Exposition, ExpositionPeer, Filling } from '../exposition-peer.js'
import { fillingNames, labelsOf, observationOf } from '../series-labels.js'
import { createManualMeter, type ManualMeter } from './meter.js'

/** Neither time stamps nor target information: the same lines as everybody's. */
const serializer = new PrometheusSerializer('', false, undefined, true, true)

function recordOn({ meter }: ManualMeter, { kind, place }: Filling): (series: number, turn: number) => void {
  if (kind === 'summary') throw new Error('OpenTelemetry has no summaries')
  if (kind === 'counter') {
    const counter = meter.createCounter(fillingNames[kind])
    return (series) => counter.add(1, labelsOf(series, place))
  }
  const histogram = meter.createHistogram(fillingNames[kind])
  return (series, turn) => histogram.record(observationOf(series, turn), labelsOf(series, place))
}

export const peer: ExpositionPeer = {
  name: 'opentelemetry',
  fill(filling): Exposition {
    const manual = createManualMeter()
    const record = recordOn(manual, filling)
    let turn = 0
    const change = (): void => {
      turn++
      for (let series = 0; series < filling.seriesCount; series++) record(series, turn)
    }
    change()
    // The serializer was built beside an sdk-metrics one patch release away; what it reads is the same in both.
    const renderText = async (): Promise<string> =>
      serializer.serialize((await manual.collect()) as Parameters<typeof serializer.serialize>[0])
    return { change, renderText, renderBytes: async () => Buffer.from(await renderText()).byteLength }
  },
  create(seriesCount, place) {
    const counter = createManualMeter().meter.createCounter('created_total')
    const labelSets = Array.from({ length: seriesCount }, (_, series) => labelsOf(series, place))
    const started = performance.now()
    for (let series = 0; series < seriesCount; series++) counter.add(1, labelSets[series] as (typeof labelSets)[number])
    return performance.now() - started
  },
}
