/** What `collectRuntimeMetrics` may be given, what is assumed when it is not, and what is refused. */

import type { Problem, Registry } from '@telltale/core'
import { assertOptions, type Clock, type OptionRule, systemClock, systemTimers, type Timers } from '@telltale/core/exporter'

export interface RuntimeMetricsOptions {
  /** Whether a metric is wanted, by its name without the registry's prefix. What nobody wants is neither made nor measured. @defaultValue all are */
  readonly select?: ((name: string) => boolean) | undefined
  /** From one reading to the next. @defaultValue 5_000 */
  readonly intervalMillis?: number | undefined
  /** The disks that are looked at: a path on each. @defaultValue the current working directory alone */
  readonly diskPaths?: readonly string[] | undefined
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
  readonly clock?: Clock | undefined
  readonly timers?: Timers | undefined
}

/** A collection that runs until it is stopped. */
export interface RuntimeMetrics {
  /** Reads everything now, as it is done every `intervalMillis`. Settles when it is in the registry; never rejects. */
  sample(): Promise<void>
  /** Ends every timer and observer. What was shown last stays. Idempotent. */
  stop(): void
}

export interface Settings {
  readonly select: (name: string) => boolean
  readonly intervalMillis: number
  readonly diskPaths: readonly string[]
  readonly onProblem: ((problem: Problem) => void) | undefined
  readonly clock: Clock
  readonly timers: Timers
}

/** The longest a timer of the host can wait. */
const MAX_TIMER_MILLIS = 2 ** 31 - 1
const MIN_INTERVAL_MILLIS = 100
const DEFAULT_INTERVAL_MILLIS = 5_000

const FUNCTION: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' }
const RULES: Record<keyof RuntimeMetricsOptions, OptionRule> = {
  select: FUNCTION,
  intervalMillis: {
    expected: `a number of milliseconds from ${MIN_INTERVAL_MILLIS} to ${MAX_TIMER_MILLIS}`,
    isValid: (value) => typeof value === 'number' && value >= MIN_INTERVAL_MILLIS && value <= MAX_TIMER_MILLIS,
  },
  diskPaths: {
    expected: 'a list of paths',
    isValid: (value) => Array.isArray(value) && value.every((path) => typeof path === 'string' && path !== ''),
  },
  onProblem: FUNCTION,
  clock: { expected: 'a clock with wallMillis() and monotonicMillis()', isValid: isObject },
  timers: { expected: 'timers with after() and every()', isValid: isObject },
}

/** @throws TelltaleError `invalid_options`, naming every faulty one. */
export function readOptions(registry: Registry, options: RuntimeMetricsOptions): Settings {
  const isRegistry = isObject(registry) && typeof registry.gauge === 'function'
  assertOptions('collectRuntimeMetrics', options, RULES, isRegistry ? [] : ['the first argument must be a registry'])
  return {
    select: options.select ?? (() => true),
    intervalMillis: options.intervalMillis ?? DEFAULT_INTERVAL_MILLIS,
    diskPaths: options.diskPaths ?? [process.cwd()],
    onProblem: options.onProblem,
    clock: options.clock ?? systemClock,
    timers: options.timers ?? systemTimers,
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
