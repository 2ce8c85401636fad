/** What OpenMetrics calls a family and its unit (OpenMetrics 1.0, "MetricFamily"). */

import type { Family } from '@telltale/core/model'

/** The name in `# TYPE`: without the suffix that its samples have, `_total` of a counter and `_info` of an info. */
export function toFamilyName(family: Family): string {
  const { name } = family
  if (family.kind === 'counter') return withoutSuffix(name, '_total')
  return family.kind === 'info' ? withoutSuffix(name, '_info') : name
}

/** A name that is nothing but the suffix stays: something must be left. */
function withoutSuffix(name: string, suffix: string): string {
  return name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : name
}

/** The unit as it may be declared, or `''`: it must be the last part of the name, and infos and state sets have none. */
export function toUnit({ kind, unit }: Family, familyName: string): string {
  if (kind === 'info' || kind === 'stateset') return ''
  return /^[a-zA-Z0-9_:]+$/.test(unit) && familyName.endsWith(`_${unit}`) ? unit : ''
}
