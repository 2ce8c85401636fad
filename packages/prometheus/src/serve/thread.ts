/** One run of the metrics thread, from its start to its end. */

import { Worker } from 'node:worker_threads'
import type { Problem } from '@telltale/core'
import { after } from '@telltale/core/exporter'
import type { ThreadInput, ThreadOrder, ThreadReport } from './messages.js'
import { threadSource } from './thread-source.js'

/** How the start of a thread ended. */
export type ThreadStart =
  | { readonly kind: 'listening'; readonly thread: RunningThread }
  /** The thread is well and the system refused the address. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** There is no thread: the host allows none, or it died before it listened. */
  | { readonly kind: 'failed'; readonly error: unknown }

export interface RunningThread {
  readonly port: number
  /** Settles when the thread has ended, with what it died of, or `undefined` when it was closed. */
  readonly ended: Promise<Error | undefined>
  /** Lets answers under way finish, then ends the thread. Idempotent. */
  close(): Promise<void>
}

/** A thread that does not end by itself in this time after it was asked to is terminated. Longer than the grace it gives its own connections. */
const CLOSE_DEADLINE_MILLIS = 2_000

/**
 * Starts the thread; settles when it listens or will not.
 *
 * The script is passed as text, because a file beside this one is not found from a bundle; `execArgv` and `env` are empty, because preloads and
 * settings of the application have no business in it. Until it has started the thread keeps the process alive, later only if `ref`.
 *
 * Never throws and never rejects. @param onProblem Told what the thread reports while it runs.
 */
export function startThread(input: ThreadInput, ref: boolean, onProblem: (problem: Problem) => void): Promise<ThreadStart> {
  return new Promise((resolve) => {
    let worker: Worker
    try {
      worker = new Worker(threadSource, { eval: true, execArgv: [], env: {}, workerData: input, name: 'telltale-metrics' })
    } catch (error) {
      return resolve({ kind: 'failed', error })
    }

    let death: Error | undefined
    let isClosing = false
    let settleEnded: (death: Error | undefined) => void = () => {}
    const ended = new Promise<Error | undefined>((settle) => {
      settleEnded = settle
    })

    worker.on('error', (error: unknown) => {
      death = error instanceof Error ? error : new Error(String(error))
    })
    worker.on('exit', (code) => {
      const cause = death ?? (isClosing ? undefined : new Error(`the metrics thread ended with code ${code}`))
      resolve({ kind: 'failed', error: cause })
      settleEnded(isClosing ? undefined : cause)
    })
    worker.on('message', (report: ThreadReport) => {
      if (report.kind === 'problem') onProblem(report.problem)
      else if (report.kind === 'refused') resolve(report)
      else {
        if (!ref) worker.unref()
        resolve({ kind: 'listening', thread: { port: report.port, ended, close } })
      }
    })

    async function close(): Promise<void> {
      if (!isClosing) {
        isClosing = true
        // Whoever waits for the end must live to see it.
        worker.ref()
        worker.postMessage('close' satisfies ThreadOrder)
        const stopWaiting = after(CLOSE_DEADLINE_MILLIS, () => void worker.terminate())
        void ended.then(stopWaiting)
      }
      await ended
    }
  })
}
