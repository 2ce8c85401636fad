/** Labels as a test gives them and as a failure shows them. */

import type { LabelValue } from '@telltale/core'
import type { LabelSet } from '@telltale/core/model'

/** Labels by name, as they are given to instruments. */
export type GivenLabels = Readonly<Record<string, LabelValue>>

/** In a list, the label set that has nothing to show. */
export const NO_LABELS = '(no labels)'

/** More than this nobody reads in a failure. */
const SHOWN_COUNT = 20

/** The text that an instrument makes of a label value. */
export function labelText(value: LabelValue): string {
  return value === null || value === undefined ? '' : String(value).toWellFormed()
}

/** `{method="GET"}`; labels that are absent are left out, and nothing is left of a set without any. */
export function showLabels({ names, values }: LabelSet): string {
  const pairs = names.flatMap((name, i) => (values[i] ? [`${name}=${JSON.stringify(values[i])}`] : []))
  return pairs.length === 0 ? '' : `{${pairs.join(', ')}}`
}

/** The same of labels as they were given. */
export function showGiven(given: GivenLabels): string {
  return showLabels({ names: Object.keys(given), values: Object.values(given).map(labelText) })
}

/** What there is instead, a line each. */
export function showList(what: string, items: readonly string[]): string {
  if (items.length === 0) return `there are no ${what}`
  const shown = items.slice(0, SHOWN_COUNT)
  const more = items.length > SHOWN_COUNT ? [`… and ${items.length - SHOWN_COUNT} more`] : []
  return `there are these ${what}:${[...shown, ...more].map((item) => `\n  ${item}`).join('')}`
}
