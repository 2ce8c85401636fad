import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type NamedValue, NOT_NUMBERS } from '../support/hostile-values.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

describe('a counter', () => {
  it('adds up, by one where nothing is said', () => {
    const { registry } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total' })
    jobs.inc()
    jobs.inc(undefined)
    jobs.inc(2.5)
    expect(jobs.get()).toBe(4.5)
    expect(valuesOf(findFamily(registry.gather(), 'jobs_total', 'counter'))).toEqual({ '': 4.5 })
    expect(jobs.name).toBe('jobs_total')
  })

  it('is exposed at 0 as soon as it is made', () => {
    const { registry } = createPrivateRegistry()
    registry.counter({ name: 'jobs_total' })
    expect(valuesOf(findFamily(registry.gather(), 'jobs_total', 'counter'))).toEqual({ '': 0 })
  })

  it('takes 0 and −0 for nothing', () => {
    const { registry, problems } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total' })
    jobs.inc(0)
    jobs.inc(-0)
    expect(jobs.get()).toBe(0)
    jobs.inc(3)
    jobs.inc(-0)
    expect(jobs.get()).toBe(3)
    expect(problems).toEqual([])
  })

  it.each<NamedValue>([
    ['a negative number', -1],
    ['the least negative number', -5e-324],
    ['NaN', Number.NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ...NOT_NUMBERS,
  ])('drops, counts and announces %s, and stays as it was', (_name, value) => {
    const { registry, problems, drops } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total', labels: ['step'] })
    jobs.inc({ step: 'a' }, 2)
    const bound = jobs.with({ step: 'a' })
    expect(() => jobs.inc({ step: 'a' }, value as number)).not.toThrow()
    expect(() => bound.inc(value as number)).not.toThrow()
    jobs.inc({ step: 'a' })
    expect(bound.get()).toBe(3)
    expect(drops()).toEqual({ 'jobs_total bad_value': 2 })
    expect(problems).toEqual([
      {
        kind: 'bad_value',
        metric: 'jobs_total',
        message: expect.stringMatching(
          /^metric "jobs_total": inc: expected a finite number that is not negative, got .+; the update is dropped$/,
        ),
      },
    ])
  })

  it('rises or stays beyond what it can count exactly, and drops what would take it beyond the largest number', () => {
    const { registry, drops } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total' })
    let last = 0
    for (const value of [2 ** 53, 1, 1, 2 ** 63, 1, 1e300, Number.MAX_VALUE, Number.MAX_VALUE, 1]) {
      jobs.inc(value)
      expect(jobs.get()).toBeGreaterThanOrEqual(last)
      last = jobs.get()
    }
    expect(last).toBe(1e300)
    expect(drops()).toEqual({ 'jobs_total bad_value': 2 })
  })

  it('counts whole numbers exactly up to 2^53', () => {
    const { registry } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total' })
    jobs.inc(2 ** 53 - 10)
    for (let i = 0; i < 10; i++) jobs.inc()
    expect(jobs.get()).toBe(2 ** 53)
  })
})

describe('a labelled counter', () => {
  it('has no series until one is used', () => {
    const { registry } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total', labels: ['step'] })
    expect(jobs.get({ step: 'a' })).toBe(0)
    expect(findFamily(registry.gather(), 'jobs_total', 'counter').labelSets.length).toBe(0)
    expect(jobs.name).toBe('jobs_total')
  })

  it('keeps one number a label set, whichever way it is counted', () => {
    const value = fc.constantFrom<string | number | boolean | null | bigint>('a', 'b', '', '1', 1, 1n, true, 'true', null)
    const calls = fc.array(
      fc.tuple(value, value, fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constantFrom('call', 'bound', 'swapped')),
    )
    fc.assert(
      fc.property(calls, (made) => {
        const { registry, problems } = createPrivateRegistry()
        const jobs = registry.counter({ name: 'jobs_total', labels: ['a', 'b'] })
        const model: Record<string, number> = {}
        for (const [a, b, amount, way] of made) {
          if (way === 'call') jobs.inc({ a, b }, amount)
          else if (way === 'bound') jobs.with({ a, b }).inc(amount)
          else jobs.inc({ b, a }, amount)
          const key = `${a ?? ''} ${b ?? ''}`
          model[key] = (model[key] ?? 0) + amount
          expect(jobs.get({ a, b })).toBe(model[key])
        }
        expect(valuesOf(findFamily(registry.gather(), 'jobs_total', 'counter'))).toEqual(model)
        expect(problems).toEqual([])
      }),
    )
  })

  it('gives the same bound handle for the same labels', () => {
    const { registry } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total', labels: ['a', 'b'] })
    const bound = jobs.with({ a: '1', b: '' })
    expect(jobs.with({ a: '1', b: '' })).toBe(bound)
    expect(jobs.with({ b: null, a: 1 })).toBe(bound)
    expect(jobs.with({ a: '1', b: 'x' })).not.toBe(bound)
  })

  it('goes on after thousands of series, each with its own number', () => {
    const { registry } = createPrivateRegistry({ maxSeriesPerMetric: 20_000 })
    const jobs = registry.counter({ name: 'jobs_total', labels: ['a', 'b'] })
    const handles = Array.from({ length: 20_000 }, (_, i) => jobs.with({ a: i % 100, b: i }))
    for (const [i, handle] of handles.entries()) handle.inc(i)
    const family = findFamily(registry.gather(), 'jobs_total', 'counter')
    expect(family.values.every((value, slot) => value === slot)).toBe(true)
    expect([0, 12_345, 19_999].map((i) => family.labelSets.at(i).values)).toEqual([
      ['0', '0'],
      ['45', '12345'],
      ['99', '19999'],
    ])
    expect(jobs.get({ a: 45, b: 12_345 })).toBe(12_345)
  })
})
