/**
 * The push thread.
 *
 * The build bundles this file with the core into one script (see `push/thread/thread-source.d.ts`). Loading the core joins the memory of the process; the registry of the given name
 * there is the one all threads write to; the exporter comes from a module of its own.
 */

import { parentPort, workerData } from 'node:worker_threads'
import { toReason } from './ground/errors.js'
import type { Problem } from './ground/problems.js'
import { createPusher } from './push/pusher.js'
import { loadExporter } from './push/thread/load-exporter.js'
import { PUSH_DELIVERED, PUSH_LOST, type PushOrder, type PushReport, type PushThreadInput } from './push/thread/messages.js'
import type { Pusher } from './push/types.js'
import { createRegistry } from './registry/create.js'

const { registry, exporter: description, times, isMeasured, done } = workerData as PushThreadInput

/** Said of the last push only. */
let isLost = false

function say(report: PushReport): void {
  parentPort?.postMessage(report)
}

async function follow(order: PushOrder, pusher: Pusher): Promise<void> {
  if (order.kind === 'flush') say({ kind: 'done', number: order.number, outcome: await pusher.flush(order.withinMillis) })
  else await pusher.close()
  if (order.kind === 'close') say({ kind: 'done', number: order.number, outcome: isLost ? 'failed' : 'accepted' })
  if (order.kind === 'exit') {
    Atomics.store(done, 0, isLost ? PUSH_LOST : PUSH_DELIVERED)
    Atomics.notify(done, 0)
  }
}

async function push(): Promise<void> {
  const onProblem = (problem: Problem): void => {
    if (problem.kind === 'push_not_finished') isLost = true
    say({ kind: 'problem', problem })
  }
  const exporter = await loadExporter(description)
  const source = createRegistry({ name: registry, onProblem })
  // The end of the process is the business of the thread that started this one.
  const metrics = isMeasured ? undefined : false
  const pusher = createPusher({ ...times, source, exporter, onProblem, metrics, flushAtExit: false })
  parentPort?.on('message', (order: PushOrder) => void follow(order, pusher))
  say({ kind: 'ready', exporter: exporter.name })
}

push().catch((error: unknown) => say({ kind: 'refused', reason: toReason(error) }))
