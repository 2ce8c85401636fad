/** A thread that records a little and ends: by itself, by `process.exit()`, or when its parent terminates it. */

import { parentPort, workerData } from 'node:worker_threads'
import { createRegistry } from '@telltale/core'
import { recordShortly } from '../../drills/short-lived-metrics.js'

export interface ShortLivedData {
  readonly times: number
  readonly ending: 'natural' | 'exit' | 'terminate'
}

const { times, ending } = workerData as ShortLivedData
recordShortly(createRegistry(), times)
parentPort?.postMessage('recorded')
if (ending === 'exit') process.exit(0)
// Stays until it is terminated.
if (ending === 'terminate') parentPort?.on('message', () => {})
