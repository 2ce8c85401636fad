/** The units of CloudWatch, which are a fixed list, and which of them a metric's unit is. */

import { StandardUnit } from '@aws-sdk/client-cloudwatch'
import type { Family } from '@telltale/core/model'

/** From a metric's unit, as declared, to CloudWatch's. */
export type UnitMap = Readonly<Record<string, StandardUnit>>

const SIZES = ['bytes', 'kilobytes', 'megabytes', 'gigabytes', 'terabytes', 'bits', 'kilobits', 'megabits', 'gigabits', 'terabits'] as const
const ALL: ReadonlySet<unknown> = new Set(Object.values(StandardUnit))

const KNOWN: ReadonlyMap<string, StandardUnit> = new Map<string, StandardUnit>([
  ['seconds', 'Seconds'],
  ['milliseconds', 'Milliseconds'],
  ['microseconds', 'Microseconds'],
  ['percent', 'Percent'],
  ['count', 'Count'],
  ['count_per_second', 'Count/Second'],
  ...SIZES.flatMap((size): [string, StandardUnit][] => {
    const unit = (size.charAt(0).toUpperCase() + size.slice(1)) as StandardUnit
    return [
      [size, unit],
      [`${size}_per_second`, `${unit}/Second` as StandardUnit],
    ]
  }),
])

/** Whether a value is one of CloudWatch's units. */
export function isStandardUnit(value: unknown): value is StandardUnit {
  return ALL.has(value)
}

/** The unit of a family's data. Counters that have none are `Count`; what CloudWatch does not know, as nanoseconds or ratios, is `None`. */
export function unitOf({ unit, kind }: Family, overrides: UnitMap): StandardUnit {
  if (Object.hasOwn(overrides, unit)) return overrides[unit] as StandardUnit
  return KNOWN.get(unit) ?? (unit === '' && kind === 'counter' ? 'Count' : 'None')
}
