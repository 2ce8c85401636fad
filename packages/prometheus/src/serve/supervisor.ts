/** Keeps the metrics thread running: when it dies it is started again, on the same port. */

import type { Problem } from '@telltale/core'
import { after, type Stop, toReason } from '@telltale/core/exporter'
import type { RunningThread, ThreadStart } from './thread.js'

export interface SupervisorOptions {
  /** Starts a thread anew, where the first one listened. */
  start(): Promise<ThreadStart>
  /** Told of each death, before the first attempt to start again. */
  onDeath(problem: Problem): void
  /** Told of each attempt to start again that failed. */
  onFailedRestart(problem: Problem): void
  /** Whether the wait between two attempts keeps the process alive. */
  readonly ref: boolean
}

export interface Supervisor {
  /** Ends the watch and the thread. Idempotent. */
  close(): Promise<void>
}

const FIRST_DELAY_MILLIS = 100
const LONGEST_DELAY_MILLIS = 30_000

/** A thread that has run this long was well: the next death is a new trouble, not the same one. */
const SETTLED_MILLIS = 60_000

/** Watches a running thread. Attempts are 100 ms apart at first, each wait twice the one before, none over 30 s. */
export function superviseThread(first: RunningThread, { start, onDeath, onFailedRestart, ref }: SupervisorOptions): Supervisor {
  let thread: RunningThread | undefined
  let isClosed = false
  let attempts = 0
  let stopWaiting: Stop = () => {}
  let starting: Promise<void> = Promise.resolve()

  function watch(running: RunningThread): void {
    thread = running
    const forgetSoon = after(SETTLED_MILLIS, () => {
      attempts = 0
    })
    void running.ended.then((death) => {
      forgetSoon()
      thread = undefined
      if (isClosed) return
      onDeath({ kind: 'metrics_thread_died', message: `The metrics thread died and is started again: ${toReason(death)}` })
      restartLater()
    })
  }

  function restartLater(): void {
    const delayMillis = Math.min(FIRST_DELAY_MILLIS * 2 ** attempts, LONGEST_DELAY_MILLIS)
    attempts++
    stopWaiting = after(
      delayMillis,
      () => {
        starting = restart()
      },
      ref,
    )
  }

  async function restart(): Promise<void> {
    const outcome = await start()
    if (outcome.kind === 'listening') {
      if (isClosed) return outcome.thread.close()
      return watch(outcome.thread)
    }
    if (isClosed) return
    const reason = outcome.kind === 'refused' ? outcome.reason : toReason(outcome.error)
    onFailedRestart({ kind: 'metrics_thread_not_restarted', message: `The metrics thread could not be started again yet: ${reason}` })
    restartLater()
  }

  watch(first)

  return {
    async close() {
      isClosed = true
      stopWaiting()
      await starting
      await thread?.close()
    },
  }
}
