/** Names and texts, as generated for property tests. */

import { isLabelName, isMetricName } from '@telltale/core/model'
import fc from 'fast-check'
import { AWKWARD_TEXTS } from '../snapshots/awkward-texts.js'

/** Names of metrics that every registry accepts. */
export function metricNameArbitrary(): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/) },
      { weight: 1, arbitrary: fc.constantFrom('constructor', 'toString', ':', '_', 'a_total', 'a_seconds', 'a_bucket') },
    )
    .filter(isMetricName)
}

/** Names of labels that every registry accepts. */
export function labelNameArbitrary(): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/) },
      { weight: 1, arbitrary: fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'name', 'values') },
    )
    .filter(isLabelName)
}

/** Short enough for any place of a definition. */
const MAX_LENGTH = 1_000
const SHORT_AWKWARD_TEXTS = Object.values(AWKWARD_TEXTS).filter(({ length }) => length <= MAX_LENGTH)

/** Any well-formed text, awkward ones often. What a label value, a help or a unit may be. */
export function textArbitrary(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 2, arbitrary: fc.constantFrom(...SHORT_AWKWARD_TEXTS) },
    { weight: 1, arbitrary: fc.constant('') },
  )
}
