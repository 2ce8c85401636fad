/** Worker threads that answer calls from here, built like the programs of `processes.ts`. */

import { Worker } from 'node:worker_threads'
import { createCallLedger } from './calls.js'
import { type ModuleFormat, programFile } from './locations.js'
import type { Program } from './processes.js'
import type { Answer } from './program.js'

/** Starts `programs/threads/<name>` in a thread of this process. It lives until `close()`, which terminates it wherever it is. */
export function startThread(name: string, format: ModuleFormat): Program {
  const worker = new Worker(programFile(`threads/${name}`, format))
  const title = `thread '${name}'`
  const ledger = createCallLedger(title, (call) => worker.postMessage(call))
  worker.on('message', (message) => ledger.settle(message as Answer))
  worker.on('error', (error) => ledger.fail(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', (code) => ledger.fail(new Error(`${title} ended early (exit code ${code})`)))
  return {
    call: (operation, input) => ledger.call(operation, input),
    async close() {
      await worker.terminate()
    },
  }
}

/** Which build each of several threads loads: one for all, or both in turn, so that two copies of every library meet in one process. */
export type ThreadFormats = ModuleFormat | 'mixed'

export function formatOf(thread: number, formats: ThreadFormats): ModuleFormat {
  if (formats !== 'mixed') return formats
  return thread % 2 === 0 ? 'esm' : 'cjs'
}
