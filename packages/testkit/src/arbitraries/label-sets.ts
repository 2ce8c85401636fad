/** Label sets, as generated for property tests. */

import fc from 'fast-check'
import { labelNameArbitrary, textArbitrary } from './texts.js'

const MAX_LABELS = 4

/** Different names, in the order in which a metric would declare them. */
export function labelNamesArbitrary(): fc.Arbitrary<string[]> {
  return fc.uniqueArray(labelNameArbitrary(), { maxLength: MAX_LABELS })
}

/**
 * Labels for an instrument with `labelNames`: a text for each, `''` among them.
 * @param labelNames @defaultValue any
 */
export function labelSetArbitrary(labelNames?: readonly string[]): fc.Arbitrary<Record<string, string>> {
  if (!labelNames) return labelNamesArbitrary().chain((names) => labelSetArbitrary(names))
  return fc
    .tuple(...labelNames.map(() => textArbitrary()))
    .map((texts) => Object.fromEntries(labelNames.map((name, i) => [name, texts[i] as string])))
}

/** Label sets of one metric, no two alike. With no label names there is at most one. */
export function labelSetsArbitrary(labelNames: readonly string[], maxLength = 6): fc.Arbitrary<Record<string, string>[]> {
  return fc.uniqueArray(labelSetArbitrary(labelNames), {
    maxLength,
    selector: (labels) => JSON.stringify(labelNames.map((name) => labels[name])),
  })
}
