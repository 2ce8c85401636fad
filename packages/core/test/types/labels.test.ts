/**
 * What must not compile, beside what it does when it is called all the same. The compiler reads this file with the package: a line below
 * `@ts-expect-error` that compiled would be an error of its own.
 */

import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../src/index.js'

const registry = createRegistry({ name: 'types', shared: false, onProblem: () => {} })
const counter = registry.counter({ name: 'counter_total', labels: ['route', 'status'] })
const gauge = registry.gauge({ name: 'gauge', labels: ['route'] })
const histogram = registry.histogram({ name: 'histogram', labels: ['route'] })
const summary = registry.summary({ name: 'summary', labels: ['route'] })
const bare = registry.counter({ name: 'bare_total' })

const INVALID_LABELS = expect.objectContaining({ code: 'invalid_labels' })

describe('a label that is wrong or missing', () => {
  it('does not compile for a counter', () => {
    // @ts-expect-error: status is missing
    expect(() => counter.inc({ route: '/' })).toThrow(INVALID_LABELS)
    // @ts-expect-error: staus is no label
    expect(() => counter.inc({ route: '/', staus: 'ok' })).toThrow(INVALID_LABELS)
    // @ts-expect-error: method is one label too many
    expect(() => counter.inc({ route: '/', status: 'ok', method: 'GET' })).toThrow(INVALID_LABELS)
    // @ts-expect-error: no labels at all
    expect(() => counter.inc()).toThrow(INVALID_LABELS)
    // @ts-expect-error: a number in place of labels
    expect(() => counter.inc(5)).toThrow(INVALID_LABELS)
    // @ts-expect-error: status is missing
    expect(() => counter.with({ route: '/' })).toThrow(INVALID_LABELS)
    // @ts-expect-error: status is missing
    expect(() => counter.get({ route: '/' })).toThrow(INVALID_LABELS)
  })

  it('does not compile for a gauge', () => {
    // @ts-expect-error: rout is no label
    expect(() => gauge.set({ rout: '/' }, 1)).toThrow(INVALID_LABELS)
    // @ts-expect-error: no labels at all
    expect(() => gauge.set(1)).toThrow(INVALID_LABELS)
    // @ts-expect-error: route is missing
    expect(() => gauge.inc({})).toThrow(INVALID_LABELS)
    // @ts-expect-error: route is missing
    expect(() => gauge.dec({})).toThrow(INVALID_LABELS)
    // @ts-expect-error: route is missing
    expect(() => gauge.setToCurrentTime({})).toThrow(INVALID_LABELS)
    // @ts-expect-error: route is missing
    expect(() => gauge.with({})).toThrow(INVALID_LABELS)
  })

  it('does not compile for a histogram or a summary', () => {
    for (const observer of [histogram, summary]) {
      // @ts-expect-error: route is missing
      expect(() => observer.observe({}, 1)).toThrow(INVALID_LABELS)
      // @ts-expect-error: no labels at all
      expect(() => observer.observe(1)).toThrow(INVALID_LABELS)
      // @ts-expect-error: rout is no label
      expect(() => observer.startTimer({ rout: '/' })).toThrow(INVALID_LABELS)
      // @ts-expect-error: no labels at all
      expect(() => observer.time(() => 1)).toThrow(INVALID_LABELS)
      // @ts-expect-error: route is missing
      expect(() => observer.with({})).toThrow(INVALID_LABELS)
    }
  })
})

describe('a label value that cannot be one', () => {
  it('does not compile, and is dropped', () => {
    // @ts-expect-error: an object
    counter.inc({ route: {}, status: 'ok' })
    // @ts-expect-error: an array
    counter.inc({ route: ['/'], status: 'ok' })
    // @ts-expect-error: a symbol
    counter.inc({ route: Symbol('/'), status: 'ok' })
    // @ts-expect-error: a function
    counter.inc({ route: () => '/', status: 'ok' })
    expect(registry.counter({ name: 'counter_total', labels: ['route', 'status'] }).get({ route: '/', status: 'ok' })).toBe(0)
  })

  it('compiles for everything that can', () => {
    for (const route of ['/', 1, 1n, true, null, undefined]) counter.inc({ route, status: 'fine' })
    expect(counter.get({ route: 1, status: 'fine' })).toBe(2)
    expect(counter.get({ route: undefined, status: 'fine' })).toBe(2)
  })
})

describe('a value that is no number', () => {
  it('does not compile, and is dropped', () => {
    // @ts-expect-error: a text
    counter.inc({ route: '/', status: 'ok' }, '5')
    // @ts-expect-error: a bigint
    gauge.set({ route: '/' }, 5n)
    // @ts-expect-error: no value
    gauge.set({ route: '/' })
    // @ts-expect-error: null
    histogram.observe({ route: '/' }, null)
    // @ts-expect-error: no value
    summary.observe({ route: '/' })
    expect([counter.get({ route: '/', status: 'ok' }), gauge.get({ route: '/' }), histogram.get({ route: '/' }).count]).toEqual([0, 0, 0])
  })
})

describe('an instrument without labels', () => {
  it('has no labelled calls', () => {
    // @ts-expect-error: labels, though none were declared
    bare.inc({ route: '/' })
    // @ts-expect-error: there is nothing to bind
    expect(() => bare.with({})).toThrow(TypeError)
    bare.inc(2)
    expect(bare.get()).toBe(2)
  })

  it('is also what an empty list of labels makes', () => {
    const made = registry.counter({ name: 'bare_total', labels: [] })
    made.inc()
    expect(made.get()).toBe(3)
  })
})

describe('a counter', () => {
  it('does not go down', () => {
    // @ts-expect-error: counters have no dec
    expect(() => bare.dec()).toThrow(TypeError)
    // @ts-expect-error: counters are not set
    expect(() => bare.set(1)).toThrow(TypeError)
  })
})

describe('options that are wrong', () => {
  it('do not compile, and throw', () => {
    // @ts-expect-error: no name
    expect(() => registry.counter({})).toThrow(/name must be/)
    // @ts-expect-error: labels are a list
    expect(() => registry.counter({ name: 'x', labels: 'route' })).toThrow(/labels must be/)
    // @ts-expect-error: no such rule
    expect(() => registry.gauge({ name: 'x', across: 'median' })).toThrow(/across must be/)
    // @ts-expect-error: bounds are numbers
    expect(() => registry.histogram({ name: 'x', buckets: ['1'] })).toThrow(/buckets\[0\] must be/)
    // @ts-expect-error: quantiles are numbers
    expect(() => registry.summary({ name: 'x', quantiles: ['0.5'] })).toThrow(/quantiles\[0\] must be/)
    // @ts-expect-error: names are texts
    expect(() => createRegistry({ name: 5 })).toThrow(/name must be/)
    // @ts-expect-error: no such option
    expect(registry.counter({ name: 'typo_total', hepl: 'typo' }).get()).toBe(0)
  })
})

describe('labels known only at run time', () => {
  it('compile as any names', () => {
    const names: string[] = ['a', 'b']
    const dynamic = registry.counter({ name: 'dynamic_total', labels: names })
    dynamic.inc({ a: '1', b: '2' })
    expect(dynamic.get({ b: 2, a: 1 })).toBe(1)
  })
})
