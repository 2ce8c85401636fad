/** Checks the definitions of infos and state sets. */

import type { InfoOptions, StateSetOptions } from '../instruments/state-types.js'
import { isLabelName } from '../model/names.js'
import { areStates, type InfoDefinition, MAX_STATES, type StateSetDefinition } from '../series/definition.js'
import { MAX_LABEL_VALUE_LENGTH } from '../series/label-values.js'
import { checkCommon, type MaybeLabels } from './define.js'

/** The order in which the labels were written says nothing: they are sorted by name, so that two threads agree. */
export function defineInfo(registry: string, options: InfoOptions<string>): InfoDefinition {
  const { labels, unit } = (options ?? {}) as InfoOptions<string> & { readonly unit?: unknown }
  const isRecord = typeof labels === 'object' && labels !== null && !Array.isArray(labels)
  const names = isRecord ? Object.keys(labels).sort() : undefined
  const isObject = typeof options === 'object' && options !== null
  const { common, faults } = checkCommon(registry, 'info', isObject ? { ...options, unit: '', labels: names } : options)
  faults.expect(isRecord, 'labels', 'an object of label values', labels)
  faults.expect(unit === undefined || unit === '', 'unit', 'left out: an info has none', unit)
  faults.throwIfAny()
  return { kind: 'info', ...common }
}

export function defineStateSet(registry: string, options: StateSetOptions<string> & MaybeLabels): StateSetDefinition {
  const { common, faults } = checkCommon(registry, 'stateset', options)
  const { name, states } = options
  const isShort = (state: unknown): boolean => typeof state === 'string' && state.length <= MAX_LABEL_VALUE_LENGTH && state.isWellFormed()
  faults.expect(
    areStates(states) && states.every(isShort),
    'states',
    `1 to ${MAX_STATES} different texts, none empty, at most ${MAX_LABEL_VALUE_LENGTH} long`,
    states,
  )
  faults.expect(!common.labelNames.includes(name), 'labels', "without the metric's own name, which tells the states apart", name)
  faults.expect(isLabelName(name), 'name', 'one that a label may have too, since it tells the states apart', name)
  faults.expect(common.unit === '', 'unit', 'left out: a state set has none', common.unit)
  faults.throwIfAny()
  return { kind: 'stateset', ...common, states: [...states] }
}
