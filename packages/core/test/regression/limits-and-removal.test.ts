/** The limit of a metric's series, while series are removed and come back. */

import { describe, expect, it } from 'vitest'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

describe('a metric at its limit', () => {
  it('takes back what was removed only where there is room', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 2 })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    for (let round = 0; round < 3; round++) {
      for (const a of ['u', 'v', 'w', 'x', 'y', 'z']) {
        counter.inc({ a })
        counter.remove({ a })
      }
    }
    for (const a of ['u', 'v', 'w', 'x']) counter.inc({ a })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ u: 1, v: 1, __overflow__: 2 })
    counter.clear()
    for (const a of ['w', 'x', 'u', 'v']) counter.inc({ a })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ w: 1, x: 1, __overflow__: 2 })
  })

  it('counts a held handle to its own series again once there is room, and announces when there is not', () => {
    const { registry, problems } = createPrivateRegistry({ maxSeriesPerMetric: 1 })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    const held = counter.with({ a: 'x' })
    held.inc()
    counter.clear()
    counter.inc({ a: 'y' })
    held.inc(2)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ y: 1, __overflow__: 2 })
    expect(held.get()).toBe(2)
    expect(problems.map(({ kind }) => kind)).toEqual(['series_limit'])
    counter.clear()
    held.inc(3)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 3 })
  })

  it('throws at a held handle too where the registry is strict', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 1, strict: true })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    const held = counter.with({ a: 'x' })
    counter.clear()
    counter.inc({ a: 'y' })
    expect(() => held.inc()).toThrow(expect.objectContaining({ code: 'series_limit' }))
  })

  it('makes no overflow series because somebody reads', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 1 })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: 'x' })
    expect(counter.with({ a: 'y' }).get()).toBe(0)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 1 })
  })
})
