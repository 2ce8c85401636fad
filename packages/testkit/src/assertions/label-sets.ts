/** Compares all the label sets of a metric with those that a test lists. */

import type { Family } from '@telltale/core/model'
import { failure } from './failure.js'
import { type GivenLabels, labelText, NO_LABELS, showLabels } from './label-texts.js'
import { labelPosition, selectAll, title } from './select.js'

/**
 * @param given Labels of the series that are looked at.
 * @throws AssertionError with what is missing and what is there without being expected.
 */
export function expectLabelSets(family: Family, given: GivenLabels, labelSets: readonly GivenLabels[]): void {
  const named = new Set(labelSets.flatMap((labels) => Object.keys(labels)))
  for (const name of named) labelPosition(family, name)
  const names = family.labelNames.filter((name) => named.size === 0 || named.has(name))
  const show = (values: readonly string[]) => showLabels({ names, values }) || NO_LABELS

  const expected = labelSets.map((labels) => show(names.map((name) => (Object.hasOwn(labels, name) ? labelText(labels[name]) : ''))))
  const actual = selectAll(family, given).map(({ labels }) => show(names.map((name) => labels.values[labelPosition(family, name)] ?? '')))
  const missing = without(expected, actual)
  const unexpected = without(actual, expected)
  if (missing.length === 0 && unexpected.length === 0) return
  const lines = [...missing.map((text) => `\n  missing ${text}`), ...unexpected.map((text) => `\n  not expected ${text}`)]
  const message = `${title(family, given)}: expected exactly ${expected.length} label sets, got ${actual.length}:${lines.join('')}`
  throw failure(message, { actual: actual.sort(), expected: expected.sort() })
}

/** What is in `all` more often than in `others`. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1)
  return all.filter((text) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
}
