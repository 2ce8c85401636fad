/** What a registry or a child of it adds to every metric made through it: a prefix to the name, and constant labels. */

import { TelltaleError } from '../ground/errors.js'
import type { Faults } from '../ground/faults.js'
import { quote } from '../ground/quote.js'
import type { LabelValue } from '../model/labels.js'
import { isLabelName, isMetricName, MAX_NAME_LENGTH } from '../model/names.js'
import type { ConstantLabel, Definition } from '../series/definition.js'
import { labelText, MAX_LABEL_VALUE_LENGTH } from '../series/label-values.js'

export interface ScopeOptions {
  /** Put in front of the name of every metric. `[a-zA-Z_:][a-zA-Z0-9_:]*`. @defaultValue '' */
  readonly prefix?: string
  /** Labels that every series has, by name; an empty value is no label. A metric that declares a label of the same name keeps its own. @defaultValue {} */
  readonly labels?: Readonly<Record<string, LabelValue>>
}

/** Checked, and in the form definitions hold. */
export interface Scope {
  readonly prefix: string
  /** Sorted by name. Those with an empty value say that a label of the scope around this one is not wanted. */
  readonly labels: readonly ConstantLabel[]
}

/** Under this key of a metric's options a child tells its registry in which scope the metric is made. */
export const SCOPE: unique symbol = Symbol('scope')

export const NO_SCOPE: Scope = { prefix: '', labels: [] }

/** Metrics whose names begin so are the library's own: they are the same in every thread and registry, whatever the application chose for its metrics. */
const OWN_PREFIX = 'telltale_'

/** Notes what is wrong with the options. */
export function checkScope(faults: Faults, { prefix, labels }: ScopeOptions): void {
  faults.expect(
    prefix === undefined || prefix === '' || isMetricName(prefix),
    'prefix',
    `[a-zA-Z_:][a-zA-Z0-9_:]*, at most ${MAX_NAME_LENGTH} long`,
    prefix,
  )
  if (labels === undefined) return
  const isObject = typeof labels === 'object' && labels !== null && !Array.isArray(labels)
  faults.expect(isObject, 'labels', 'an object of label values by name', labels)
  if (!isObject) return
  for (const [name, value] of Object.entries(labels)) {
    const text = labelText(value)
    faults.expect(isLabelName(name), 'labels', "named [a-zA-Z_][a-zA-Z0-9_]*, not beginning with '__', not 'le' or 'quantile'", name)
    faults.expect(text !== undefined, `labels.${name}`, 'a string, number, boolean or bigint', value)
    faults.expect((text?.length ?? 0) <= MAX_LABEL_VALUE_LENGTH, `labels.${name}`, `at most ${MAX_LABEL_VALUE_LENGTH} long`, text?.length)
  }
}

/** The scope of a child: its prefix comes after that of its parent, and its labels beside them; of two with one name the child's is taken. */
export function extendScope(outer: Scope, { prefix = '', labels = {} }: ScopeOptions): Scope {
  const values = new Map(outer.labels)
  for (const [name, value] of Object.entries(labels)) values.set(name, (labelText(value) ?? '').toWellFormed())
  return { prefix: outer.prefix + prefix, labels: [...values].sort(([a], [b]) => (a < b ? -1 : 1)) }
}

/**
 * The definition as it is recorded. Sorted constant labels make it the same in every thread that was given the same ones.
 * @throws TelltaleError `invalid_options` when prefix and name are too long together.
 */
export function applyScope<D extends Definition>(definition: D, { prefix, labels }: Scope): D {
  if (isOwnMetric(definition.name)) return definition
  const name = prefix + definition.name
  if (name.length > MAX_NAME_LENGTH) {
    const message = `${definition.kind} ${quote(definition.name)}: name must be at most ${MAX_NAME_LENGTH} long with the prefix ${quote(prefix)}, got ${name.length}`
    throw new TelltaleError('invalid_options', message)
  }
  const own = ownLabelNames({ ...definition, name })
  const constantLabels = labels.filter(([label, value]) => value !== '' && !own.includes(label))
  return { ...definition, name, ...(constantLabels.length > 0 && { constantLabels }) }
}

export function isOwnMetric(name: string): boolean {
  return name.startsWith(OWN_PREFIX)
}

function ownLabelNames(definition: Definition): readonly string[] {
  if (definition.kind === 'stateset') return [...definition.labelNames, definition.name]
  const isPerThread = definition.kind === 'gauge' && definition.across === 'each'
  return isPerThread ? [...definition.labelNames, 'thread'] : definition.labelNames
}
