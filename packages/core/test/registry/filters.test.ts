/** Meter filters: what an application changes about metrics that others make. */

import { describe, expect, it } from 'vitest'
import {
  createRegistry,
  denyMetrics,
  dropLabel,
  type FilteredMetric,
  limitSeries,
  type MeterFilter,
  mapLabelValue,
  OVERFLOW_VALUE,
  overrideBuckets,
  renameMetric,
} from '../../src/index.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

const withFilters = (...filters: MeterFilter[]) => createPrivateRegistry({ filters })
const INVALID_LABELS = expect.objectContaining({ code: 'invalid_labels' })

describe('denyMetrics', () => {
  it('gives instruments that do nothing, the same one each time, and lists nothing', () => {
    const { registry, seat } = withFilters(denyMetrics(/^noisy_/))
    const counter = registry.counter({ name: 'noisy_total', labels: ['a'] })
    counter.inc({ a: 'x' })
    counter.with({ a: 'x' }).inc()
    expect(counter.get({ a: 'x' })).toBe(0)
    expect(registry.counter({ name: 'noisy_total', labels: ['a'] })).toBe(counter)
    expect(registry.get('noisy_total')).toBe(counter)
    expect(registry.gather().families).toEqual([])
    expect(seat.rootPage).toBeUndefined()
    registry.counter({ name: 'fine_total' }).inc()
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['fine_total'])
  })

  it('leaves mistakes mistakes, and the names free that a metric would claim', () => {
    const { registry } = withFilters(denyMetrics('took'))
    registry.histogram({ name: 'took', buckets: [1] })
    expect(() => registry.histogram({ name: 'took', buckets: [2] })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
    expect(() => registry.histogram({ name: 'took', buckets: [2, 1] })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    registry.gauge({ name: 'took_sum' }).set(1)
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['took_sum'])
  })

  it('does not concern what the library says of itself', () => {
    const { registry, drops } = withFilters(denyMetrics(/./), renameMetric(/^telltale/, 'other'))
    expect(registry.counter({ name: 'c_total' }).get()).toBe(0)
    expect(drops()).toEqual({})
    registry.counter({ name: 'telltale_push_total' }).inc(2)
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['telltale_push_total'])
  })

  it('by a pattern that remembers where it stopped denies every name all the same', () => {
    const { registry } = withFilters(denyMetrics(/a/g), denyMetrics(/b/y))
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c']) registry.gauge({ name }).set(1)
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['c'])
  })
})

describe('renameMetric', () => {
  it('takes another name, or makes one by a pattern, prefix included', () => {
    const { registry } = createPrivateRegistry({
      prefix: 'app_',
      filters: [renameMetric('app_old', 'new'), renameMetric(/^app_(.+)$/, '$1_x')],
    })
    const old = registry.gauge({ name: 'old' })
    const other = registry.gauge({ name: 'other' })
    expect([old.name, other.name]).toEqual(['new', 'other_x'])
    expect([registry.get('old'), registry.get('app_old'), registry.get('new')]).toEqual([old, old, old])
    expect(registry.unregister('old')).toBe(true)
    expect(registry.get('old')).toBeUndefined()
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['other_x'])
  })

  it('makes one metric of two that are alike, and refuses two that are not', () => {
    const { registry } = withFilters(renameMetric(/^[ab]_total$/, 'c_total'))
    registry.counter({ name: 'a_total', labels: ['x'] }).inc({ x: 1 })
    registry.counter({ name: 'b_total', labels: ['x'] }).inc({ x: 1 })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ 1: 2 })
    expect(() => registry.counter({ name: 'c_total', labels: ['y'] })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
  })

  it('refuses what is no name', () => {
    const { registry } = withFilters(renameMetric(/a/, '-'))
    expect(() => registry.counter({ name: 'a' })).toThrow('a filter of counter "a": name must be')
  })
})

describe('dropLabel', () => {
  it('adds up what differs in nothing else; calls are checked as ever', () => {
    const { registry } = withFilters(dropLabel('requests_total', 'user'))
    const requests = registry.counter({ name: 'requests_total', labels: ['user', 'status'] })
    for (const user of ['ann', 'bob']) for (const status of [200, 404]) requests.inc({ user, status })
    const bound = requests.with({ user: 'cid', status: 200 })
    bound.inc(5)
    expect(requests.with({ user: 'dan', status: 200 })).toBe(bound)
    const family = findFamily(registry.gather(), 'requests_total', 'counter')
    expect([family.labelNames, valuesOf(family)]).toEqual([['status'], { 200: 7, 404: 2 }])
    expect(requests.get({ user: 'whoever', status: 200 })).toBe(7)
    expect(() => requests.inc({ status: 200 } as never)).toThrow(INVALID_LABELS)
    expect(() => requests.inc({ status: 200, user: 'ann', more: 1 } as never)).toThrow(INVALID_LABELS)
    requests.inc({ status: 200, user: 'in another order' })
    expect(requests.get({ user: '', status: 200 })).toBe(8)
  })

  it('may leave no label at all, in every kind', () => {
    const { registry } = withFilters(dropLabel(/./, 'user'))
    const labels = ['user'] as const
    registry.counter({ name: 'c_total', labels }).inc({ user: 'ann' })
    registry.counter({ name: 'c_total', labels }).inc({ user: 'bob' })
    const gauge = registry.gauge({ name: 'g', labels })
    gauge.set({ user: 'ann' }, 2)
    gauge.inc({ user: 'bob' })
    const histogram = registry.histogram({ name: 'h', labels, buckets: [1] })
    for (const user of ['ann', 'bob']) histogram.observe({ user }, 2)
    const summary = registry.summary({ name: 's', labels })
    for (const user of ['ann', 'bob']) summary.observe({ user }, 2)
    const { families } = registry.gather()
    expect(families.map(({ labelNames, labelSets }) => [labelNames.length, labelSets.length])).toEqual(families.map(() => [0, 1]))
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ '': 2 })
    expect([gauge.get({ user: 'x' }), histogram.get({ user: 'x' }), summary.get({ user: 'x' })]).toEqual([
      3,
      { count: 2, sum: 4 },
      { count: 2, sum: 4 },
    ])
  })

  it('keeps the index small whatever is dropped', () => {
    const { registry, problems } = withFilters(dropLabel('c_total', 'user'))
    const counter = registry.counter({ name: 'c_total', labels: ['user', 'status'], maxSeries: 2 })
    for (let i = 0; i < 10_000; i++) counter.inc({ user: `user ${i}`, status: i % 2 })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ 0: 5_000, 1: 5_000 })
    expect(problems).toEqual([])
  })

  it('drops and counts bad values of a dropped label like those of any other', () => {
    const { registry, drops } = withFilters(dropLabel('c_total', 'user'))
    const counter = registry.counter({ name: 'c_total', labels: ['user', 'status'] })
    counter.inc({ user: 'ann', status: 1 })
    counter.inc({ user: {} as never, status: 1 })
    counter.inc({ user: 'x'.repeat(20_000), status: 1 })
    expect(counter.get({ user: 'ann', status: 1 })).toBe(1)
    expect(drops()).toEqual({ 'c_total bad_label': 2 })
  })

  it('drops a constant label too', () => {
    const { registry } = createPrivateRegistry({ labels: { zone: 'b', tier: 'web' }, filters: [dropLabel('c_total', 'zone')] })
    registry.counter({ name: 'c_total' }).inc()
    expect(findFamily(registry.gather(), 'c_total', 'counter').labelNames).toEqual(['tier'])
  })

  it('does not take a metric with fewer labels for one whose labels are dropped', () => {
    const { registry } = withFilters(dropLabel('c_total', 'user'))
    registry.counter({ name: 'c_total', labels: ['user', 'status'] })
    expect(() => registry.counter({ name: 'c_total', labels: ['status'] })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
  })
})

describe('mapLabelValue', () => {
  it('records what the function makes of a value, asked once for each', () => {
    const asked: string[] = []
    const { registry } = withFilters(
      mapLabelValue('requests_total', 'status', (status) => {
        asked.push(status)
        return `${status[0]}xx`
      }),
    )
    const requests = registry.counter({ name: 'requests_total', labels: ['method', 'status'] })
    for (let i = 0; i < 3; i++) for (const status of [200, 204, 404]) requests.inc({ method: 'GET', status })
    requests.with({ method: 'PUT', status: '204' }).inc()
    expect(valuesOf(findFamily(registry.gather(), 'requests_total', 'counter'))).toEqual({ 'GET 2xx': 6, 'GET 4xx': 3, 'PUT 2xx': 1 })
    expect(requests.get({ method: 'GET', status: 299 })).toBe(6)
    expect(asked).toEqual(['200', '204', '404', '299'])
  })

  it('runs in turn where several concern one label', () => {
    const { registry } = withFilters(
      mapLabelValue('c_total', 'a', (value) => `${value}1`),
      mapLabelValue(/c/, 'a', (value) => `${value}2`),
    )
    registry.counter({ name: 'c_total', labels: ['a'] }).inc({ a: 'x' })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x12: 1 })
  })

  it.each<readonly [string, (value: string) => unknown, string]>([
    ['throws', () => JSON.parse('{'), 'its map threw'],
    [
      'throws what must not be asked',
      () => {
        throw new Proxy(new Error('x'), {
          get: () => {
            throw new Error('touched')
          },
        })
      },
      'its map threw',
    ],
    ['answers an object', () => ({}), 'its map answered what cannot be a label value'],
    ['answers too much', () => 'x'.repeat(16_385), 'its map answered what cannot be a label value'],
  ])('that %s leaves the value as it is, says so once and throws nothing', (_, map, reason) => {
    const { registry, problems } = createPrivateRegistry({ strict: true, filters: [mapLabelValue('c_total', 'a', map as never)] })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    for (const a of ['x', 'y', 'x']) counter.inc({ a })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 2, y: 1 })
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'label_not_mapped', metric: 'c_total', message: expect.stringContaining(reason) }),
    ])
  })

  it('takes numbers, and nothing for no label', () => {
    const { registry } = withFilters(mapLabelValue('c_total', 'a', (value) => (value === 'x' ? (5 as never) : (undefined as never))))
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    for (const a of ['x', 'y']) counter.inc({ a })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ 5: 1, '': 1 })
  })

  it('goes with the limit of series, which counts what is recorded', () => {
    const { registry } = withFilters(
      mapLabelValue('c_total', 'a', (value) => value.slice(0, 1)),
      limitSeries('c_total', 2),
    )
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    for (const a of ['x1', 'x2', 'y1', 'x3', 'z', 'y2']) counter.inc({ a })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 3, y: 2, [OVERFLOW_VALUE]: 1 })
  })
})

describe('overrideBuckets and limitSeries', () => {
  it('change what a definition says', () => {
    const { registry } = withFilters(overrideBuckets(/_seconds$/, [1, 2, Infinity]), limitSeries(/./, 1))
    registry.histogram({ name: 'took_seconds', buckets: [0.1] }).observe(1.5)
    registry.gauge({ name: 'age_seconds', labels: ['a'], maxSeries: 9 }).set({ a: 'x' }, 1)
    registry.gauge({ name: 'age_seconds', labels: ['a'] }).set({ a: 'y' }, 1)
    const histogram = findFamily(registry.gather(), 'took_seconds', 'histogram')
    expect([histogram.bounds, [...histogram.counts]]).toEqual([
      [1, 2],
      [0, 1, 0],
    ])
    expect(valuesOf(findFamily(registry.gather(), 'age_seconds', 'gauge'))).toEqual({ x: 1, [OVERFLOW_VALUE]: 1 })
  })
})

describe('a filter of one’s own', () => {
  it('sees each metric as those before it left it', () => {
    const seen: FilteredMetric[] = []
    const { registry } = createPrivateRegistry({
      prefix: 'p_',
      labels: { zone: 'b' },
      maxSeriesPerMetric: 7,
      filters: [
        { accept: (metric) => seen.push(metric) > 0 },
        { map: ({ name }) => ({ name: `${name}_x`, help: 'Other.', unit: 'bytes', maxSeries: 3, buckets: [5] }) },
        { map: () => undefined },
        { accept: (metric) => seen.push(metric) > 0 },
      ],
    })
    registry.histogram({ name: 'h', help: 'One.', unit: 'seconds', labels: ['a'], buckets: [1] })
    const first = {
      kind: 'histogram',
      name: 'p_h',
      help: 'One.',
      unit: 'seconds',
      labels: ['a'],
      constantLabels: { zone: 'b' },
      buckets: [1],
      maxSeries: 7,
    }
    expect(seen).toEqual([first, { ...first, name: 'p_h_x', help: 'Other.', unit: 'bytes', maxSeries: 3, buckets: [5] }])
    expect(registry.gather().families).toMatchObject([{ name: 'p_h_x', help: 'Other.', unit: 'bytes', bounds: [5] }])
  })

  it('that denies is the last to be asked, and what it throws reaches whoever makes the metric', () => {
    const { registry } = withFilters({ accept: ({ name }) => name !== 'denied' }, { map: () => JSON.parse('{') })
    expect(registry.gauge({ name: 'denied' }).get()).toBe(0)
    expect(() => registry.gauge({ name: 'other' })).toThrow(SyntaxError)
    expect(registry.get('other')).toBeUndefined()
  })

  it('must make a metric', () => {
    const { registry } = withFilters({ map: () => ({ help: 5 as never, unit: {} as never, maxSeries: 0, mapLabels: { a: 1 as never } }) })
    expect(() => registry.gauge({ name: 'g', labels: ['a'] })).toThrow(
      'a filter of gauge "g": help must be a string, got 5; unit must be a string, got an object; maxSeries must be a whole number from 1, got 0; mapLabels.a must be a function, got 1',
    )
  })
})

describe('faulty arguments', () => {
  it.each<readonly [() => unknown, string]>([
    [() => denyMetrics('a b'), 'denyMetrics: metric must be a name or a RegExp, got "a b"'],
    [() => denyMetrics(undefined as never), 'denyMetrics: metric must be a name or a RegExp, got undefined'],
    [() => renameMetric('a', '1'), 'renameMetric: to must be the name of a metric, got "1"'],
    [() => renameMetric('a b', 5 as never), 'got "a b"; to must be the name of a metric, got 5'],
    [() => dropLabel('a', '__x'), 'dropLabel: label must be the name of a label, got "__x"'],
    [() => mapLabelValue('a', 'b', 5 as never), 'mapLabelValue: map must be a function, got 5'],
    [() => overrideBuckets('a', [2, 1]), 'buckets[1] must be greater than 2 before it, got 1'],
    [() => limitSeries('a', 0), 'limitSeries: maxSeries must be a whole number from 1, got 0'],
    [() => createRegistry({ shared: false, filters: {} as never }), 'filters must be an array of meter filters, got an object'],
    [() => createRegistry({ shared: false, filters: [5 as never] }), 'filters must be an array of meter filters, got an array'],
    [() => createRegistry({ shared: false, filters: [{ map: 5 as never }] }), 'filters must be an array of meter filters, got an array'],
  ])('%s is refused', (make, fault) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(fault) }))
  })
})
