import { describe, expect, it } from 'vitest'
import { OVERFLOW_VALUE } from '../../src/instruments/instrument.js'
import type { Registry } from '../../src/registry/types.js'
import { createPrivateRegistry, fillArena } from '../support/private-registry.js'
import { findFamily, labelValuesOf, valuesOf } from '../support/snapshot-reading.js'

describe('dropped updates', () => {
  it('are no metric as long as there are none', () => {
    const { registry } = createPrivateRegistry()
    registry.counter({ name: 'c_total' }).inc()
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['c_total'])
  })

  it('are counted by metric and reason, each time, and announced once', () => {
    const { registry, problems, drops } = createPrivateRegistry()
    const a = registry.counter({ name: 'a_total' })
    const b = registry.gauge({ name: 'b', labels: ['l'] })
    for (let i = 0; i < 5; i++) {
      a.inc(-1)
      b.set({ l: 'x' }, 'text' as never)
      b.set({ l: {} as never }, 1)
    }
    expect(drops()).toEqual({ 'a_total bad_value': 5, 'b bad_value': 5, 'b bad_label': 5 })
    expect(problems.map(({ kind, metric }) => [kind, metric])).toEqual([
      ['bad_value', 'a_total'],
      ['bad_value', 'b'],
      ['bad_label', 'b'],
    ])
    const family = findFamily(registry.gather(), 'telltale_dropped_updates_total', 'counter')
    expect(family.help).not.toBe('')
    expect(family.labelNames).toEqual(['metric', 'reason'])
  })

  it('of two registries are counted apart', () => {
    const first = createPrivateRegistry()
    const second = createPrivateRegistry()
    first.registry.counter({ name: 'c_total' }).inc(-1)
    expect(second.drops()).toEqual({})
    expect(second.problems).toEqual([])
  })

  it('do not throw even where somebody else has the name of their metric', () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'telltale_dropped_updates_total' })
    const counter = registry.counter({ name: 'c_total' })
    expect(() => counter.inc(-1)).not.toThrow()
    expect(counter.get()).toBe(0)
  })

  it('are not lost to an announcer that throws', () => {
    const { registry, drops } = createPrivateRegistry({
      onProblem: () => {
        throw new Error('from the application')
      },
    })
    const counter = registry.counter({ name: 'c_total' })
    expect(() => counter.inc(-1)).not.toThrow()
    expect(drops()).toEqual({ 'c_total bad_value': 1 })
  })
})

describe('a strict registry', () => {
  it.each<readonly [string, (registry: Registry) => void, string]>([
    ['counter', (r) => r.counter({ name: 'm' }).inc(-1), 'metric "m": inc: expected a finite number that is not negative, got -1'],
    ['gauge', (r) => r.gauge({ name: 'm' }).set('1' as never), 'metric "m": set: expected a number, got "1"'],
    ['gauge step', (r) => r.gauge({ name: 'm', across: 'sum' }).dec(Number.NaN), 'metric "m": dec: expected a finite number, got NaN'],
    [
      'histogram',
      (r) => r.histogram({ name: 'm' }).observe(Number.NaN),
      'metric "m": observe: expected a number that leaves the sum a number, got NaN',
    ],
    [
      'summary',
      (r) => r.summary({ name: 'm' }).observe(10n as never),
      'metric "m": observe: expected a number that leaves the sum a number, got 10n',
    ],
  ])('throws what others drop: %s', (_name, update, message) => {
    const { registry, problems, drops } = createPrivateRegistry({ strict: true })
    expect(() => update(registry)).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'invalid_value', message }))
    expect(drops()).toEqual({})
    expect(problems).toEqual([])
  })
})

describe('the limit of series', () => {
  it('sends what is beyond it to one overflow series, and announces that once', () => {
    const { registry, problems } = createPrivateRegistry({ maxSeriesPerMetric: 2 })
    const counter = registry.counter({ name: 'c_total', labels: ['a', 'b'] })
    for (let i = 0; i < 10; i++) counter.inc({ a: i, b: 'x' })
    counter.inc({ a: 0, b: 'x' }, 100)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({
      '0 x': 101,
      '1 x': 1,
      [`${OVERFLOW_VALUE} ${OVERFLOW_VALUE}`]: 8,
    })
    expect(problems).toEqual([
      {
        kind: 'series_limit',
        metric: 'c_total',
        message:
          'metric "c_total" has reached its limit of 2 series: label "a" has 2 different values; further label sets are counted in the series "__overflow__"',
      },
    ])
  })

  it('is the metric’s own where it has one', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 2 })
    const counter = registry.counter({ name: 'c_total', labels: ['a'], maxSeries: 5 })
    for (let i = 0; i < 10; i++) counter.inc({ a: i })
    expect(findFamily(registry.gather(), 'c_total', 'counter').labelSets.length).toBe(6)
  })

  it('is 2,000 where nothing is said', () => {
    const { registry, problems } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    for (let i = 0; i < 2_000; i++) counter.inc({ a: i })
    expect(problems).toEqual([])
    counter.inc({ a: 'one more' })
    expect(problems.map(({ kind }) => kind)).toEqual(['series_limit'])
    expect(findFamily(registry.gather(), 'c_total', 'counter').labelSets.length).toBe(2_001)
  })

  it('holds for every kind of instrument', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 1 })
    const gauge = registry.gauge({ name: 'g', labels: ['a'] })
    const histogram = registry.histogram({ name: 'h', labels: ['a'] })
    const summary = registry.summary({ name: 's', labels: ['a'] })
    for (const a of ['x', 'y', 'z']) {
      gauge.set({ a }, 1)
      histogram.observe({ a }, 1)
      summary.observe({ a }, 1)
    }
    const { families } = registry.gather()
    for (const name of ['g', 'h', 's']) {
      expect(families.filter((family) => family.name === name).map(labelValuesOf)).toEqual([[['x'], [OVERFLOW_VALUE]]])
    }
    expect(valuesOf(findFamily(registry.gather(), 'telltale_overflowed_updates_total', 'counter'))).toEqual({ g: 2, h: 2, s: 2 })
    expect(histogram.get({ a: OVERFLOW_VALUE })).toEqual({ count: 2, sum: 2 })
  })

  it('gives the overflow series no twin, when a caller uses its name', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 1 })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: OVERFLOW_VALUE }, 5)
    counter.inc({ a: 'x' })
    counter.inc({ a: OVERFLOW_VALUE }, 10)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ [OVERFLOW_VALUE]: 16 })
  })
})

describe('a full arena', () => {
  it('leaves existing series exact, and never throws', () => {
    const { registry, seat, problems } = createPrivateRegistry({ maxSeriesPerMetric: 1_000_000 })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: 'before' })
    fillArena(seat)
    for (let i = 0; i < 20_000; i++) counter.inc({ a: i })
    counter.inc({ a: 'before' })
    const family = findFamily(registry.gather(), 'c_total', 'counter')
    expect(counter.get({ a: 'before' })).toBe(2)
    expect(family.labelSets.length).toBeLessThan(20_000)
    expect(family.values.subarray(1).every((value) => value === 1)).toBe(true)
    expect(problems.filter(({ metric }) => metric === 'c_total')).toEqual([
      { kind: 'arena_full', metric: 'c_total', message: 'metric "c_total": the arena is full; what found no room there is not exposed' },
    ])
  })

  it('counts what found no room', () => {
    const { registry, seat, drops } = createPrivateRegistry()
    // The metric that counts has its series already.
    registry
      .counter({
        name: 'telltale_dropped_updates_total',
        help: 'Updates that were dropped because their data was bad or found no room.',
        labels: ['metric', 'reason'],
      })
      .with({
        metric: 'h',
        reason: 'arena_full',
      })
    const histogram = registry.histogram({ name: 'h', labels: ['a'], buckets: Array.from({ length: 8_000 }, (_, i) => i) })
    fillArena(seat)
    for (let i = 0; i < 3; i++) histogram.observe({ a: 'no room' }, 1)
    expect(findFamily(registry.gather(), 'h', 'histogram').labelSets.length).toBe(0)
    expect(drops()).toEqual({ 'h arena_full': 3 })
  })

  it('lets nobody fail who comes too late even for a lane', () => {
    const { registry, seat } = createPrivateRegistry()
    fillArena(seat)
    const counter = registry.counter({ name: 'c_total' })
    const gauge = registry.gauge({ name: 'g', labels: ['a'] })
    const histogram = registry.histogram({ name: 'h' })
    const summary = registry.summary({ name: 's', labels: ['a'], quantiles: [0.5] })
    expect(() => {
      counter.inc()
      gauge.set({ a: 1 }, 5)
      gauge.inc({ a: 1 })
      histogram.observe(1)
      summary.observe({ a: 1 }, 1)
      counter.inc(-1)
    }).not.toThrow()
    expect(() => [counter.get(), gauge.get({ a: 1 }), histogram.get(), summary.get({ a: 1 })]).not.toThrow()
    expect(registry.gather().families).toEqual([])
  })
})
