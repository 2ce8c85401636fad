/** One worker thread as the main thread sees it: does one file at a time, and may be gone at any moment. */

import { Worker } from 'node:worker_threads'
import { condemn, createLedger, wasCommitting } from './ledger.js'
import type { FromWorker, Task, ToWorker, WorkerStart } from './messages.js'

/** What becomes of a file given to a worker. */
export type Answer =
  | FromWorker
  /** The thread is gone and has not counted the file. `reason` is what it died of, if it was not terminated. */
  | { readonly kind: 'lost'; readonly reason?: Error }

/** A running worker thread. */
export interface WorkerHandle {
  /** The worker's place in the order of their starts, from 1. */
  readonly number: number
  /**
   * Gives it a file and waits for what becomes of it. One file at a time.
   * @throws Error if the thread ended while it was counting: then nobody can say what has been counted.
   */
  perform(task: Task): Promise<Answer>
  /**
   * Terminates the thread in the middle of its file, and waits until it has really stopped. The answer is `lost`.
   * @throws Error if the worker holds no file.
   */
  terminateWhileHolding(): Promise<Answer>
  /** Lets it end, having nothing to do. */
  end(): Promise<void>
}

/** Starts a worker thread. */
export function startWorker(number: number, program: URL): WorkerHandle {
  const ledger = createLedger()
  const start: WorkerStart = { ledger }
  const thread = new Worker(program, { workerData: start, name: `pipeline-${number}` })

  let reason: Error | undefined
  let hasExited = false
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined
  const answered = () =>
    new Promise<Answer>((resolve, reject) => {
      waiting = { resolve, reject }
      if (hasExited) settleLost()
    })

  function settleLost(): void {
    if (wasCommitting(ledger)) waiting?.reject(new Error(`worker ${number} ended while it was counting a file`, { cause: reason }))
    else waiting?.resolve(reason === undefined ? { kind: 'lost' } : { kind: 'lost', reason })
    waiting = undefined
  }

  thread.on('message', (message: FromWorker) => {
    waiting?.resolve(message)
    waiting = undefined
  })
  thread.on('error', (error: Error) => {
    reason = error
  })
  const exited = new Promise<void>((resolve) => {
    thread.once('exit', () => {
      hasExited = true
      settleLost()
      resolve()
    })
  })
  const tell = (message: ToWorker) => thread.postMessage(message)

  return {
    number,
    perform(task) {
      tell({ kind: 'task', task })
      return answered()
    },
    async terminateWhileHolding() {
      if (!condemn(ledger)) throw new Error(`worker ${number} holds no file`)
      const answer = answered()
      await thread.terminate()
      return answer
    },
    async end() {
      tell({ kind: 'end' })
      await exited
    },
  }
}
