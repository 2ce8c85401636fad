/** The options that both exporters have: what is sent, and in what form. */

import type { StandardUnit } from '@aws-sdk/client-cloudwatch'
import type { Problem } from '@telltale/core'
import { createProblemReporter, type OptionRule, type ProblemReporter } from '@telltale/core/exporter'
import type { SelectFamily } from '@telltale/core/push'
import { type CloudWatchNaming, keptNaming } from '../naming.js'
import type { SelectDimension } from './dimensions.js'
import { MAX_DIMENSION_COUNT, MAX_NAMESPACE_LENGTH } from './limits.js'
import { isStandardUnit, type UnitMap } from './units.js'

export interface EncodingOptions {
  /** Where CloudWatch puts the metrics: `'Shop/Checkout'`. Up to 255 characters of `A–Z a–z 0–9 . - _ / # :` and blanks, not beginning with `AWS/` or `:`. */
  readonly namespace: string
  /**
   * Labels that become dimensions, at most 30, or a function that says which do. Series that differ in none of them are put together, as the mapping in the README says: each set of dimensions
   * is a metric that is billed, and CloudWatch never adds up over them. @defaultValue all
   */
  readonly dimensions?: readonly string[] | SelectDimension | undefined
  /** CloudWatch's unit for a unit as metrics declare it: `{ jobs: 'Count' }`. Goes before what is known of itself. @defaultValue {} */
  readonly units?: Readonly<Record<string, StandardUnit>> | undefined
  /** Whether summaries send their quantiles, each a metric of its own. @defaultValue true */
  readonly quantiles?: boolean | undefined
  /** Which families are sent. CloudWatch bills each set of dimensions. @defaultValue all */
  readonly select?: SelectFamily | undefined
  /** What families are called there. @defaultValue keptNaming */
  readonly naming?: CloudWatchNaming | undefined
  /** Told once per kind of trouble and metric. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

/** The same with every default in place. */
export interface ResolvedEncoding {
  readonly namespace: string
  readonly dimensions: SelectDimension | undefined
  readonly units: UnitMap
  readonly quantiles: boolean
  readonly select: SelectFamily | undefined
  readonly naming: CloudWatchNaming
  readonly report: ProblemReporter
}

const NAMESPACE = new RegExp(`^[\\w.\\-/# :]{1,${MAX_NAMESPACE_LENGTH}}$`)
const FUNCTION: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' }

export const ENCODING_RULES = {
  namespace: {
    expected: `1 to ${MAX_NAMESPACE_LENGTH} characters of letters, digits, '.-_/#:' and blanks, not blank, and not beginning with 'AWS/' or ':'`,
    isValid: (value) => typeof value === 'string' && NAMESPACE.test(value) && value.trim() !== '' && !/^(?:AWS\/|:)/.test(value),
    isRequired: true,
  },
  dimensions: {
    expected: `at most ${MAX_DIMENSION_COUNT} names of labels, or a function`,
    isValid: (value) =>
      typeof value === 'function' ||
      (Array.isArray(value) && value.length <= MAX_DIMENSION_COUNT && value.every((name) => typeof name === 'string')),
  },
  units: {
    expected: "an object with units of CloudWatch, as { jobs: 'Count' }",
    isValid: (value) => typeof value === 'object' && value !== null && Object.values(value).every((unit) => isStandardUnit(unit)),
  },
  quantiles: { expected: 'true or false', isValid: (value) => typeof value === 'boolean' },
  select: FUNCTION,
  naming: FUNCTION,
  onProblem: FUNCTION,
} satisfies Record<string, OptionRule>

/** Puts the defaults in place of options that have been checked. */
export function resolveEncoding(options: EncodingOptions): ResolvedEncoding {
  const { namespace, dimensions, units = {}, quantiles = true, select, naming = keptNaming, onProblem } = options
  return {
    namespace,
    dimensions: toSelector(dimensions),
    units: { ...units },
    quantiles,
    select,
    naming,
    report: createProblemReporter(onProblem),
  }
}

function toSelector(dimensions: EncodingOptions['dimensions']): SelectDimension | undefined {
  if (dimensions === undefined || typeof dimensions === 'function') return dimensions
  const chosen = new Set(dimensions)
  return (label) => chosen.has(label)
}
