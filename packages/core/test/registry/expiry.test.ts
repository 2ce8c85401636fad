import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'
import { labelValuesOf } from '../support/snapshot-reading.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function advance(given: PrivateRegistry, seconds: number): void {
  for (let i = 0; i < seconds; i++) {
    given.advanceSeconds(1)
    vi.advanceTimersByTime(1_000)
  }
}

const namesOf = ({ registry }: PrivateRegistry, name: string): readonly unknown[] => {
  const family = registry.gather().families.find((one) => one.name === name)
  return family ? labelValuesOf(family).map(([value]) => value) : []
}

describe('series that expire', () => {
  it('go when nothing was recorded in them for so long, and come back from zero', () => {
    const given = createPrivateRegistry()
    const counter = given.registry.counter({ name: 'c_total', labels: ['a'], expireAfterMillis: 20_000 })
    const held = counter.with({ a: 'busy' })
    counter.inc({ a: 'idle' }, 5)
    for (let i = 0; i < 30; i++) {
      held.inc()
      advance(given, 1)
      if (i < 19) expect(namesOf(given, 'c_total')).toEqual(['busy', 'idle'])
    }
    expect(namesOf(given, 'c_total')).toEqual(['busy'])
    expect(held.get()).toBe(30)
    counter.inc({ a: 'idle' })
    expect(counter.get({ a: 'idle' })).toBe(1)
    advance(given, 30)
    expect(namesOf(given, 'c_total')).toEqual([])
    held.inc(2)
    expect(counter.get({ a: 'busy' })).toBe(2)
  })

  it('are of every kind, and what counts is whether anything was recorded, not whether it changed the value', () => {
    const given = createPrivateRegistry({ expireAfterMillis: 8_000 })
    const { registry } = given
    const gauge = registry.gauge({ name: 'g', labels: ['a'] })
    const shares = registry.gauge({ name: 'shares', labels: ['a'], across: 'sum' })
    const histogram = registry.histogram({ name: 'h', labels: ['a'] })
    const summary = registry.summary({ name: 's', labels: ['a'] })
    for (const a of ['busy', 'idle']) {
      gauge.set({ a }, 1)
      shares.set({ a }, 1)
      histogram.observe({ a }, 0)
      summary.observe({ a }, 0)
    }
    for (let i = 0; i < 15; i++) {
      gauge.set({ a: 'busy' }, 1)
      shares.inc({ a: 'busy' })
      histogram.observe({ a: 'busy' }, 0)
      summary.observe({ a: 'busy' }, 0)
      advance(given, 1)
    }
    for (const name of ['g', 'shares', 'h', 's']) expect([name, ...namesOf(given, name)]).toEqual([name, 'busy'])
  })

  it('do not go while they are observed, however little that adds to a great or infinite sum', () => {
    const given = createPrivateRegistry({ expireAfterMillis: 8_000 })
    const { registry } = given
    const classic = registry.histogram({ name: 'classic', labels: ['a'] })
    const native = registry.histogram({ name: 'native', labels: ['a'], native: { schema: 8 }, extremes: true })
    classic.observe({ a: 'great' }, 1e30)
    classic.observe({ a: 'infinite' }, Number.POSITIVE_INFINITY)
    for (const value of [1e-18, 1e18]) native.observe({ a: 'wide' }, value)
    for (let i = 0; i < 15; i++) {
      classic.observe({ a: 'great' }, 1)
      classic.observe({ a: 'infinite' }, 1)
      native.observe({ a: 'wide' }, 1)
      advance(given, 1)
    }
    expect([classic.get({ a: 'great' }).count, classic.get({ a: 'infinite' }).count, native.get({ a: 'wide' }).count]).toEqual([16, 16, 17])
    advance(given, 15)
    expect([...namesOf(given, 'classic'), ...namesOf(given, 'native')]).toEqual([])
  })

  it('never are those of metrics without labels, or of metrics that do not ask for it', () => {
    const given = createPrivateRegistry()
    given.registry.counter({ name: 'bare_total', expireAfterMillis: 1_000 }).inc()
    given.registry.counter({ name: 'kept_total', labels: ['a'] }).inc({ a: 'x' })
    advance(given, 60)
    expect(given.registry.gather().families.map(({ labelSets }) => labelSets.length)).toEqual([1, 1])
  })

  it.each([0, 999, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5000'])('refuse a time of %s', (expireAfterMillis) => {
    const { registry } = createPrivateRegistry()
    const options = { name: 'c_total', labels: ['a'] as const, expireAfterMillis: expireAfterMillis as number }
    expect(() => registry.counter(options)).toThrow('expireAfterMillis must be a number from 1000 to 2147483647')
  })
})
