/** What exporters that push are to the push loop, and the push loop to its users. */

import type { Snapshot } from '../model/snapshot.js'
import type { RetryPolicy } from './retry.js'

/**
 * What a backend wants to be told: all that was counted so far (`'cumulative'`), or what was counted since it last accepted something (`'delta'`).
 * Backends that add up what they receive want deltas.
 */
export type Temporality = 'cumulative' | 'delta'

/** Points that were not delivered, and why. */
export interface DroppedPoints {
  /** Short and from a fixed set, since it becomes a label value: `'too_large'`, `'unsupported_value'`. */
  readonly reason: string
  readonly count: number
}

/** The backend has the data. */
export interface Accepted {
  readonly outcome: 'accepted'
  /** What was left out or refused all the same; it is counted and not sent again. */
  readonly dropped?: readonly DroppedPoints[] | undefined
}

/** The backend does not have the data, or not all of it, and may take it later. */
export interface Retryable {
  readonly outcome: 'retryable'
  /** For people: what went wrong. Never holds secrets. */
  readonly reason?: string | undefined
  /** How long the backend asked to be left alone, see `parseRetryAfter`. It is honoured up to a limit of the pusher. */
  readonly retryAfterMillis?: number | undefined
}

/** The backend refused the data, and would refuse them again. */
export interface Rejected {
  readonly outcome: 'rejected'
  /** Short and from a fixed set, since it becomes a label value: `'bad_request'`, `'unauthorized'`. */
  readonly reason: string
  /** Points refused; what else was in the data arrived. @defaultValue all of them */
  readonly droppedCount?: number | undefined
  /**
   * `true`: the data are given up and counted as dropped. `false`: something outside the data is wrong, as credentials are, and may be put right: an exporter of deltas is
   * given them again at the next push, so that nothing is lost meanwhile.
   * @defaultValue true
   */
  readonly final?: boolean | undefined
}

export type PushResult = Accepted | Retryable | Rejected

/**
 * Brings snapshots to one backend. Encoding does no I/O, the transport knows no metrics, and neither waits, repeats or schedules: the pusher does.
 */
export interface PushExporter {
  /** Short and fixed: `'statsd'`. It is the label `exporter` of the pusher's own metrics. */
  readonly name: string
  readonly temporality: Temporality
  /** When to try again; the backend's own rules. @defaultValue exponentialRetry() */
  readonly retry?: RetryPolicy | undefined
  /**
   * Delivers a snapshot, or the increments of one in the same shape, and settles when it is out of the exporter's hands: no buffer of its own is left half full.
   *
   * There is never more than one push under way. A push whose data were not accepted is repeated with the very same object, so that an exporter that
   * sends in batches can remember in a `WeakMap` which of them arrived: none is sent twice.
   *
   * @param signal Aborted at the deadline. What has not settled a second later is abandoned, and what it answers then is not heard.
   * A rejection is taken as `retryable`.
   */
  push(snapshot: Snapshot, signal: AbortSignal): Promise<PushResult>
  /** Ends connections. Called once, after the last push. */
  close(): Promise<void> | void
}

/**
 * How a push ended: as the exporter said (`accepted`, `rejected`, `retryable`), past its deadline (`timeout`), with an exception (`failed`); or there was none because
 * the pusher is closed or was not done in time (`none`).
 */
export type PushOutcome = 'accepted' | 'rejected' | 'retryable' | 'timeout' | 'failed' | 'none'

/** Delivers what is measured, again and again, until it is closed. */
export interface Pusher {
  /**
   * Pushes now, after the push under way if there is one: everything recorded before the call is in it. Calls that come together share a push. Waits between attempts are
   * cut short.
   *
   * @param withinMillis Settles by then at the latest. @defaultValue intervalMillis
   * @returns How it ended. Never rejects. Keeps the process alive until it settles.
   */
  flush(withinMillis?: number): Promise<PushOutcome>
  /**
   * Pushes once more within `exitDeadlineMillis`, then closes the exporter and pushes no more. Idempotent: later calls settle with the first. Never rejects. Keeps the
   * process alive until it settles.
   */
  close(): Promise<void>
}
