/** A thread that counts without end and acknowledges each increment once the call has returned. It is made to be terminated. */

import { parentPort, workerData } from 'node:worker_threads'
import { createRegistry } from '@telltale/core'
import { acknowledgementCells, COUNTED, killMetrics, MADE, MAKING } from '../../drills/kill-metrics.js'

export interface AcknowledgingData {
  /** The acknowledgements of all threads, one thread's behind another's. */
  readonly acknowledged: SharedArrayBuffer
  readonly victim: number
  readonly seriesCount: number
  /** Series of its own that it makes at most, one after every few increments; 0 for threads that only count. */
  readonly makeAtMost: number
}

/** So few that a thread which makes series spends about half of its time at it. */
const countsBetween = 20

const { acknowledged, victim, seriesCount, makeAtMost } = workerData as AcknowledgingData
const cells = new Float64Array(acknowledged, victim * acknowledgementCells * 8, acknowledgementCells)
const { counter, histogram, made, all } = killMetrics(createRegistry())
const names = Array.from({ length: seriesCount }, (_, series) => `s${series}`)
for (let i = 0, number = 0; ; i++) {
  all.inc()
  counter.inc({ series: names[i % seriesCount] as string })
  histogram.observe(1)
  cells[COUNTED] = i + 1
  if (i === 0) parentPort?.postMessage('counting')
  if (number === makeAtMost || i % countsBetween !== 0) continue
  cells[MAKING] = number + 1
  made.inc({ victim, number })
  cells[MADE] = ++number
}
