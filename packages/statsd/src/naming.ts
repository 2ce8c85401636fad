/** What metrics are called in StatsD: a family's own name, parts after a dot for what one value cannot say. */

import type { Family } from '@telltale/core/model'

/** The default: the family's own name, so that it is the same on every backend. */
export function metricName({ name }: Family): string {
  return name
}

/** A prefix as it stands before names: with a dot unless it has a separator of its own. */
export function withSeparator(prefix: string): string {
  return prefix === '' || prefix.endsWith('.') || prefix.endsWith('_') ? prefix : `${prefix}.`
}

/** What a quantile is called after its metric's name: `p50`, `p99`, `p99_9`. */
export function quantilePart(quantile: number): string {
  return `p${String(Number((quantile * 100).toPrecision(12))).replaceAll('.', '_')}`
}
