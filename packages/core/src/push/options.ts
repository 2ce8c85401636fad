/** What a pusher may be given, what is assumed when it is not, and what is refused. */

import { type Clock, systemClock } from '../ground/clock.js'
import { assertOptions, type OptionRule } from '../ground/option-rules.js'
import type { Problem } from '../ground/problems.js'
import { systemTimers, type Timers } from '../ground/timers.js'
import type { SnapshotSource } from '../model/snapshot.js'
import type { BufferLimits } from './backlog.js'
import type { InstrumentMaker } from './monitor.js'
import { exponentialRetry, type RetryPolicy } from './retry.js'
import { MAX_RETRY_AFTER_MILLIS } from './retry-after.js'
import type { PushExporter } from './types.js'

/** When to push and for how long to try. All of it can be sent to another thread. */
export interface PushTimes {
  /** From one push to the next. @defaultValue 10_000 */
  readonly intervalMillis?: number | undefined
  /** One attempt must be over after this. @defaultValue 10_000, or `intervalMillis` if that is less */
  readonly deadlineMillis?: number | undefined
  /** At the end of the process, and in `close()`, everything must be over after this. @defaultValue 5_000 */
  readonly exitDeadlineMillis?: number | undefined
  /** A backend that asks to be left alone is heard for so long at most. @defaultValue 300_000 */
  readonly maxRetryAfterMillis?: number | undefined
  /**
   * Keeps every snapshot that was not accepted, oldest first, for backends that take what is old with its own time (`takenAtMillis`). The oldest is dropped, and counted, beyond a
   * number of points (series, over all snapshots kept) or an age. @defaultValue none is kept but what deltas need
   */
  readonly buffer?: BufferLimits | undefined
  /** For deltas: whether the first one holds everything since the series began, or what comes from now on. @defaultValue 'beginning' */
  readonly startFrom?: 'beginning' | 'now' | undefined
}

export interface PusherOptions extends PushTimes {
  /** Where snapshots come from, as a rule a registry. */
  readonly source: SnapshotSource
  readonly exporter: PushExporter
  /** When to try a failed push again. @defaultValue the exporter's own, or exponentialRetry() */
  readonly retry?: RetryPolicy | undefined
  /** Whether to flush when the process ends by itself, by SIGTERM or by SIGINT. @defaultValue true */
  readonly flushAtExit?: boolean | undefined
  /** Makes the metrics `telltale_push_*`; `false`: there are none. @defaultValue the source, if it is a registry */
  readonly metrics?: InstrumentMaker | false | undefined
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
  readonly clock?: Clock | undefined
  readonly timers?: Timers | undefined
  /** Source of the random start in `[0, 1)`. @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

export const DEFAULT_INTERVAL_MILLIS = 10_000
export const DEFAULT_EXIT_DEADLINE_MILLIS = 5_000
const DEFAULT_DEADLINE_MILLIS = 10_000

/** The longest a timer of the host can wait. */
const MAX_TIMER_MILLIS = 2 ** 31 - 1

const MILLIS: OptionRule = {
  expected: `a number of milliseconds above 0, at most ${MAX_TIMER_MILLIS}`,
  isValid: (value) => typeof value === 'number' && value > 0 && value <= MAX_TIMER_MILLIS,
}
const FUNCTION: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' }
const BUFFER: OptionRule = {
  expected: 'an object with maxPoints, a whole number from 1, and maxAgeMillis, above 0',
  isValid: (value) => {
    const { maxPoints, maxAgeMillis } = (value ?? {}) as Partial<BufferLimits>
    return Number.isInteger(maxPoints) && (maxPoints as number) >= 1 && typeof maxAgeMillis === 'number' && maxAgeMillis > 0
  },
}

export const SOURCE_RULE: OptionRule = {
  expected: 'a registry or another object with gather() and gatherChunks()',
  isValid: (value) => hasMethods(value, ['gather', 'gatherChunks']),
  isRequired: true,
}

export const TIME_RULES = {
  intervalMillis: MILLIS,
  deadlineMillis: MILLIS,
  exitDeadlineMillis: MILLIS,
  maxRetryAfterMillis: MILLIS,
  buffer: BUFFER,
  startFrom: { expected: "'beginning' or 'now'", isValid: (value) => value === 'beginning' || value === 'now' },
} satisfies Record<string, OptionRule>

const RULES: Record<keyof PusherOptions, OptionRule> = {
  source: SOURCE_RULE,
  exporter: {
    expected: "an exporter: a name, a temporality of 'cumulative' or 'delta', push() and close()",
    isValid: isExporter,
    isRequired: true,
  },
  ...TIME_RULES,
  retry: FUNCTION,
  flushAtExit: { expected: 'true or false', isValid: (value) => typeof value === 'boolean' },
  metrics: {
    expected: 'false or something that makes instruments, as a registry does',
    isValid: (value) => value === false || isInstrumentMaker(value),
  },
  onProblem: FUNCTION,
  clock: {
    expected: 'a clock with wallMillis() and monotonicMillis()',
    isValid: (value) => hasMethods(value, ['wallMillis', 'monotonicMillis']),
  },
  timers: { expected: 'timers with after() and every()', isValid: (value) => hasMethods(value, ['after', 'every']) },
  random: FUNCTION,
}

/** Options that have a default, once it is in place. */
type Settled = {
  readonly [field in Exclude<keyof PusherOptions, 'buffer' | 'metrics' | 'onProblem'>]-?: Exclude<PusherOptions[field], undefined>
}

/** Options with every default in place. */
export interface PusherSettings extends Settled {
  readonly buffer: BufferLimits | undefined
  readonly metrics: InstrumentMaker | undefined
  readonly onProblem: ((problem: Problem) => void) | undefined
}

/** @throws TelltaleError `invalid_options`, naming every faulty option. */
export function readPusherOptions(options: PusherOptions): PusherSettings {
  assertOptions('createPusher', options, RULES)
  const { source, exporter, intervalMillis = DEFAULT_INTERVAL_MILLIS, metrics } = options
  return {
    source,
    exporter,
    intervalMillis,
    deadlineMillis: options.deadlineMillis ?? Math.min(intervalMillis, DEFAULT_DEADLINE_MILLIS),
    exitDeadlineMillis: options.exitDeadlineMillis ?? DEFAULT_EXIT_DEADLINE_MILLIS,
    maxRetryAfterMillis: options.maxRetryAfterMillis ?? MAX_RETRY_AFTER_MILLIS,
    buffer: options.buffer,
    startFrom: options.startFrom ?? 'beginning',
    retry: options.retry ?? exporter.retry ?? exponentialRetry(),
    flushAtExit: options.flushAtExit ?? true,
    metrics: metrics === false ? undefined : (metrics ?? (isInstrumentMaker(source) ? source : undefined)),
    onProblem: options.onProblem,
    clock: options.clock ?? systemClock,
    timers: options.timers ?? systemTimers,
    random: options.random ?? Math.random,
  }
}

/** Whether something is an exporter that pushes. */
export function isExporter(value: unknown): value is PushExporter {
  if (!hasMethods(value, ['push', 'close'])) return false
  const { name, temporality } = value as Partial<PushExporter>
  return typeof name === 'string' && name !== '' && (temporality === 'cumulative' || temporality === 'delta')
}

function isInstrumentMaker(value: unknown): value is InstrumentMaker {
  return hasMethods(value, ['counter', 'gauge', 'histogram'])
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  return names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function')
}
