/** One attempt at a push: its deadline, and what it came to, whatever the exporter does. */

import { toReason } from '../ground/errors.js'
import { quote } from '../ground/quote.js'
import type { Timers } from '../ground/timers.js'
import type { Snapshot } from '../model/snapshot.js'
import type { PushExporter, PushResult } from './types.js'

/** An exporter has this long after its signal was aborted to settle. */
const ABANDON_MILLIS = 1_000

/** What came of an attempt: the exporter's answer, or what kept it from giving one. */
export type Attempt =
  | PushResult
  | { readonly outcome: 'timeout'; readonly reason: string; readonly isAbandoned: boolean }
  | { readonly outcome: 'failed'; readonly reason: string }

export interface RunningAttempt {
  /** Never rejects. */
  readonly ended: Promise<Attempt>
  /** Ends it before its deadline. */
  abort(): void
}

/** Starts an attempt that must be over after `deadlineMillis`. Exceptions and answers that are none become attempts that failed. */
export function startAttempt(exporter: PushExporter, snapshot: Snapshot, deadlineMillis: number, timers: Timers): RunningAttempt {
  const controller = new AbortController()
  const { signal } = controller
  let stopAbandoning = (): void => {}
  let abort = (): void => {}

  const abandoned = new Promise<Attempt>((resolve) => {
    abort = () => {
      if (signal.aborted) return
      stopAbandoning = timers.after(ABANDON_MILLIS, () => {
        const reason = `it had not settled ${ABANDON_MILLIS} ms after its signal was aborted`
        resolve({ outcome: 'timeout', reason, isAbandoned: true })
      })
      controller.abort()
    }
  })
  const stopDeadline = timers.after(deadlineMillis, abort)
  const late: Attempt = { outcome: 'timeout', reason: `there was no answer within ${deadlineMillis} ms`, isAbandoned: false }

  const answered = new Promise<unknown>((resolve) => resolve(exporter.push(snapshot, signal))).then(
    (answer): Attempt => {
      if (isPushResult(answer)) return signal.aborted && answer.outcome === 'retryable' ? late : answer
      return { outcome: 'failed', reason: `push() must answer accepted, retryable or rejected, got ${quote(answer)}` }
    },
    (error: unknown): Attempt => (signal.aborted ? late : { outcome: 'failed', reason: toReason(error) }),
  )
  const ended = Promise.race([answered, abandoned]).finally(() => {
    stopDeadline()
    stopAbandoning()
  })
  return { ended, abort }
}

function isPushResult(value: unknown): value is PushResult {
  if (typeof value !== 'object' || value === null) return false
  const { outcome, reason } = value as { readonly outcome?: unknown; readonly reason?: unknown }
  return outcome === 'accepted' || outcome === 'retryable' || (outcome === 'rejected' && typeof reason === 'string')
}
