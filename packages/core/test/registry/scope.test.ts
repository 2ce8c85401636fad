/** Prefix and constant labels, of a registry and of its children. */

import { describe, expect, it } from 'vitest'
import { createRegistry, type RegistryOptions, type ScopeOptions } from '../../src/index.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, labelValuesOf, valuesOf } from '../support/snapshot-reading.js'

describe('a prefix', () => {
  it('is put before every name, and does not make two metrics of what was one', () => {
    const { registry } = createPrivateRegistry({ prefix: 'app_' })
    const counter = registry.counter({ name: 'jobs_total' })
    counter.inc(2)
    expect(registry.counter({ name: 'jobs_total' })).toBe(counter)
    expect(counter.name).toBe('app_jobs_total')
    expect(counter.get()).toBe(2)
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['app_jobs_total'])
    expect(registry.names()).toEqual(['app_jobs_total'])
  })

  it('counts in what a name may be and whom it may meet', () => {
    const { registry } = createPrivateRegistry({ prefix: 'app_' })
    expect(() => registry.counter({ name: 'x'.repeat(1_021) })).toThrow(
      expect.objectContaining({
        code: 'invalid_options',
        message: expect.stringContaining('at most 1024 long with the prefix "app_", got 1025'),
      }),
    )
    registry.counter({ name: 'x'.repeat(1_020) })
    registry.histogram({ name: 'took' })
    expect(() => registry.gauge({ name: 'took_sum' })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
  })

  it('given later concerns metrics not made yet', () => {
    const registry = createRegistry({ name: 'prefixed-later', onProblem: () => {} })
    registry.counter({ name: 'early_total' })
    createRegistry({ name: 'prefixed-later', prefix: 'p_', labels: { a: 1 } })
    createRegistry({ name: 'prefixed-later' }).counter({ name: 'late_total' })
    expect(registry.gather().families.map(({ name, labelNames }) => [name, labelNames])).toEqual([
      ['early_total', []],
      ['p_late_total', ['a']],
    ])
  })
})

describe('constant labels', () => {
  it('come first, sorted, in every label set, as text, and those without a value are none', () => {
    const labels = { zone: 'b', az: 2, hot: true, none: '', nil: null, undef: undefined, lone: '\ud800' }
    const { registry } = createPrivateRegistry({ labels })
    registry.counter({ name: 'c_total', labels: ['route'] }).inc({ route: '/' }, 3)
    registry.gauge({ name: 'g' }).set(4)
    const counter = findFamily(registry.gather(), 'c_total', 'counter')
    expect(counter.labelNames).toEqual(['az', 'hot', 'lone', 'zone', 'route'])
    expect([...counter.labelSets]).toEqual([{ names: counter.labelNames, values: ['2', 'true', '\ufffd', 'b', '/'] }])
    expect(valuesOf(findFamily(registry.gather(), 'g', 'gauge'))).toEqual({ '2 true \ufffd b': 4 })
  })

  it('are not passed by calls', () => {
    const { registry } = createPrivateRegistry({ labels: { zone: 'b' } })
    const counter = registry.counter({ name: 'c_total', labels: ['route'] })
    counter.inc({ route: '/' })
    expect(counter.get({ route: '/' })).toBe(1)
    expect(() => counter.inc({ route: '/', zone: 'b' } as never)).toThrow(expect.objectContaining({ code: 'invalid_labels' }))
  })

  it("give way to a metric's own label of that name, the thread label of a gauge included", () => {
    const { registry } = createPrivateRegistry({ labels: { zone: 'b', thread: 'x' } })
    registry.counter({ name: 'c_total', labels: ['zone'] }).inc({ zone: 'own' })
    registry.gauge({ name: 'each', across: 'each' }).set(1)
    const { families } = registry.gather()
    expect(families.map(({ labelNames }) => labelNames)).toEqual([
      ['thread', 'zone'],
      ['zone', 'thread'],
    ])
    expect(families.map(labelValuesOf)).toEqual([[['x', 'own']], [['b', '0']]])
  })

  it('are part of what a metric is, in whichever order they were given', () => {
    const { registry, seat } = createPrivateRegistry({ labels: { a: 1, b: 2 } })
    const counter = registry.counter({ name: 'c_total' })
    expect(registry.child({ labels: { b: 2, a: 1 } }).counter({ name: 'c_total' })).toBe(counter)
    expect(() => registry.child({ labels: { b: 3 } }).counter({ name: 'c_total' })).toThrow(
      expect.objectContaining({ code: 'metric_conflict', message: expect.stringContaining('constantLabels [a=1, b=3]') }),
    )
    expect(seat.rootPage).toBeDefined()
  })

  it("leave the library's own metrics as they are in every registry", () => {
    const { registry } = createPrivateRegistry({ prefix: 'app_', labels: { zone: 'b' } })
    registry.counter({ name: 'c_total' }).inc(-1)
    const own = findFamily(registry.gather(), 'telltale_dropped_updates_total', 'counter')
    expect(own.labelNames).toEqual(['metric', 'reason'])
    expect(valuesOf(own)).toEqual({ 'app_c_total bad_value': 1 })
  })
})

describe('a child', () => {
  it('adds to the prefix and the labels of its parent, and is recorded and read there', () => {
    const { registry } = createPrivateRegistry({ prefix: 'app_', labels: { zone: 'b', tier: 'web' } })
    const child = registry.child({ prefix: 'db_', labels: { tier: 'data', pool: 1 } })
    const grandchild = child.child({ prefix: 'read_', labels: { zone: '' } })
    child.counter({ name: 'queries_total' }).inc()
    grandchild.histogram({ name: 'seconds', buckets: [1] }).observe(2)
    grandchild.summary({ name: 'rows' }).observe(3)
    grandchild.gauge({ name: 'open' }).set(4)
    registry.counter({ name: 'queries_total' }).inc(5)
    expect(registry.gather().families.map(({ name, labelNames }) => [name, ...labelNames])).toEqual([
      ['app_db_queries_total', 'pool', 'tier', 'zone'],
      ['app_db_read_open', 'pool', 'tier'],
      ['app_db_read_rows', 'pool', 'tier'],
      ['app_db_read_seconds', 'pool', 'tier'],
      ['app_queries_total', 'tier', 'zone'],
    ])
    expect(valuesOf(findFamily(registry.gather(), 'app_db_queries_total', 'counter'))).toEqual({ '1 data b': 1 })
  })

  it('shows what its registry shows', async () => {
    const { registry } = createPrivateRegistry()
    const child = registry.child({ prefix: 'x_' })
    registry.counter({ name: 'c_total' }).inc()
    child.counter({ name: 'd_total' }).inc()
    const names = ['c_total', 'x_d_total']
    expect(child.name).toBe(registry.name)
    expect(child.gather().families.map(({ name }) => name)).toEqual(names)
    expect((await child.collect()).families.map(({ name }) => name)).toEqual(names)
    const chunks = child.gatherChunks(0)
    let step = chunks.next()
    while (!step.done) step = chunks.next()
    expect(step.value.families.map(({ name }) => name)).toEqual(names)
    expect(child.names()).toEqual(names)
  })

  it('finds and unregisters by the name it was given', () => {
    const { registry } = createPrivateRegistry()
    const child = registry.child({ prefix: 'x_' })
    const own = child.counter({ name: 'c_total' })
    const other = registry.counter({ name: 'c_total' })
    expect([child.get('c_total'), child.get('x_c_total'), registry.get('x_c_total'), registry.get('c_total')]).toEqual([
      own,
      own,
      own,
      other,
    ])
    expect(child.unregister('c_total')).toBe(true)
    expect(registry.names()).toEqual(['c_total'])
  })

  it('refuses what a registry refuses', () => {
    const { registry } = createPrivateRegistry()
    const child = registry.child({})
    const makers = [
      () => child.counter(null as never),
      () => child.gauge(null as never),
      () => child.histogram(null as never),
      () => child.summary(null as never),
    ]
    for (const make of makers) expect(make).toThrow('options must be an object, got null')
  })
})

describe('faulty options', () => {
  it.each<readonly [ScopeOptions, string]>([
    [{ prefix: '1' }, 'prefix must be [a-zA-Z_:][a-zA-Z0-9_:]*'],
    [{ prefix: 'a-' }, 'prefix must be'],
    [{ prefix: 5 as never }, 'prefix must be'],
    [{ prefix: 'x'.repeat(1_025) }, 'prefix must be'],
    [{ labels: [] as never }, 'labels must be an object of label values by name, got an array'],
    [{ labels: null as never }, 'labels must be an object of label values by name, got null'],
    [{ labels: { le: '1' } }, 'labels must be named'],
    [{ labels: { __name__: '1' } }, 'labels must be named'],
    [{ labels: { 'a b': '1' } }, 'labels must be named'],
    [{ labels: { a: {} as never } }, 'labels.a must be a string, number, boolean or bigint, got an object'],
    [{ labels: { a: 'x'.repeat(16_385) } }, 'labels.a must be at most 16384 long, got 16385'],
  ])('%j are refused by a registry and by a child', (options, fault) => {
    const refusal = expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(fault) })
    expect(() => createRegistry({ ...options, shared: false } as RegistryOptions)).toThrow(refusal)
    expect(() => createPrivateRegistry().registry.child(options)).toThrow(refusal)
  })

  it('that are none at all are refused', () => {
    expect(() => createPrivateRegistry().registry.child(5 as never)).toThrow('child: options must be an object, got 5')
  })

  it('that are too long for a record with all labels are refused when the metric is made', () => {
    const labels = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, name.repeat(16_000)]))
    expect(() => createPrivateRegistry({ labels }).registry.counter({ name: 'c_total' })).toThrow('expected a definition of at most')
  })
})

it('constant labels named as members of objects are labels like others', () => {
  const { registry } = createPrivateRegistry({ labels: JSON.parse('{"constructor":"a","toString":"b"}') as Record<string, string> })
  registry.counter({ name: 'c_total' }).inc()
  expect(findFamily(registry.gather(), 'c_total', 'counter').labelNames).toEqual(['constructor', 'toString'])
})
