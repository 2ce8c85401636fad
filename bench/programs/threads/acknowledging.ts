/** A thread that counts without end and acknowledges each increment once the call has returned. It is made to be terminated. */

import { parentPort, workerData } from 'node:worker_threads'
import { createRegistry } from '@telltale/core'
import { killMetrics } from '../../drills/kill-metrics.js'

export interface AcknowledgingData {
  /** Float64: how many increments of each thread have returned. */
  readonly acknowledged: SharedArrayBuffer
  /** This thread's cell. */
  readonly cell: number
  readonly seriesCount: number
}

const { acknowledged, cell, seriesCount } = workerData as AcknowledgingData
const acknowledgements = new Float64Array(acknowledged)
const { counter, histogram } = killMetrics(createRegistry())
const names = Array.from({ length: seriesCount }, (_, series) => `s${series}`)
parentPort?.postMessage('counting')
for (let i = 0; ; i++) {
  counter.inc({ series: names[i % seriesCount] as string })
  histogram.observe(1)
  acknowledgements[cell] = i + 1
}
