/** A worker thread: takes files in hand one after the other. That it shares the metrics of the process takes one import, in `metrics.ts`. */

import { parentPort, workerData } from 'node:worker_threads'
import { claimCommit, releaseFile, takeFile, waitForTheEnd } from './ledger.js'
import type { FromWorker, Task, ToWorker, WorkerStart } from './messages.js'
import { createPipelineMetrics } from './metrics.js'
import { type FileReport, processFile } from './steps.js'

const port = parentPort
if (port === null) throw new Error('worker.js is started by the pool, not by hand')

const { ledger } = workerData as WorkerStart
const metrics = createPipelineMetrics()

port.on('message', (message: ToWorker) => {
  if (message.kind === 'end') port.close()
  else perform(message.task)
})

function perform({ path, shouldHold }: Task): void {
  takeFile(ledger)
  metrics.fileStarted()
  const report = processFile(path)
  if (shouldHold) {
    say({ kind: 'holding' })
    waitForTheEnd(ledger)
  }
  if (!claimCommit(ledger)) return
  metrics.fileFinished(report)
  releaseFile(ledger)
  sayDone(report)
}

function sayDone({ counts }: FileReport): void {
  if (counts === undefined) say({ kind: 'done' })
  else say({ kind: 'done', counts }, [counts.counts.buffer])
}

function say(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer)
}
