import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import type { CounterFamily } from '../../src/model/snapshot.js'
import { ThreadRegistry } from '../../src/registry/registry.js'
import type { Registry } from '../../src/registry/types.js'
import { takePrivateSeat } from '../../src/series/seat.js'
import { createManualClock } from '../support/manual-clock.js'
import { createPrivateRegistry, fillArena } from '../support/private-registry.js'
import { findFamily, labelValuesOf, valuesOf } from '../support/snapshot-reading.js'

/** Registries as several threads have them: a lane each, in one arena. */
function createThreads(count: number, options: { readonly maxSeriesPerMetric?: number } = {}) {
  const clock = createManualClock()
  const first = takePrivateSeat(clock)
  const arena: Arena = first.arena
  const seats = [first, ...Array.from({ length: count - 1 }, () => takePrivateSeat(clock, undefined, arena))]
  return {
    arena,
    clock,
    registries: seats.map((seat) => new ThreadRegistry(seat, { onProblem: () => {}, ...options })) as readonly Registry[],
  }
}

const counterValues = (registry: Registry, name = 'c_total'): Record<string, number> =>
  valuesOf(findFamily(registry.gather(), name, 'counter') as CounterFamily)

describe('a series that is removed', () => {
  it('is gone, and begins again from zero when it is recorded in', () => {
    const { registry, advanceSeconds } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: 'x' }, 5)
    counter.inc({ a: 'y' }, 7)
    const started = findFamily(registry.gather(), 'c_total', 'counter').startedAtMillis[0] as number
    expect(counter.remove({ a: 'x' })).toBe(true)
    expect(counter.remove({ a: 'x' })).toBe(false)
    expect(counter.remove({ a: 'never there' })).toBe(false)
    expect(counterValues(registry)).toEqual({ y: 7 })
    expect(counter.get({ a: 'x' })).toBe(0)
    advanceSeconds(3)
    counter.inc({ a: 'x' }, 2)
    expect(counterValues(registry)).toEqual({ x: 2, y: 7 })
    const family = findFamily(registry.gather(), 'c_total', 'counter')
    expect(family.startedAtMillis[labelValuesOf(family).findIndex(([a]) => a === 'x')]).toBe(started + 3_000)
  })

  it('leaves its handles good, however many there are', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a', 'b'] })
    const labels = { a: 'x', b: 'y' }
    const held = counter.with(labels)
    held.inc(3)
    counter.remove(labels)
    counter.inc(labels, 10)
    held.inc(1)
    const other = counter.with(labels)
    other.inc(1)
    expect([held.get(), other.get(), counter.get(labels)]).toEqual([12, 12, 12])
    counter.remove(labels)
    held.inc(100)
    other.inc(1_000)
    counter.inc(labels, 10_000)
    expect(counterValues(registry)).toEqual({ 'x y': 11_100 })
    expect([held.get(), other.get()]).toEqual([11_100, 11_100])
  })

  it('gives its cells to others, which its handles never write', () => {
    const { registry, seat } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'], maxSeries: 100_000 })
    counter.inc({ a: 'first' })
    const pages = (): number => Array.from(seat.arena.owners).filter((owner) => owner !== 0).length
    const handles = Array.from({ length: 200 }, (_, i) => counter.with({ a: `old ${i}` }))
    for (let round = 0; round < 20; round++) {
      for (const [i, handle] of handles.entries()) {
        handle.inc()
        counter.remove({ a: `old ${i}` })
        counter.inc({ a: `new ${round} ${i}` }, 1_000)
        handle.inc(5)
        counter.remove({ a: `new ${round} ${i}` })
      }
      expect(counterValues(registry)).toEqual(Object.fromEntries([['first', 1], ...handles.map((_, i) => [`old ${i}`, 5])]))
      counter.clear()
      counter.inc({ a: 'first' })
    }
    // 8,000 series were made and removed; the cells of a few hundred suffice. What grows is the log.
    expect(pages()).toBeLessThan(20)
  })

  it.each(['last', 'sum', 'min', 'max', 'each'] as const)('works for gauges across %s', (across) => {
    const { registry } = createPrivateRegistry()
    const gauge = registry.gauge({ name: 'g', labels: ['a'], across })
    const held = gauge.with({ a: 'x' })
    held.set(5)
    held.inc(2)
    gauge.set({ a: 'y' }, 1)
    expect(gauge.remove({ a: 'x' })).toBe(true)
    const shown = (): unknown => labelValuesOf(findFamily(registry.gather(), 'g', 'gauge')).map(([a]) => a)
    expect(shown()).toEqual(['y'])
    held.inc(3)
    expect(shown()).toEqual(expect.arrayContaining(['x', 'y']))
    expect(gauge.get({ a: 'x' })).toBe(3)
    held.set(8)
    expect(gauge.get({ a: 'x' })).toBe(8)
  })

  it('works for histograms and summaries', () => {
    const { registry } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', labels: ['a'], buckets: [1, 2] })
    const summary = registry.summary({ name: 's', labels: ['a'], quantiles: [0.5] })
    for (const metric of [histogram, summary]) {
      const held = metric.with({ a: 'x' })
      for (const value of [0.5, 1.5, 5, -7]) held.observe(value)
      expect(metric.remove({ a: 'x' })).toBe(true)
      expect(metric.get({ a: 'x' })).toEqual({ count: 0, sum: 0 })
      held.observe(4)
      expect(metric.get({ a: 'x' })).toEqual({ count: 1, sum: 4 })
    }
    expect(findFamily(registry.gather(), 's', 'summary').quantileValues[0]).toBeCloseTo(4, 1)
  })

  it('works for native histograms, and for extremes', () => {
    const { registry } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', labels: ['a'], buckets: [1, 2], native: true, extremes: true })
    const held = histogram.with({ a: 'x' })
    for (const value of [0.5, 1.5, 500, -7, 0]) held.observe(value)
    expect(histogram.remove({ a: 'x' })).toBe(true)
    histogram.observe({ a: 'y' }, 3)
    held.observe(4)
    const family = findFamily(registry.gather(), 'h', 'histogram')
    expect(Object.fromEntries(labelValuesOf(family).map(([a], slot) => [a, family.native?.positive[slot]?.counts]))).toEqual({
      x: Float64Array.of(1),
      y: Float64Array.of(1),
    })
    expect([...family.counts]).toEqual([0, 0, 1, 0, 0, 1])
    expect(family.extremes?.mins.toSorted()).toEqual(Float64Array.of(3, 4))
  })

  it('begins again at zero at once when it has no labels', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    const gauge = registry.gauge({ name: 'g' })
    const histogram = registry.histogram({ name: 'h', buckets: [1] })
    counter.inc(5)
    gauge.set(5)
    histogram.observe(5)
    for (const metric of [counter, gauge, histogram]) metric.clear()
    expect([counter.get(), gauge.get(), histogram.get()]).toEqual([0, 0, { count: 0, sum: 0 }])
    expect(registry.gather().families.map(({ labelSets }) => labelSets.length)).toEqual([1, 1, 1])
    counter.inc()
    gauge.inc()
    expect([counter.get(), gauge.get()]).toEqual([1, 1])
  })

  it('makes room under the limit', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 2 })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    const overflowing = ['x', 'y', 'z'].map((a) => counter.with({ a }))[2]
    overflowing?.inc(4)
    counter.remove({ a: 'x' })
    counter.inc({ a: 'w' })
    counter.inc({ a: 'v' }, 3)
    expect(counterValues(registry)).toEqual({ y: 0, w: 1, __overflow__: 7 })
    expect(counterValues(registry, 'telltale_overflowed_updates_total')).toEqual({ c_total: 2 })
  })

  it('throws at the limit where the registry is strict', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 1, strict: true })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: 'x' })
    const message = 'metric "c_total" has reached its limit of 1 series: label "a" has 1 different values'
    expect(() => counter.inc({ a: 'y' })).toThrow(expect.objectContaining({ code: 'series_limit', message }))
  })

  it('refuses labels that the metric does not have', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    expect(() => counter.remove({ b: 'x' } as never)).toThrow(expect.objectContaining({ code: 'invalid_labels' }))
  })

  it('keeps label lists that were given out', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    for (let i = 0; i < 500; i++) counter.inc({ a: i })
    const before = findFamily(registry.gather(), 'c_total', 'counter')
    for (let i = 0; i < 400; i++) counter.remove({ a: i })
    const after = findFamily(registry.gather(), 'c_total', 'counter')
    counter.inc({ a: 'new' })
    const later = findFamily(registry.gather(), 'c_total', 'counter')
    expect(labelValuesOf(before)).toEqual(Array.from({ length: 500 }, (_, i) => [`${i}`]))
    expect(labelValuesOf(after)).toEqual(Array.from({ length: 100 }, (_, i) => [`${i + 400}`]))
    expect(after.labelSets.generation).not.toBe(before.labelSets.generation)
    expect(later.labelSets.generation).toBe(findFamily(registry.gather(), 'c_total', 'counter').labelSets.generation)
    expect(labelValuesOf(later).length).toBe(101)
  })
})

describe('a series that another thread removes', () => {
  it('counts from zero, and what is recorded after the removal is kept', () => {
    const { registries } = createThreads(2)
    const [one, two] = registries.map((registry) => registry.counter({ name: 'c_total', labels: ['a'] }))
    const held = two?.with({ a: 'x' })
    held?.inc(5)
    one?.inc({ a: 'x' }, 2)
    expect(one?.remove({ a: 'x' })).toBe(true)
    for (const registry of registries) expect(counterValues(registry)).toEqual({})
    held?.inc(4)
    for (const registry of registries) expect(counterValues(registry)).toEqual({ x: 4 })
    one?.inc({ a: 'x' }, 10)
    two?.inc({ a: 'x' }, 100)
    expect([one?.get({ a: 'x' }), two?.get({ a: 'x' }), held?.get()]).toEqual([114, 114, 114])
  })

  it('holds what was recorded since, in native buckets and classic ones alike', () => {
    const { registries } = createThreads(2)
    const options = { name: 'h', labels: ['a'], buckets: [1, 10], native: { schema: 3 }, extremes: true } as const
    const [one, two] = registries.map((registry) => registry.histogram({ ...options }))
    const held = two?.with({ a: 'x' })
    for (const value of [0.5, 5, 50, 0, -5]) held?.observe(value)
    expect(one?.remove({ a: 'x' })).toBe(true)
    expect(one?.get({ a: 'x' })).toEqual({ count: 0, sum: 0 })
    expect(findFamily((registries[0] as Registry).gather(), 'h', 'histogram').labelSets.length).toBe(0)
    for (const value of [5, 500, 0]) held?.observe(value)
    const family = findFamily((registries[0] as Registry).gather(), 'h', 'histogram')
    expect([...family.counts]).toEqual([1, 1, 1])
    expect([...family.sums]).toEqual([505])
    expect(family.native?.zeroCounts[0]).toBe(1)
    expect(family.native?.negative[0]?.counts.length).toBe(0)
    expect(family.native?.positive[0]?.counts.reduce((sum, count) => sum + count)).toBe(2)
    // The least is not known to have come since; the greatest is beyond all before.
    expect([family.extremes?.mins[0], family.extremes?.maxs[0]]).toEqual([Number.NaN, 500])
    expect(held?.get()).toEqual({ count: 3, sum: 505 })
  })

  it('has a sum again where that was infinite', () => {
    const { registries } = createThreads(2)
    const [one, two] = registries.map((registry) => registry.histogram({ name: 'h', labels: ['a'] }))
    two?.observe({ a: 'x' }, Number.POSITIVE_INFINITY)
    one?.remove({ a: 'x' })
    two?.observe({ a: 'x' }, 1)
    expect(one?.get({ a: 'x' })).toEqual({ count: 1, sum: 0 })
    expect([...findFamily((registries[0] as Registry).gather(), 'h', 'histogram').sums]).toEqual([0])
  })

  it('is let go by that thread when it next makes one', () => {
    const { registries, arena } = createThreads(2, { maxSeriesPerMetric: 3 })
    const [one, two] = registries.map((registry) => registry.counter({ name: 'c_total', labels: ['a'] }))
    const held = ['x', 'y', 'z'].map((a) => two?.with({ a }))
    for (const handle of held) handle?.inc()
    one?.clear()
    two?.inc({ a: 'u' })
    expect(counterValues(registries[0] as Registry)).toEqual({ u: 1 })
    held[0]?.inc(7)
    two?.inc({ a: 'v' })
    two?.inc({ a: 'w' })
    expect(counterValues(registries[0] as Registry)).toEqual({ u: 1, x: 7, v: 1, __overflow__: 1 })
    expect(arena.words.length).toBeGreaterThan(0)
  })

  it.each(['counter', 'histogram', 'summary', 'native'] as const)('leaves no copies behind once that thread has let it go: %s', (kind) => {
    const { registries, arena } = createThreads(2, { maxSeriesPerMetric: 100_000 })
    const make = (registry: Registry) => {
      const options = { name: 'm', labels: ['a'] as const }
      if (kind === 'counter') return registry.counter(options)
      if (kind === 'summary') return registry.summary({ ...options, quantiles: [0.5] })
      return registry.histogram(kind === 'native' ? { ...options, native: true } : { ...options, buckets: [1, 2, 3] })
    }
    const [one, two] = registries.map(make)
    const record = (a: string): void => (two && 'inc' in two ? two.inc({ a }) : two?.observe({ a }, 2))
    const pages = (): number => Array.from(arena.owners).filter((owner) => owner !== 0).length
    const churn = (count: number): void => {
      for (let i = 0; i < count; i++) {
        record(`series ${i}`)
        one?.remove({ a: `series ${i}` })
      }
    }
    churn(300)
    const before = pages()
    churn(3_000)
    // The logs grow by about 150 bytes a round; copies that stayed would take 24 bytes to 3 KB each.
    expect(pages() - before).toBeLessThan(kind === 'counter' ? 9 : 12)
  })

  it('limits what all threads make together', () => {
    const { registries } = createThreads(4, { maxSeriesPerMetric: 10 })
    const counters = registries.map((registry) => registry.counter({ name: 'c_total', labels: ['a'] }))
    for (let i = 0; i < 40; i++) counters[i % 4]?.inc({ a: `own ${i}` })
    for (const counter of counters) counter.inc({ a: 'own 1' })
    const values = counterValues(registries[0] as Registry)
    expect(Object.keys(values).length).toBe(11)
    expect(values['own 1']).toBe(5)
    expect(values['__overflow__']).toBe(30)
    expect(counterValues(registries[3] as Registry, 'telltale_overflowed_updates_total')).toEqual({ c_total: 30 })
  })

  it('says so when the arena has no room for it', () => {
    const { registries, arena } = createThreads(2)
    const [one, two] = registries.map((registry) =>
      registry.histogram({ name: 'h', labels: ['a'], buckets: Array.from({ length: 7_000 }, (_, i) => i) }),
    )
    two?.observe({ a: 'x' }, 5)
    one?.observe({ a: 'own' }, 5)
    fillArena({ arena })
    one?.remove({ a: 'x' })
    expect(two?.get({ a: 'x' }).count).toBe(1)
  })

  it('leaves a native histogram whole when there is room for a part of its copy only', () => {
    const { registries, arena } = createThreads(2)
    const [one, two] = registries.map((registry) => registry.histogram({ name: 'h', labels: ['a'], native: true }))
    for (let octave = -60; octave < 60; octave++) for (const sign of [1, -1]) two?.observe({ a: 'x' }, sign * 2 ** octave)
    registries[0]?.histogram({ name: 'filler', buckets: Array.from({ length: 6_900 }, (_, i) => i) }).observe(1)
    fillArena({ arena })
    const native = () => registries[0]?.gather().families.flatMap((family) => (family.kind === 'histogram' ? (family.native ?? []) : []))
    const before = native()
    one?.remove({ a: 'x' })
    expect(two?.get({ a: 'x' }).count).toBe(240)
    expect(native()).toEqual(before)
  })

  it('holds exactly what was recorded since, whatever the threads do in whichever order', () => {
    const threads = 3
    const labels = ['x', 'y', 'z'] as const
    const step = fc.record({
      thread: fc.nat(threads - 1),
      label: fc.constantFrom(...labels),
      action: fc.constantFrom('inc', 'inc', 'held', 'held', 'remove', 'clear', 'make', 'read'),
      amount: fc.integer({ min: 1, max: 9 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { registries } = createThreads(threads)
        const counters = registries.map((registry) => registry.counter({ name: 'c_total', labels: ['a'] }))
        const gauges = registries.map((registry) => registry.gauge({ name: 'g', labels: ['a'] }))
        const histograms = registries.map((registry) => registry.histogram({ name: 'h', labels: ['a'], buckets: [3, 6] }))
        const held = counters.map((counter) => new Map(labels.map((a) => [a, counter.with({ a })] as const)))
        const heldGauges = gauges.map((gauge) => new Map(labels.map((a) => [a, gauge.with({ a })] as const)))
        const model = new Map<string, number>(labels.map((a) => [a, 0]))
        const sets = new Map<string, number>(labels.map((a) => [a, 0]))
        const observed = new Map<string, number>()
        for (const [number, { thread, label, action, amount }] of steps.entries()) {
          switch (action) {
            case 'inc':
              counters[thread]?.inc({ a: label }, amount)
              gauges[thread]?.set({ a: label }, amount)
              histograms[thread]?.observe({ a: label }, amount)
              model.set(label, (model.get(label) ?? 0) + amount)
              sets.set(label, amount)
              observed.set(label, (observed.get(label) ?? 0) + 1)
              break
            case 'held':
              held[thread]?.get(label)?.inc(amount)
              heldGauges[thread]?.get(label)?.inc(amount)
              model.set(label, (model.get(label) ?? 0) + amount)
              sets.set(label, (sets.get(label) ?? 0) + amount)
              break
            case 'remove':
              for (const metric of [counters[thread], gauges[thread], histograms[thread]]) metric?.remove({ a: label })
              for (const known of [model, sets, observed]) known.delete(label)
              break
            case 'clear':
              for (const metric of [counters[thread], gauges[thread], histograms[thread]]) metric?.clear()
              for (const known of [model, sets, observed]) known.clear()
              break
            case 'make':
              counters[thread]?.inc({ a: `fresh ${number}` }, amount)
              model.set(`fresh ${number}`, amount)
              break
            case 'read':
              expect(counterValues(registries[thread] as Registry)).toEqual(Object.fromEntries(model))
              break
          }
        }
        for (const registry of registries) {
          const snapshot = registry.gather()
          expect(valuesOf(findFamily(snapshot, 'c_total', 'counter'))).toEqual(Object.fromEntries(model))
          expect(valuesOf(findFamily(snapshot, 'g', 'gauge'))).toEqual(Object.fromEntries(sets))
          const family = findFamily(snapshot, 'h', 'histogram')
          const counts = Array.from(labelValuesOf(family), ([a], slot) => [
            a,
            family.counts.subarray(slot * 3, slot * 3 + 3).reduce((x, y) => x + y),
          ])
          expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(observed))
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the exemplars of a series that is removed', () => {
  it('go with it, and their cells are used again', () => {
    const { registry } = createPrivateRegistry({ exemplars: { intervalMillis: 0 } })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    const exemplarsOf = (): unknown[] => {
      const family = findFamily(registry.gather(), 'c_total', 'counter')
      return labelValuesOf(family).map(([a], slot) => [a, family.exemplars?.at(slot, 0)?.labels.values[0]])
    }
    for (const a of ['x', 'y', 'z']) counter.inc({ a }, 1, { exemplar: { of: a } })
    counter.remove({ a: 'x' })
    counter.inc({ a: 'w' })
    expect(exemplarsOf()).toEqual([
      ['y', 'y'],
      ['z', 'z'],
      ['w', undefined],
    ])
    counter.inc({ a: 'w' }, 1, { exemplar: { of: 'w' } })
    counter.inc({ a: 'x' })
    expect(Object.fromEntries(exemplarsOf() as [string, unknown][])).toEqual({ x: undefined, y: 'y', z: 'z', w: 'w' })
  })

  it('by another thread are not shown either', () => {
    const { registries, clock } = createThreads(2)
    const [one, two] = registries.map((registry) => registry.counter({ name: 'c_total', labels: ['a'] }))
    two?.inc({ a: 'x' }, 1, { exemplar: { of: 'before' } })
    clock.advanceMillis(5)
    one?.remove({ a: 'x' })
    two?.inc({ a: 'x' }, 1)
    expect(findFamily((registries[0] as Registry).gather(), 'c_total', 'counter').exemplars?.at(0, 0)).toBeUndefined()
  })
})
