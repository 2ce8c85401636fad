/** One run of a push thread, from its start to its end. */

import type { Worker } from 'node:worker_threads'
import { systemClock } from '../../ground/clock.js'
import { processOf, workerThreads } from '../../ground/platform.js'
import type { Problem } from '../../ground/problems.js'
import { after } from '../../ground/timers.js'
import type { PushOutcome } from '../types.js'
import { PUSH_DELIVERED, PUSH_PENDING, type PushOrder, type PushReport, type PushThreadInput } from './messages.js'

/** How the start of a push thread ended. */
export type PushThreadStart =
  | { readonly kind: 'ready'; readonly thread: RunningPushThread }
  /** The thread is well and the exporter cannot be made. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** There is no thread: the host allows none, or it died before it was ready. */
  | { readonly kind: 'failed'; readonly error: unknown }

export interface RunningPushThread {
  readonly exporter: string
  /** Settles when the thread has ended, with what it died of. */
  readonly ended: Promise<Error>
  /** Keeps the process alive until it settles, which is after `withinMillis` at the latest. Never rejects. */
  flush(withinMillis: number): Promise<PushOutcome>
  /** As `flush`; the thread is gone then. `none` when it did not say how it ended. */
  close(withinMillis: number): Promise<PushOutcome>
  /**
   * Has the last push begun, for a thread that is at its exit and runs no promise any more.
   * @returns Blocks until the push is over, or `deadlineMillis` have passed since it was begun, and says whether everything was delivered.
   */
  finish(deadlineMillis: number): () => boolean
}

/**
 * Starts the thread; settles when it pushes or will not. Never throws and never rejects.
 *
 * The script is passed as text, because a file beside this one is not found from a bundle. `execArgv` is empty and `NODE_OPTIONS` left out, because preloads of the application have
 * no business in it; the rest of the environment is there, because backends' clients look for credentials in it. It joins the memory of this process by loading the library,
 * as any worker does.
 *
 * @param source The script.
 * @param onProblem Told what the thread reports while it runs.
 */
export function startThread(
  source: string,
  input: Omit<PushThreadInput, 'done'>,
  onProblem: (problem: Problem) => void,
): Promise<PushThreadStart> {
  return new Promise((resolve) => {
    const done = new Int32Array(new SharedArrayBuffer(4))
    let worker: Worker
    try {
      const threads = workerThreads()
      if (!threads) return resolve({ kind: 'failed', error: new Error('there are no worker threads here') })
      const { NODE_OPTIONS: _, ...env } = processOf()?.env ?? {}
      const workerData: PushThreadInput = { ...input, done }
      worker = new threads.Worker(source, { eval: true, execArgv: [], env, workerData, name: 'telltale-push' })
    } catch (error) {
      return resolve({ kind: 'failed', error })
    }

    let death: Error | undefined
    let hasEnded = false
    let orderCount = 0
    const answers = new Map<number, (outcome: PushOutcome) => void>()
    let settleEnded: (death: Error) => void = () => {}
    const ended = new Promise<Error>((settle) => {
      settleEnded = settle
    })

    worker.on('error', (error: unknown) => {
      death = error instanceof Error ? error : new Error(String(error))
    })
    worker.on('exit', (code) => {
      hasEnded = true
      const cause = death ?? new Error(`it ended with code ${code}`)
      resolve({ kind: 'failed', error: cause })
      for (const answer of answers.values()) answer('failed')
      settleEnded(cause)
    })
    worker.on('message', (report: PushReport) => {
      if (report.kind === 'problem') onProblem(report.problem)
      else if (report.kind === 'done') answers.get(report.number)?.(report.outcome)
      else if (report.kind === 'refused') {
        void worker.terminate()
        resolve(report)
      } else {
        worker.unref()
        resolve({ kind: 'ready', thread: { exporter: report.exporter, ended, flush, close, finish } })
      }
    })

    function ask(order: (number: number) => PushOrder, withinMillis: number): Promise<PushOutcome> {
      if (hasEnded) return Promise.resolve('failed')
      return new Promise((settle) => {
        const number = ++orderCount
        const stop = after(withinMillis, () => answer('none'))
        const answer = (outcome: PushOutcome): void => {
          stop()
          answers.delete(number)
          if (answers.size === 0) worker.unref()
          settle(outcome)
        }
        answers.set(number, answer)
        worker.ref()
        worker.postMessage(order(number))
      })
    }

    function flush(withinMillis: number): Promise<PushOutcome> {
      return ask((number) => ({ kind: 'flush', number, withinMillis }), withinMillis)
    }

    async function close(withinMillis: number): Promise<PushOutcome> {
      const outcome = await ask((number) => ({ kind: 'close', number }), withinMillis)
      await worker.terminate()
      return outcome
    }

    function finish(deadlineMillis: number): () => boolean {
      const untilMillis = systemClock.monotonicMillis() + deadlineMillis
      worker.postMessage({ kind: 'exit' } satisfies PushOrder)
      return () => {
        Atomics.wait(done, 0, PUSH_PENDING, Math.max(untilMillis - systemClock.monotonicMillis(), 0))
        return Atomics.load(done, 0) === PUSH_DELIVERED
      }
    }
  })
}
