/** Which names are allowed, and which names a family would claim on the wire. Rules: Prometheus exposition formats and data model; OpenMetrics 1.0. */

import type { FamilyKind } from './snapshot.js'

/** Longest name of a metric or label, UTF-16 units. */
export const MAX_NAME_LENGTH = 1_024

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

export function isMetricName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_NAME_LENGTH && METRIC_NAME.test(name)
}

/** Names that begin with `__` belong to Prometheus; `le` and `quantile` to the buckets and quantiles of the family kinds that have them, here to nobody else. */
export function isLabelName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name.length <= MAX_NAME_LENGTH &&
    LABEL_NAME.test(name) &&
    !name.startsWith('__') &&
    name !== 'le' &&
    name !== 'quantile'
  )
}

/**
 * Every sample and family name that some exposition format writes for such a family. Two families of one registry must not share any: a gauge `x_count` beside a
 * histogram `x` would be one series twice.
 */
export function claimedNames(kind: FamilyKind, name: string): readonly string[] {
  switch (kind) {
    case 'counter': {
      const base = name.endsWith('_total') ? name.slice(0, -'_total'.length) : name
      return [base, `${base}_total`, `${base}_created`]
    }
    case 'gauge':
    case 'stateset':
      return [name]
    case 'info': {
      const base = name.endsWith('_info') ? name.slice(0, -'_info'.length) : name
      return [base, `${base}_info`]
    }
    case 'histogram':
      return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`, `${name}_created`]
    case 'summary':
      return [name, `${name}_sum`, `${name}_count`, `${name}_created`]
  }
}
