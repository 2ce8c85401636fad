import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Across, Gauge } from '../../src/instruments/types.js'
import { GAUGE_VERSION } from '../../src/series/cell-layout.js'
import { createReader } from '../../src/series/reader.js'
import { NOT_NUMBERS } from '../support/hostile-values.js'
import { placeOf } from '../support/lanes.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

const RULES: readonly Across[] = ['last', 'sum', 'min', 'max', 'each']
/** Doubles as they come, and the ones that break printers and sums. */
const SPECIAL = [Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, -5e-324, 1.797e308, Number.MAX_VALUE, 2 ** 53 + 2, 0.1 + 0.2]

function gaugeOf({ registry }: PrivateRegistry, across: Across): Gauge {
  return registry.gauge({ name: 'g', across })
}

/** The value as the snapshot has it. */
function gathered({ registry }: PrivateRegistry): number | undefined {
  return findFamily(registry.gather(), 'g', 'gauge').values[0]
}

describe.each(RULES)('a gauge across threads by "%s", in one thread', (across) => {
  it('goes up and down, by one where nothing is said', () => {
    const given = createPrivateRegistry()
    const gauge = gaugeOf(given, across)
    gauge.inc()
    gauge.inc(undefined)
    gauge.inc(2.5)
    gauge.dec()
    expect(gauge.get()).toBe(3.5)
    gauge.set(10)
    gauge.dec(12)
    gauge.inc(-3)
    gauge.dec(-1)
    expect(gauge.get()).toBe(-4)
    expect(gathered(given)).toBe(-4)
  })

  it.each(SPECIAL)('is exactly what it was set to: %d', (value) => {
    const given = createPrivateRegistry()
    const gauge = gaugeOf(given, across)
    gauge.set(value)
    expect(gauge.get()).toBe(value)
    gauge.set(1)
    gauge.inc(0.1)
    gauge.inc(1e17)
    gauge.dec(3e-9)
    gauge.set(value)
    expect(gauge.get()).toBe(value)
    expect(gathered(given)).toBe(value)
  })

  it('is what a plain number would be, in whole numbers', () => {
    const whole = fc.integer({ min: -(2 ** 40), max: 2 ** 40 })
    const call = fc.tuple(fc.constantFrom('set' as const, 'inc' as const, 'dec' as const), whole)
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const given = createPrivateRegistry()
        const gauge = gaugeOf(given, across)
        let model = 0
        for (const [method, value] of calls) {
          gauge[method](value)
          model = method === 'set' ? value : method === 'inc' ? model + value : model - value
        }
        if (calls.length === 0) return
        expect(gauge.get() + 0).toBe(model + 0)
        expect(gathered(given)).toBe(gauge.get())
      }),
    )
  })

  it('is exactly what was set last, whatever was added before', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('set' as const, 'inc' as const, 'dec' as const), finite)), finite, (calls, value) => {
        const given = createPrivateRegistry()
        const gauge = gaugeOf(given, across)
        for (const [method, amount] of calls) gauge[method](amount)
        gauge.set(value)
        expect(gauge.get()).toBe(value)
        expect(gathered(given)).toBe(value)
      }),
    )
  })

  it('finds back to a number after a sum that was too large for one', () => {
    const given = createPrivateRegistry()
    const gauge = gaugeOf(given, across)
    gauge.inc(Number.MAX_VALUE)
    gauge.inc(Number.MAX_VALUE)
    expect(gauge.get()).toBeGreaterThanOrEqual(Number.MAX_VALUE)
    gauge.set(5)
    expect(gauge.get()).toBe(5)
    expect(gathered(given)).toBe(5)
  })

  it.each(NOT_NUMBERS)('drops, counts and announces %s, and stays as it was', (_name, value) => {
    const given = createPrivateRegistry()
    const gauge = gaugeOf(given, across)
    gauge.set(2)
    for (const method of ['set', 'inc', 'dec'] as const) expect(() => gauge[method](value as number)).not.toThrow()
    expect(gauge.get()).toBe(2)
    expect(given.drops()).toEqual({ 'g bad_value': 3 })
    expect(given.problems).toEqual([
      {
        kind: 'bad_value',
        metric: 'g',
        message: expect.stringMatching(/^metric "g": set: expected a number, got .+; the update is dropped$/),
      },
    ])
  })

  it.each([Number.NaN, Infinity, -Infinity])('drops and counts steps of %d', (value) => {
    const given = createPrivateRegistry()
    const gauge = gaugeOf(given, across)
    gauge.set(2)
    gauge.inc(value)
    gauge.dec(value)
    expect(gauge.get()).toBe(2)
    expect(given.drops()).toEqual({ 'g bad_value': 2 })
    expect(given.problems).toEqual([
      { kind: 'bad_value', metric: 'g', message: `metric "g": inc: expected a finite number, got ${value}; the update is dropped` },
    ])
  })

  it('can be set to the time', () => {
    const given = createPrivateRegistry()
    const gauge = gaugeOf(given, across)
    given.clock.setWallMillis(1_234_567_890_123)
    gauge.setToCurrentTime()
    expect(gauge.get()).toBe(1_234_567_890.123)
  })

  it('has a number for every label set, whichever way it is reached', () => {
    const given = createPrivateRegistry()
    const gauge = given.registry.gauge({ name: 'g', labels: ['a'], across })
    gauge.set({ a: 'x' }, 5)
    gauge.inc({ a: 'x' }, 2)
    gauge.dec({ a: 'y' })
    gauge.dec({ a: 'y' }, 3)
    gauge.with({ a: 'z' }).inc()
    given.clock.setWallMillis(7_000)
    gauge.setToCurrentTime({ a: 't' })
    expect(['x', 'y', 'z', 't'].map((a) => gauge.get({ a }))).toEqual([7, -4, 1, 7])
    expect(gauge.with({ a: 'x' }).get()).toBe(7)
    expect(gauge.with({ a: 'x' })).toBe(gauge.with({ a: 'x' }))
    expect(Object.values(valuesOf(findFamily(given.registry.gather(), 'g', 'gauge')))).toEqual([7, -4, 1, 7])
    expect(gauge.name).toBe('g')
  })
})

describe('a gauge that was set billions of times', () => {
  it('is what it was set to last, when the number of its sets begins anew', () => {
    const given = createPrivateRegistry()
    const gauge = gaugeOf(given, 'last')
    gauge.set(1)
    gauge.inc(2)
    const reader = createReader(given.seat.arena, () => {})
    reader.refresh()
    const [share] = reader.family('default', 'g')?.sharesOf(0) ?? []
    const { page, first } = placeOf(given.seat.arena, share?.ref as number)
    for (const version of [2 ** 31 - 2, -4]) {
      page.words[(first + GAUGE_VERSION) * 2] = version
      for (let value = 10; value < 20; value++) {
        gauge.set(value)
        expect(gauge.get()).toBe(value)
        gauge.inc()
        expect(gathered(given)).toBe(value + 1)
      }
    }
  })
})

describe('a gauge nobody has written to', () => {
  it.each([
    ['last', 0],
    ['sum', 0],
    ['min', Number.NaN],
    ['max', Number.NaN],
  ] as const)('is, by "%s", %d', (across, value) => {
    const given = createPrivateRegistry()
    expect(gaugeOf(given, across).get()).toBe(value)
    expect(gathered(given)).toBe(value)
  })
})

describe('a gauge of each thread', () => {
  it('has the number of the thread as its last label', () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'g', labels: ['a'], across: 'each' }).set({ a: 'x' }, 5)
    const family = findFamily(registry.gather(), 'g', 'gauge')
    expect(family.labelNames).toEqual(['a', 'thread'])
    expect([...family.labelSets]).toEqual([{ names: ['a', 'thread'], values: ['x', '0'] }])
  })
})
