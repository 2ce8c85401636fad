/** prom-client and its fork, which have the same API, in the suites in which each has a process to itself. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type * as PromClient from 'prom-client'
import type { Exposition, ExpositionPeer, Filling } from './exposition-peer.js'
import type { LibraryName } from './names.js'
import {
  fillingNames,
  fillingHelp as help,
  labelNames,
  labelsOf,
  observationOf,
  observationsPerSummary,
  summaryObservationOf,
} from './series-labels.js'
import { bounds, quantiles } from './workload.js'

/** The part of the library that is used here. */
export type PromShaped = Pick<typeof PromClient, 'Counter' | 'Gauge' | 'Histogram' | 'Registry' | 'Summary'>

export function createPromShapedPeer(name: LibraryName, library: PromShaped): ExpositionPeer {
  let registry = new library.Registry()

  function recordOn(filling: Filling): (series: number, turn: number) => void {
    const { kind, place } = filling
    const options = { name: fillingNames[kind], help, labelNames: [...labelNames(place)], registers: [registry] }
    if (kind === 'counter') {
      const counter = new library.Counter(options)
      return (series) => void counter.inc(labelsOf(series, place))
    }
    if (kind === 'histogram') {
      const histogram = new library.Histogram({ ...options, buckets: [...bounds] })
      return (series, turn) => histogram.observe(labelsOf(series, place), observationOf(series, turn))
    }
    const summary = new library.Summary({ ...options, percentiles: [...quantiles], maxAgeSeconds: 600, ageBuckets: 5 })
    for (let series = 0; series < filling.seriesCount; series++) {
      for (let turn = 1; turn < observationsPerSummary; turn++) summary.observe(labelsOf(series, place), summaryObservationOf(series, turn))
    }
    return (series, turn) => summary.observe(labelsOf(series, place), summaryObservationOf(series, turn))
  }

  return {
    name,
    fill(filling): Exposition {
      registry = new library.Registry()
      const record = recordOn(filling)
      let turn = 0
      const change = (): void => {
        turn++
        for (let series = 0; series < filling.seriesCount; series++) record(series, turn)
      }
      change()
      return { change, renderText: () => registry.metrics(), renderBytes: async () => Buffer.from(await registry.metrics()).byteLength }
    },
    serve() {
      const server = createServer(async (_request, response) => {
        response.setHeader('content-type', registry.contentType)
        response.end(await registry.metrics())
      })
      return new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const { port } = server.address() as AddressInfo
          resolve({ url: `http://127.0.0.1:${port}/metrics`, close: () => new Promise((closed) => server.close(() => closed())) })
        })
      })
    },
    create(seriesCount, place) {
      const fresh = new library.Registry()
      const counter = new library.Counter({ name: 'created_total', help, labelNames: [...labelNames(place)], registers: [fresh] })
      const labelSets = Array.from({ length: seriesCount }, (_, series) => labelsOf(series, place))
      const started = performance.now()
      for (let series = 0; series < seriesCount; series++) counter.inc(labelSets[series] as (typeof labelSets)[number])
      return performance.now() - started
    },
  }
}
