import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../src/manual-clock.js'

describe('a manual clock', () => {
  it('stands still, and moves both clocks alike', () => {
    const clock = createManualClock({ wallMillis: 1_000, monotonicMillis: 50 })
    expect([clock.wallMillis(), clock.monotonicMillis()]).toEqual([1_000, 50])
    clock.advanceMillis(0.5)
    expect([clock.wallMillis(), clock.monotonicMillis()]).toEqual([1_000.5, 50.5])
  })

  it('can have its wall clock set without the monotonic one or a timer noticing', () => {
    const clock = createManualClock({ wallMillis: 1_000, monotonicMillis: 50 })
    const fired: number[] = []
    clock.after(10, () => fired.push(clock.wallMillis()))
    clock.setWallMillis(5)
    expect(clock.monotonicMillis()).toBe(50)
    clock.advanceMillis(10)
    expect(fired).toEqual([15])
  })

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('does not move by %s', (millis) => {
    const clock = createManualClock()
    expect(() => clock.advanceMillis(millis)).toThrow(expect.objectContaining({ code: 'invalid_value' }))
    expect(clock.monotonicMillis()).toBe(5_000_000)
  })
})

describe('its timers', () => {
  it('run in the order of their moments, each at its own', () => {
    const clock = createManualClock({ monotonicMillis: 0 })
    const seen: string[] = []
    const note = (name: string) => () => seen.push(`${name}@${clock.monotonicMillis()}`)
    clock.after(30, note('late'))
    clock.every(20, note('every'))
    clock.after(10, note('early'))
    clock.after(20, note('second at 20'))
    clock.advanceMillis(9)
    expect(seen).toEqual([])
    clock.advanceMillis(51)
    expect(seen).toEqual(['early@10', 'every@20', 'second at 20@20', 'late@30', 'every@40', 'every@60'])
    expect(clock.monotonicMillis()).toBe(60)
  })

  it('run no more when stopped, not even by one of the same moment', () => {
    const clock = createManualClock()
    const seen: string[] = []
    clock.after(10, () => {
      seen.push('first')
      stop()
    })
    const stop = clock.after(10, () => seen.push('stopped'))
    const stopEvery = clock.every(10, () => seen.push('every'))
    expect(clock.pendingTimerCount).toBe(3)
    clock.advanceMillis(10)
    stopEvery()
    stopEvery()
    clock.advanceMillis(100)
    expect(seen).toEqual(['first', 'every'])
    expect(clock.pendingTimerCount).toBe(0)
  })

  it('can stop themselves and set others that are due on the way', () => {
    const clock = createManualClock({ monotonicMillis: 0 })
    const seen: number[] = []
    const stop = clock.every(10, () => {
      seen.push(clock.monotonicMillis())
      clock.after(5, () => seen.push(clock.monotonicMillis()))
      if (seen.length > 2) stop()
    })
    clock.advanceMillis(100)
    expect(seen).toEqual([10, 15, 20, 25])
  })

  it.each([0, -5, Number.NaN])('wait a millisecond at least: %s', (delayMillis) => {
    const clock = createManualClock()
    let count = 0
    const again = () => {
      count++
      clock.after(delayMillis, again)
    }
    clock.after(delayMillis, again)
    clock.advanceMillis(10)
    expect(count).toBe(10)
  })

  it('may move the clock themselves, which never goes back', () => {
    const clock = createManualClock({ monotonicMillis: 0 })
    const seen: number[] = []
    clock.after(10, () => clock.advanceMillis(50))
    clock.after(20, () => seen.push(clock.monotonicMillis()))
    clock.advanceMillis(30)
    expect(seen).toEqual([20])
    expect(clock.monotonicMillis()).toBe(60)
  })

  it('throw where the clock is moved, and leave the others waiting', () => {
    const clock = createManualClock({ monotonicMillis: 0 })
    let hasRun = false
    clock.after(10, () => {
      throw new Error('no')
    })
    clock.after(20, () => {
      hasRun = true
    })
    expect(() => clock.advanceMillis(30)).toThrow('no')
    expect(clock.monotonicMillis()).toBe(10)
    clock.advanceMillis(10)
    expect(hasRun).toBe(true)
  })

  it('are let alone until code that awaits has come as far as it can', async () => {
    const clock = createManualClock({ monotonicMillis: 0 })
    const sleep = (millis: number) => new Promise<void>((resolve) => clock.after(millis, resolve))
    const seen: number[] = []
    const work = (async () => {
      for (let i = 0; i < 3; i++) {
        await sleep(10)
        await Promise.resolve()
        seen.push(clock.monotonicMillis())
      }
    })()
    await clock.advanceMillisAsync(25)
    expect(seen).toEqual([10, 20])
    await clock.advanceMillisAsync(5)
    await work
    expect(seen).toEqual([10, 20, 30])
  })

  it('run as often, and when, whatever the steps in which the clock is moved', () => {
    const times = (delays: readonly number[], steps: readonly number[]): string[] => {
      const clock = createManualClock({ monotonicMillis: 0 })
      const seen: string[] = []
      for (const [i, delay] of delays.entries()) clock.every(delay, () => seen.push(`${i}@${clock.monotonicMillis()}`))
      for (const step of steps) clock.advanceMillis(step)
      return seen
    }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 4 }), fc.array(fc.nat(60), { maxLength: 6 }), (delays, steps) => {
        const total = steps.reduce((sum, step) => sum + step, 0)
        expect(times(delays, steps)).toEqual(times(delays, [total]))
      }),
    )
  })
})
