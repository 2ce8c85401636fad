import { describe, expect, it } from 'vitest'
import { type Clock, createRegistry, type Timers } from '../../src/index.js'
import { points } from '../../src/model/points.js'
import { createManualClock } from '../support/manual-clock.js'
import { findFamily } from '../support/snapshot-reading.js'

/** Timers that a test fires by hand. */
function createHandTimers(): Timers & { fire(): void } {
  const waiting = new Set<() => void>()
  const wait = (_millis: number, fn: () => void) => {
    waiting.add(fn)
    return () => waiting.delete(fn)
  }
  return {
    after: wait,
    every: wait,
    fire: () => {
      for (const fn of waiting) fn()
    },
  }
}

describe('a private registry with a clock and timers of its own', () => {
  it('takes the time of snapshots, series and timers from them', () => {
    const clock = createManualClock(1_000_000)
    const registry = createRegistry({ shared: false, clock, timers: createHandTimers() })
    const stop = registry.histogram({ name: 'h', buckets: [1] }).startTimer()
    clock.advanceMillis(2_500)
    expect(stop()).toBe(2.5)
    const gauge = registry.gauge({ name: 'g' })
    gauge.setToCurrentTime()
    expect(gauge.get()).toBe(1_002.5)
    const snapshot = registry.gather()
    expect(snapshot.takenAtMillis).toBe(1_002_500)
    expect(findFamily(snapshot, 'h', 'histogram').startedAtMillis[0]).toBe(1_000_000)
  })

  it('moves the windows of summaries by its timers, with nobody reading', () => {
    const clock = createManualClock()
    const timers = createHandTimers()
    const registry = createRegistry({ shared: false, clock, timers })
    const summary = registry.summary({ name: 's', quantiles: [1], maxAgeSeconds: 10, ageBuckets: 2 })
    const greatest = () => [...points(findFamily(registry.gather(), 's', 'summary'))][0]?.quantileValues[0]
    summary.observe(64)
    clock.advanceMillis(8_000)
    timers.fire()
    summary.observe(1) // in the window of its moment, not in that of the first
    clock.advanceMillis(4_000)
    expect(greatest()).toBeCloseTo(1, 1)
  })
})

describe('a clock or timers', () => {
  const clock = createManualClock()
  const timers = createHandTimers()

  it.each([
    ['a clock for a shared registry', { clock }, 'clock must be left out, or shared: false given with it'],
    ['timers for a shared registry', { timers, shared: true }, 'timers must be left out, or shared: false given with it'],
    ['half a clock', { shared: false, clock: { wallMillis: () => 0 } as Clock }, 'with the methods wallMillis and monotonicMillis'],
    ['a clock that is a number', { shared: false, clock: 5 as unknown as Clock }, 'with the methods wallMillis and monotonicMillis'],
    ['timers that are null', { shared: false, timers: null as unknown as Timers }, 'with the methods after and every, got null'],
  ])('are refused: %s', (_name, options, fault) => {
    expect(() => createRegistry(options)).toThrow(
      expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(fault) }),
    )
  })
})
