/** A metric found by its name, and withdrawn so that the name can be given to another. */

import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../src/index.js'
import { createPrivateRegistry, fillArena } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

describe('get', () => {
  it('finds what was made here, of every kind', () => {
    const { registry } = createPrivateRegistry()
    const made = [
      registry.counter({ name: 'a' }),
      registry.gauge({ name: 'b', labels: ['x'] }),
      registry.histogram({ name: 'c' }),
      registry.summary({ name: 'd', labels: ['x'] }),
    ]
    expect(['a', 'b', 'c', 'd'].map((name) => registry.get(name))).toEqual(made)
    expect(registry.names()).toEqual(['a', 'b', 'c', 'd'])
    expect([registry.get('e'), registry.get(''), registry.get('constructor')]).toEqual([undefined, undefined, undefined])
  })
})

describe('unregister', () => {
  it('gives the name to another definition, and the names it claims', () => {
    const { registry, problems } = createPrivateRegistry()
    const old = registry.histogram({ name: 'took', labels: ['route'], buckets: [1, 2] })
    const bound = old.with({ route: '/' })
    bound.observe(1.5)
    expect(() => registry.histogram({ name: 'took', labels: ['route'], buckets: [5] })).toThrow(
      expect.objectContaining({ code: 'metric_conflict' }),
    )
    expect(registry.unregister('took')).toBe(true)
    expect(registry.get('took')).toBeUndefined()
    expect(registry.gather().families).toEqual([])
    registry.gauge({ name: 'took_sum' })
    registry.unregister('took_sum')

    const made = registry.histogram({ name: 'took', labels: ['route'], buckets: [5] })
    made.observe({ route: '/' }, 3)
    bound.observe(1.5)
    old.observe({ route: '/new' }, 1.5)
    const family = findFamily(registry.gather(), 'took', 'histogram')
    expect([family.bounds, [...family.counts]]).toEqual([[5], [1, 0]])
    expect(made.get({ route: '/' })).toEqual({ count: 1, sum: 3 })
    expect([bound.get(), old.get({ route: '/' })]).toEqual([
      { count: 0, sum: 0 },
      { count: 0, sum: 0 },
    ])
    expect(problems).toEqual([])
  })

  it('lets the same definition begin anew, at zero, as often as one likes', () => {
    const { registry, clock } = createPrivateRegistry()
    const handles = []
    for (let round = 1; round <= 20; round++) {
      const counter = registry.counter({ name: 'c_total', labels: ['a'] })
      const gauge = registry.gauge({ name: 'g' })
      handles.push(counter)
      for (const handle of handles) handle.inc({ a: 'x' }, round)
      gauge.inc()
      const { families } = registry.gather()
      expect(families.map((family) => (family.kind === 'counter' || family.kind === 'gauge' ? valuesOf(family) : family))).toEqual([
        { x: round },
        { '': 1 },
      ])
      expect(families[0]?.startedAtMillis[0]).toBe(clock.wallMillis())
      clock.advanceMillis(1_000)
      for (const name of registry.names()) expect(registry.unregister(name)).toBe(true)
      expect(registry.gather().families).toEqual([])
    }
  })

  it('works for gauges of every rule, whose old handles go on without effect', () => {
    const { registry } = createPrivateRegistry()
    for (const across of ['last', 'sum', 'min', 'max', 'each'] as const) {
      const old = registry.gauge({ name: 'g', across })
      old.set(5)
      registry.unregister('g')
      old.set(7)
      old.inc()
      const made = registry.gauge({ name: 'g', across })
      made.set(1)
      old.set(9)
      expect(made.get()).toBe(1)
      expect([...findFamily(registry.gather(), 'g', 'gauge').values]).toEqual([1])
      registry.unregister('g')
    }
  })

  it('answers false for what was not made here, and changes nothing', () => {
    const { registry } = createPrivateRegistry()
    registry.counter({ name: 'c_total' }).inc()
    expect([registry.unregister('d_total'), registry.unregister('')]).toEqual([false, false])
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ '': 1 })
  })

  it('is of one registry', () => {
    const [first, second] = ['unregister-1', 'unregister-2'].map((name) => createRegistry({ name }))
    first?.counter({ name: 'c_total' }).inc()
    second?.counter({ name: 'c_total' }).inc(2)
    first?.unregister('c_total')
    expect(first?.gather().families).toEqual([])
    expect(second?.gather().families.length).toBe(1)
  })

  it("of the library's own counter of drops lets it begin anew", () => {
    const { registry, drops } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    counter.inc(-1)
    registry.unregister('telltale_dropped_updates_total')
    expect(drops()).toEqual({})
    counter.inc(-1)
    expect(drops()).toEqual({ 'c_total bad_value': 1 })
  })

  it('forgets here even what found no room in the arena', () => {
    const { registry, seat } = createPrivateRegistry()
    fillArena(seat)
    registry.counter({ name: 'c_total' })
    expect(registry.unregister('c_total')).toBe(true)
    expect(() => registry.gauge({ name: 'c_total' }).set(1)).not.toThrow()
  })
})
