import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { coarseMillis } from '../../src/arena/arena.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

function quantilesOf({ registry }: PrivateRegistry): number[] {
  return [...findFamily(registry.gather(), 's', 'summary').quantileValues]
}

/** A summary whose clock stands at the beginning of a period. */
function createAligned(options: { readonly maxAgeSeconds: number; readonly ageBuckets: number; readonly quantiles: readonly number[] }) {
  const given = createPrivateRegistry()
  const summary = given.registry.summary({ name: 's', ...options })
  const periodSeconds = options.maxAgeSeconds / options.ageBuckets
  given.advanceSeconds(periodSeconds - ((given.clock.monotonicMillis() / 1_000) % periodSeconds))
  return { ...given, summary, periodSeconds }
}

describe('the window of a summary', () => {
  it('is kept to the clock itself where a period is shorter than the coarse clock is exact', () => {
    const given = createPrivateRegistry()
    const summary = given.registry.summary({ name: 's', maxAgeSeconds: 1, ageBuckets: 5, quantiles: [0.5] })
    summary.observe(1)
    // The coarse clock stands still meanwhile.
    given.clock.advanceMillis(1_500)
    summary.observe(8)
    expect(quantilesOf(given).map(Math.round)).toEqual([8])
  })

  it('forgets what is older, period by period, and never its count and sum', () => {
    const given = createAligned({ maxAgeSeconds: 10, ageBuckets: 5, quantiles: [0, 1] })
    // One value in each period: 1 at 0 s, 2 at 2 s, …
    for (const value of [1, 2, 3, 4, 5]) {
      given.summary.observe(value)
      given.advanceSeconds(2)
    }
    // The first period is over since 8 s: ten seconds after its beginning it is gone.
    const expected = [
      [2, 5],
      [3, 5],
      [4, 5],
      [5, 5],
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ]
    for (const [low, high] of expected) {
      const [min, max] = quantilesOf(given) as [number, number]
      if (Number.isNaN(low)) expect([min, max]).toEqual([low, high])
      else expect([Math.round(min), Math.round(max)]).toEqual([low, high])
      given.advanceSeconds(2)
    }
    expect(given.summary.get()).toEqual({ count: 5, sum: 15 })
  })

  it('keeps what is younger to the last millisecond of its last period', () => {
    const given = createAligned({ maxAgeSeconds: 10, ageBuckets: 5, quantiles: [0.5] })
    given.summary.observe(7)
    given.advanceSeconds(9.999)
    expect(Math.round(quantilesOf(given)[0] as number)).toBe(7)
    given.advanceSeconds(0.001)
    expect(quantilesOf(given)).toEqual([Number.NaN])
  })

  it('is the same as a list of timed values of which the old are left out', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: -20, max: 20 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (steps, ageBuckets) => {
        const given = createAligned({ maxAgeSeconds: ageBuckets, ageBuckets, quantiles: [0, 0.5, 1] })
        const periodNow = (): number => Math.floor(given.clock.monotonicMillis() / 1_000)
        const timed: { period: number; value: number }[] = []
        for (const [tenths, value] of steps) {
          given.advanceSeconds(tenths / 10)
          given.summary.observe(value)
          timed.push({ period: periodNow(), value })
          const living = timed.filter(({ period }) => periodNow() - period < ageBuckets).map((one) => one.value)
          const sorted = living.sort((a, b) => a - b)
          const exact = [0, 0.5, 1].map((quantile) => sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] as number)
          for (const [i, read] of quantilesOf(given).entries()) {
            expect(Math.abs(read - (exact[i] as number))).toBeLessThanOrEqual(0.01 * Math.abs(exact[i] as number))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('begins anew after any number of silent turns, zeros and negative values too', () => {
    const given = createAligned({ maxAgeSeconds: 4, ageBuckets: 4, quantiles: [0, 0.5, 1] })
    for (const value of [-8, -8, 0, 0, 8, 8]) given.summary.observe(value)
    for (const turns of [1, 2, 7, 1_000_003]) {
      given.advanceSeconds(4 * turns)
      expect(quantilesOf(given)).toEqual([Number.NaN, Number.NaN, Number.NaN])
      // The same window of the ring as before.
      given.summary.observe(1)
      for (const value of quantilesOf(given)) expect(Math.round(value)).toBe(1)
    }
  })

  it('counts by the coarse clock, which does not know of the time since its last tick', () => {
    const given = createAligned({ maxAgeSeconds: 10, ageBuckets: 5, quantiles: [1] })
    given.clock.advanceMillis(2_500)
    given.summary.observe(3)
    // Counted in the period of the last tick: gone one period earlier.
    given.advanceSeconds(7.4)
    expect(Math.round(quantilesOf(given)[0] as number)).toBe(3)
    given.advanceSeconds(0.1)
    expect(quantilesOf(given)).toEqual([Number.NaN])
  })

  it('has no time going back', () => {
    const given = createAligned({ maxAgeSeconds: 10, ageBuckets: 5, quantiles: [1] })
    given.summary.observe(3)
    given.clock.setWallMillis(0)
    expect(Math.round(quantilesOf(given)[0] as number)).toBe(3)
  })
})

describe('the coarse clock', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is ticked from the first summary on, and never back', () => {
    vi.useFakeTimers()
    const { registry, seat, clock } = createPrivateRegistry()
    registry.counter({ name: 'c_total' })
    expect(coarseMillis(seat.arena)).toBe(0)
    registry.summary({ name: 's' })
    expect(coarseMillis(seat.arena)).toBe(clock.monotonicMillis())
    clock.advanceMillis(700)
    vi.advanceTimersByTime(1_000)
    expect(coarseMillis(seat.arena)).toBe(clock.monotonicMillis())
    clock.advanceMillis(-100)
    vi.advanceTimersByTime(1_000)
    expect(coarseMillis(seat.arena)).toBe(clock.monotonicMillis() + 100)
    clock.advanceMillis(500)
    vi.advanceTimersByTime(1_000)
    expect(coarseMillis(seat.arena)).toBe(clock.monotonicMillis())
  })

  it('is ticked by everybody who reads', () => {
    const { registry, seat, clock } = createPrivateRegistry()
    for (const read of [() => registry.gather(), () => [...registry.gatherChunks()]]) {
      clock.advanceMillis(100)
      read()
      expect(coarseMillis(seat.arena)).toBe(clock.monotonicMillis())
    }
    clock.advanceMillis(-50)
    registry.gather()
    expect(coarseMillis(seat.arena)).toBe(clock.monotonicMillis() + 50)
  })

  it('is ticked by one timer, however many summaries there are', () => {
    vi.useFakeTimers()
    const { registry } = createPrivateRegistry()
    for (let i = 0; i < 5; i++) registry.summary({ name: `s${i}` })
    expect(vi.getTimerCount()).toBe(1)
  })
})
