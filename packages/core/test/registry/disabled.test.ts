/** A registry that is switched off: instruments that do nothing, in no memory, and no change for what they are wrapped around. */

import { afterEach, describe, expect, it } from 'vitest'
import { createRegistry, type Registry, type RegistryOptions } from '../../src/index.js'
import { createPrivateRegistry } from '../support/private-registry.js'

const ENVIRONMENT = 'OTEL_SDK_DISABLED'
const given = process.env[ENVIRONMENT]

afterEach(() => {
  if (given === undefined) delete process.env[ENVIRONMENT]
  else process.env[ENVIRONMENT] = given
})

function makeAll(registry: Registry) {
  return {
    counter: registry.counter({ name: 'c_total' }),
    counters: registry.counter({ name: 'cs_total', labels: ['a'] }),
    gauge: registry.gauge({ name: 'g' }),
    gauges: registry.gauge({ name: 'gs', labels: ['a'], across: 'sum' }),
    histogram: registry.histogram({ name: 'h' }),
    histograms: registry.histogram({ name: 'hs', labels: ['a'] }),
    summary: registry.summary({ name: 's' }),
    summaries: registry.summary({ name: 'ss', labels: ['a'] }),
  }
}

describe('a registry that is not enabled', () => {
  it('records nothing, reads nothing, and takes no memory', () => {
    const { registry, seat, drops, problems } = createPrivateRegistry({ enabled: false, strict: true })
    const made = makeAll(registry)
    const a = { a: 'x' }
    made.counter.inc(5)
    made.counters.inc(a, 5)
    made.counters.with(a).inc(5)
    for (const gauge of [made.gauge, made.gauges.with(a)]) {
      gauge.set(5)
      gauge.inc()
      gauge.dec(2)
      gauge.setToCurrentTime()
    }
    made.gauges.set(a, 5)
    made.gauges.inc(a)
    made.gauges.dec(a)
    made.gauges.setToCurrentTime(a)
    for (const observer of [made.histogram, made.summary, made.histograms.with(a), made.summaries.with(a)]) observer.observe(5)
    for (const observer of [made.histograms, made.summaries]) observer.observe(a, 5)

    expect([made.counter.get(), made.counters.get(a), made.gauge.get(), made.gauges.get(a), made.gauges.with(a).get()]).toEqual([
      0, 0, 0, 0, 0,
    ])
    const nothing = { count: 0, sum: 0 }
    expect([made.histogram.get(), made.histograms.get(a), made.summary.get(), made.summaries.with(a).get()]).toEqual([
      nothing,
      nothing,
      nothing,
      nothing,
    ])
    expect(registry.gather().families).toEqual([])
    const chunks = registry.gatherChunks()
    expect(chunks.next()).toMatchObject({ done: true, value: { families: [] } })
    expect(drops()).toEqual({})
    expect(problems).toEqual([])
    expect(seat.rootPage).toBeUndefined()
    expect(seat.arena.rootPages(0)).toEqual([])
  })

  it('hands on what functions answer and throw, and how long they took', async () => {
    const { registry, clock } = createPrivateRegistry({ enabled: false })
    const { counter, counters, gauge, gauges, histogram, histograms } = makeAll(registry)
    const fail = (): never => {
      throw new Error('no')
    }
    const a = { a: 'x' }
    const calls: readonly (<T>(fn: () => T) => T)[] = [
      (fn) => counter.countExceptions(fn),
      (fn) => counters.countExceptions(a, fn),
      (fn) => gauge.trackInProgress(fn),
      (fn) => gauges.trackInProgress(a, fn),
      (fn) => histogram.time(fn),
      (fn) => histograms.time(a, fn),
    ]
    for (const call of calls) {
      expect(call(() => 5)).toBe(5)
      expect(await call(async () => 6)).toBe(6)
      expect(() => call(fail)).toThrow('no')
    }
    const stops = [histogram.startTimer(), histograms.startTimer(a), histograms.with(a).startTimer()]
    clock.advanceMillis(1_500)
    expect(stops.map((stop) => stop())).toEqual([1.5, 1.5, 1.5])
  })

  it('still finds mistakes in definitions, and looks at no call', () => {
    const { registry } = createPrivateRegistry({ enabled: false })
    expect(() => registry.counter({ name: '1' })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    expect(registry.counter({ name: 'c_total', labels: ['a'] })).toBe(counter)
    expect(registry.get('c_total')).toBe(counter)
    expect(() => registry.gauge({ name: 'c_total' })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
    expect(() => counter.inc({} as never)).not.toThrow()
    expect(registry.unregister('c_total')).toBe(true)
    registry.gauge({ name: 'c_total', labels: ['a'], initialLabels: [{ a: 1 }] })
    registry.child({ prefix: 'x_' }).counter({ name: 'c_total' }).inc()
    expect(registry.names()).toEqual(['c_total', 'x_c_total'])
  })

  it('can be switched on for metrics not made yet', () => {
    const registry = createRegistry({ name: 'switched', enabled: false })
    registry.counter({ name: 'early_total' }).inc()
    createRegistry({ name: 'switched' })
    expect(registry.gather().families).toEqual([])
    createRegistry({ name: 'switched', enabled: true })
    registry.counter({ name: 'early_total' }).inc()
    registry.counter({ name: 'late_total' }).inc()
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['late_total'])
  })

  it('must be told so by a boolean', () => {
    expect(() => createRegistry({ enabled: 'no' as never })).toThrow('createRegistry: enabled must be a boolean, got "no"')
  })
})

describe('OTEL_SDK_DISABLED', () => {
  it.each<readonly [string | undefined, RegistryOptions, boolean]>([
    ['true', {}, false],
    ['TRUE', {}, false],
    ['True', {}, false],
    ['false', {}, true],
    ['1', {}, true],
    ['yes', {}, true],
    [' true', {}, true],
    ['', {}, true],
    [undefined, {}, true],
    ['true', { enabled: true }, true],
    ['false', { enabled: false }, false],
  ])('of %j with %j: records is %j', (value, options, isRecorded) => {
    if (value === undefined) delete process.env[ENVIRONMENT]
    else process.env[ENVIRONMENT] = value
    const registry = createRegistry({ ...options, shared: false })
    registry.counter({ name: 'c_total' }).inc()
    expect(registry.gather().families.length).toBe(isRecorded ? 1 : 0)
  })
})
