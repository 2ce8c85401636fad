/** What a push thread and the thread that started it say to one another. */

import type { Problem } from '../../ground/problems.js'
import type { PushTimes } from '../options.js'
import type { PushOutcome } from '../types.js'

/** An exporter that can be made in any thread: where its code is, and what it is made from. */
export interface ExporterModule {
  /** A URL or an absolute path of JavaScript: `import.meta.resolve('@telltale/statsd')`, `require.resolve('@telltale/statsd')`. */
  readonly module: string
  /** Name of the function there that makes the exporter, at once or by a promise. */
  readonly factory: string
  /** Its only argument. Goes to another thread: anything that can be cloned, and no functions. */
  readonly options?: unknown
}

/** Given to the push thread at its start, as `workerData`. */
export interface PushThreadInput {
  readonly registry: string
  readonly exporter: ExporterModule
  readonly times: PushTimes
  readonly isMeasured: boolean
  /** One word: how the last push at the exit of the process ended. */
  readonly done: Int32Array
}

export const PUSH_PENDING = 0
export const PUSH_DELIVERED = 1
export const PUSH_LOST = 2

/** To the push thread. Orders that are answered have a number. */
export type PushOrder =
  | { readonly kind: 'flush'; readonly number: number; readonly withinMillis: number }
  | { readonly kind: 'close'; readonly number: number }
  /** The process ends, and the thread that gives this order waits for `done`. */
  | { readonly kind: 'exit' }

/** From the push thread. */
export type PushReport =
  | { readonly kind: 'ready'; readonly exporter: string }
  /** There will be no pushes: the exporter cannot be made. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'done'; readonly number: number; readonly outcome: PushOutcome }
  | { readonly kind: 'problem'; readonly problem: Problem }
