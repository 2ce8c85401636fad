/** What callers may ask of a Pushgateway, what is assumed when they do not, and what is refused. */

import type { Problem } from '@telltale/core'
import { assertOptions, type OptionRule } from '@telltale/core/exporter'
import type { SelectFamily } from '@telltale/core/push'
import { isLegacyName } from '../naming.js'
import { readTarget, TARGET_RULES, type Target, type TargetOptions, targetFaults } from '../wire/http-target.js'
import { toGroupingPath } from './grouping-path.js'

export interface PushgatewayOptions extends TargetOptions {
  /** The job, which every group has: any text that is not empty. */
  readonly job: string
  /**
   * Labels that tell the group from others of the job, as `instance`: any names and values. They take the place of labels of the same names in the metrics. Names beyond letters, digits and
   * `_` need a Pushgateway with `--push.enable-utf8-names`.
   * @defaultValue {}
   */
  readonly grouping?: Readonly<Record<string, string>> | undefined
  /** For a whole request, from the look-up of the name to the end of the answer. @defaultValue 10_000 */
  readonly timeoutMillis?: number | undefined
  /** Put before the name of every metric: `'myapp_'`. @defaultValue '' */
  readonly prefix?: string | undefined
  /** Which families are sent. @defaultValue all */
  readonly select?: SelectFamily | undefined
  /** Told once per kind of trouble, with what the Pushgateway had to say. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

export interface PushgatewayExporterOptions extends PushgatewayOptions {
  /** `'put'` replaces the whole group, so that what the process has no more is gone; `'post'` replaces metrics of the same names only. @defaultValue 'put' */
  readonly method?: 'put' | 'post' | undefined
}

/** Options with every default in place. */
export interface ResolvedPushgateway {
  readonly target: Target
  readonly path: string
  readonly timeoutMillis: number
  readonly prefix: string
  readonly select: SelectFamily | undefined
  readonly onProblem: ((problem: Problem) => void) | undefined
}

const FUNCTION: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' }
/** Node's timers know no longer wait. */
const MAX_TIMEOUT_MILLIS = 2 ** 31 - 1

const RULES = {
  ...TARGET_RULES,
  job: { expected: 'a well-formed text, not empty', isValid: (value) => isText(value) && value !== '', isRequired: true },
  grouping: {
    expected: "an object of label names, not 'job' and not beginning with '__', to well-formed texts",
    isValid: isGrouping,
  },
  timeoutMillis: {
    expected: `a number from 1 to ${MAX_TIMEOUT_MILLIS}`,
    isValid: (value) => typeof value === 'number' && value >= 1 && value <= MAX_TIMEOUT_MILLIS,
  },
  prefix: {
    expected: "'' or letters, digits, '_' and ':', no digit first",
    isValid: (value) => value === '' || (typeof value === 'string' && isLegacyName(value)),
  },
  select: FUNCTION,
  onProblem: FUNCTION,
} satisfies Record<string, OptionRule>

const METHOD: OptionRule = { expected: "'put' or 'post'", isValid: (value) => value === 'put' || value === 'post' }

/** @throws TelltaleError `invalid_options`, naming every fault and no secret. */
export function readPushgatewayOptions(options: PushgatewayOptions, subject = 'createPushgateway'): ResolvedPushgateway {
  assertOptions(subject, options, RULES, targetFaults(options ?? {}, ['content-type']))
  return resolve(options)
}

/** @throws TelltaleError `invalid_options`, naming every fault and no secret. */
export function readExporterOptions(options: PushgatewayExporterOptions): ResolvedPushgateway & { readonly method: 'put' | 'post' } {
  assertOptions('createPushgatewayExporter', options, { ...RULES, method: METHOD }, targetFaults(options ?? {}, ['content-type']))
  return { ...resolve(options), method: options.method ?? 'put' }
}

function resolve(options: PushgatewayOptions): ResolvedPushgateway {
  const { job, grouping = {}, timeoutMillis = 10_000, prefix = '', select, onProblem } = options
  const target = readTarget(options)
  return { target, path: `${target.basePath}${toGroupingPath(job, grouping)}`, timeoutMillis, prefix, select, onProblem }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed()
}

function isGrouping(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([name, one]) => isText(name) && name !== '' && name !== 'job' && !name.startsWith('__') && isText(one),
  )
}
