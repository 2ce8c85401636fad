/** Label values as an attacker, or a careless developer, would send them: all different, and none of them nice. */

import type { LabelledCounter, Registry } from '@telltale/core'

export const hostileMetric = 'drill_hostile_total'
/** Series that were there before. */
export const honestCount = 100
/** One update in so many goes to one of those. */
export const honestEvery = 10

export const honestValue = (number: number): string => `honest-${number}`

const shapes: readonly ((number: number) => string)[] = [
  (number) => `user-${number}`,
  (number) => `${number}"} 1\n# TYPE fake counter\nfake{a="\\`,
  (number) => `\u202e${number}\u0000 Ω≈ç√ 名前 🚨`,
  (number) => `/api/v1/items/${number}?trace=${(number * 2_654_435_761).toString(16).padStart(64, '0')}`,
]

export const hostileValue = (number: number): string => (shapes[number % shapes.length] as (number: number) => string)(number)

export function hostileCounter(registry: Registry, maxSeries: number): LabelledCounter<'value'> {
  return registry.counter({ name: hostileMetric, help: 'Counted under hostile values.', labels: ['value'], maxSeries })
}

/** Makes `count` updates under values nobody has used, and among them those of the honest series. */
export function attack(counter: LabelledCounter<'value'>, first: number, count: number): void {
  for (let i = 0; i < count; i++) {
    counter.inc({ value: hostileValue(first + i) })
    if (i % honestEvery === 0) counter.inc({ value: honestValue((i / honestEvery) % honestCount) })
  }
}
