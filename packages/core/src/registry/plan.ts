/** What becomes of a definition in a registry: the scope it is made in and the filters, before anything is recorded. */

import { MAX_RECORD_BYTES } from '../arena/layout.js'
import { TelltaleError } from '../ground/errors.js'
import { collectFaults } from '../ground/faults.js'
import type { ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { isLabelName } from '../model/names.js'
import type { Definition } from '../series/definition.js'
import { labelTexts } from '../series/label-values.js'
import { encodeFamilyRecord } from '../series/records.js'
import { createRelabelling, type Relabelling } from '../series/relabelling.js'
import { applyFilters, type MeterFilter } from './filter.js'
import { applyScope, isOwnMetric, type Scope } from './scope.js'

export interface Plan<D extends Definition> {
  /** As it is recorded. */
  readonly definition: D
  /** The name before filters. */
  readonly askedName: string
  /** The labels that calls pass. */
  readonly given: readonly string[]
  readonly maxSeries: number
  /** Nothing of it is recorded. */
  readonly isDenied: boolean
  /** Where other labels are recorded than calls pass. */
  readonly relabelling: Relabelling | undefined
}

/**
 * @throws TelltaleError `invalid_options` for what cannot be recorded: a name that is too long with its prefix, nonsense from a filter.
 */
export function planMetric<D extends Definition>(
  declared: D,
  maxSeries: number,
  scope: Scope,
  filters: readonly MeterFilter[],
  report: ProblemReporter,
): Plan<D> {
  const scoped = applyScope(declared, scope)
  const { definition, dropped, maps, ...filtered } = applyFilters(isOwnMetric(declared.name) ? [] : filters, scoped, maxSeries)
  const given = declared.labelNames
  const isRelabelled = given.some((label) => dropped.has(label) || maps.has(label))
  const { name } = definition
  assertTellsApart(definition)
  const onFault = (label: string, reason: string): void =>
    report({
      kind: 'label_not_mapped',
      metric: name,
      message: `metric ${quote(name)}: a filter could not map a value of label ${quote(label)}, which is kept as it is: ${reason}`,
    })
  const relabelling = isRelabelled ? createRelabelling(given, dropped, maps, onFault) : undefined
  return { ...filtered, definition, askedName: scoped.name, given, relabelling }
}

/**
 * The states of a set are told apart by a label of the set's name, which prefixes and filters change.
 * @throws TelltaleError `invalid_options` when no label can be named so, or one of the set's own is.
 */
function assertTellsApart({ kind, name, labelNames, constantLabels = [] }: Definition): void {
  if (kind !== 'stateset') return
  const faults = collectFaults(`stateset ${quote(name)}`)
  const names = [...labelNames, ...constantLabels.map(([label]) => label)]
  faults.expect(isLabelName(name), 'name', 'one that a label may have too, since it tells the states apart', name)
  faults.expect(!names.includes(name), 'labels', "without the metric's own name, which tells the states apart", name)
  faults.throwIfAny()
}

/**
 * Checks the label sets that are to be there from the start.
 * @param isObserved Whether a callback alone says which label sets there are.
 * @throws TelltaleError `invalid_labels` when one has other names than declared or a value that cannot be one.
 */
export function assertInitialLabels(
  { definition, given }: Plan<Definition>,
  initial: unknown,
  isObserved: boolean,
): asserts initial is readonly object[] {
  const subject = `${definition.kind} ${quote(definition.name)}: initialLabels`
  if (!Array.isArray(initial))
    throw new TelltaleError('invalid_options', `${subject} must be an array of label sets, got ${quote(initial)}`)
  if (initial.length > 0 && given.length === 0) throw new TelltaleError('invalid_options', `${subject} must be left out without labels`)
  if (initial.length > 0 && (isObserved || definition.kind === 'info'))
    throw new TelltaleError('invalid_options', `${subject} must be left out of infos and with observe`)
  for (const [i, labels] of initial.entries()) {
    const texts = labelTexts(definition.name, given, labels)
    if ('fault' in texts) throw new TelltaleError('invalid_labels', `${subject}[${i}]: ${texts.fault}`)
  }
}

/** @throws TelltaleError `invalid_options` when the definition is longer than a record can be. */
export function assertShort(definition: Definition): void {
  if (encodeFamilyRecord(definition)) return
  const { kind, name } = definition
  const message = `${kind} ${quote(name)}: expected a definition of at most ${MAX_RECORD_BYTES} bytes as text, got a longer one; give fewer or rounder buckets, or a shorter help`
  throw new TelltaleError('invalid_options', message)
}
