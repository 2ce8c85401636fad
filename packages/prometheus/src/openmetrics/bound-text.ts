/** Bounds and quantiles as OpenMetrics spells them. */

import { toBoundText } from '../text/numbers.js'

/** Canonical numbers (OpenMetrics 1.0): Go's `%g` with `.0` where that has neither point nor exponent: `0.0`, `1.0`, `0.005`, `1e+06`, `+Inf`. */
export function toCanonicalBound(bound: number): string {
  const text = toBoundText(bound)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}
