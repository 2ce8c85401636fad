/** Telltale with a process to itself. */

import { arenaHandle, createRegistry } from '@telltale/core'
import { encodeText, serveMetrics, textChunks } from '@telltale/prometheus'
import type { Exposition, ExpositionPeer, Filling } from '../exposition-peer.js'
import {
  fillingNames,
  fillingHelp as help,
  labelNames,
  labelsOf,
  observationOf,
  observationsPerSummary,
  summaryObservationOf,
} from '../series-labels.js'
import { bounds, quantiles } from '../workload.js'

/** Every filling has a registry of its own: memory of an arena is not given back. */
let registryCount = 0
const nextRegistryName = (): string => `bench-${++registryCount}`
let filledName = ''

function recordOn(name: string, { kind, place, seriesCount }: Filling): (series: number, turn: number) => void {
  const metrics = createRegistry({ name })
  const options = { name: fillingNames[kind], help, labels: labelNames(place), maxSeries: seriesCount + 1 }
  if (kind === 'counter') {
    const counter = metrics.counter(options)
    return (series) => counter.inc(labelsOf(series, place))
  }
  if (kind === 'histogram') {
    const histogram = metrics.histogram({ ...options, buckets: bounds })
    return (series, turn) => histogram.observe(labelsOf(series, place), observationOf(series, turn))
  }
  const summary = metrics.summary({ ...options, quantiles, maxAgeSeconds: 600, ageBuckets: 5 })
  for (let series = 0; series < seriesCount; series++) {
    for (let turn = 1; turn < observationsPerSummary; turn++) summary.observe(labelsOf(series, place), summaryObservationOf(series, turn))
  }
  return (series, turn) => summary.observe(labelsOf(series, place), summaryObservationOf(series, turn))
}

export const peer: ExpositionPeer = {
  name: 'telltale',
  fill(filling): Exposition {
    filledName = nextRegistryName()
    const metrics = createRegistry({ name: filledName })
    const record = recordOn(filledName, filling)
    let turn = 0
    const change = (): void => {
      turn++
      for (let series = 0; series < filling.seriesCount; series++) record(series, turn)
    }
    change()
    return {
      change,
      renderText: () => encodeText(metrics.gather()),
      renderBytes() {
        let byteCount = 0
        for (const chunk of textChunks(metrics.gather())) byteCount += chunk.byteLength
        return byteCount
      },
    }
  },
  serve: (thread) => serveMetrics({ port: 0, registry: filledName, thread }),
  create(seriesCount, place) {
    const metrics = createRegistry({ name: nextRegistryName() })
    const counter = metrics.counter({ name: 'created_total', help, labels: labelNames(place), maxSeries: seriesCount + 1 })
    const labelSets = Array.from({ length: seriesCount }, (_, series) => labelsOf(series, place))
    const started = performance.now()
    for (let series = 0; series < seriesCount; series++) counter.inc(labelSets[series] as (typeof labelSets)[number])
    return performance.now() - started
  },
  sharedBytes: () => arenaHandle()?.buffer.byteLength ?? 0,
}
