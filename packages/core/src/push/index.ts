/** The door `@telltale/core/push`: the push loop, and what an exporter that it drives must be. */

export type { Clock } from '../ground/clock.js'
export type { Stop, Timers } from '../ground/timers.js'
export type { BufferLimits } from './backlog.js'
export type { InstrumentMaker } from './monitor.js'
export type { PusherOptions, PushTimes } from './options.js'
export { createPusher } from './pusher.js'
export type { RetryOptions, RetryPolicy } from './retry.js'
export { exponentialRetry, noRetry } from './retry.js'
export { MAX_RETRY_AFTER_MILLIS, parseRetryAfter } from './retry-after.js'
export type { SelectFamily } from './select.js'
export { selectFamilies } from './select.js'
export type { ExporterModule } from './thread/messages.js'
export type { PushThreadOptions } from './thread/start-push-thread.js'
export { startPushThread } from './thread/start-push-thread.js'
export type {
  Accepted,
  DroppedPoints,
  PushExporter,
  Pusher,
  PushOutcome,
  PushResult,
  Rejected,
  Retryable,
  Temporality,
} from './types.js'
