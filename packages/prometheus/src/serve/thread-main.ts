/**
 * The metrics thread.
 *
 * The build bundles this file with the core and the encoder into one script (see `thread-source.d.ts`). It joins the arena of the process, makes the
 * registry of the given name there, which is the one all threads write to, and answers scrapes from memory alone: no other thread is asked or waited for.
 */

import { parentPort, workerData } from 'node:worker_threads'
import { attach, createRegistry } from '@telltale/core'
import { systemClock, toReason } from '@telltale/core/exporter'
import { createReporter } from '../reporter.js'
import { listen } from './http-server.js'
import type { ThreadInput, ThreadOrder, ThreadReport } from './messages.js'

const { arena, registry, prefix, port, host, path } = workerData as ThreadInput

function say(report: ThreadReport): void {
  parentPort?.postMessage(report)
}

async function serve(): Promise<void> {
  attach(arena)
  const reporter = createReporter((problem) => say({ kind: 'problem', problem }))
  const source = createRegistry({ name: registry, onProblem: reporter.report })
  // `ref` here keeps this thread alive; whether the thread keeps the process alive is its starter's to say.
  const server = await listen({ source, prefix, reporter, isSharedLoop: false, clock: systemClock, port, host, path, ref: true })

  parentPort?.on('message', (order: ThreadOrder) => {
    if (order === 'close') void server.close().then(() => parentPort?.close())
  })
  say({ kind: 'listening', port: server.port })
}

serve().catch((error: NodeJS.ErrnoException) => {
  // A system error is an answer ("the port is in use"); anything else is a fault of this thread and ends it as one.
  if (error.syscall === undefined) throw error
  say({ kind: 'refused', code: error.code ?? 'UNKNOWN', reason: toReason(error) })
})
