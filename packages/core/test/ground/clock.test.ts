import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/ground/clock.js'
import { after, every } from '../../src/ground/timers.js'

describe('the system clock', () => {
  it('reads the wall clock in milliseconds since the epoch', () => {
    const before = Date.now()
    const read = systemClock.wallMillis()
    expect(read).toBeGreaterThanOrEqual(before)
    expect(read).toBeLessThanOrEqual(Date.now())
  })

  it('reads the one monotonic clock that all threads share, in milliseconds', () => {
    const nowMillis = (): number => Number(process.hrtime.bigint()) / 1e6
    const before = nowMillis()
    const read = systemClock.monotonicMillis()
    expect(read).toBeGreaterThanOrEqual(before)
    expect(read).toBeLessThanOrEqual(nowMillis())
  })

  it('never goes back', () => {
    let last = systemClock.monotonicMillis()
    for (let i = 0; i < 10_000; i++) {
      const next = systemClock.monotonicMillis()
      if (next < last) expect(next).toBeGreaterThanOrEqual(last)
      last = next
    }
  })
})

describe('a call put off', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('comes once, unless it is stopped, which may be done twice', () => {
    vi.useFakeTimers()
    const [fn, stopped] = [vi.fn(), vi.fn()]
    after(500, fn)
    const stop = after(500, stopped)
    vi.advanceTimersByTime(499)
    expect(fn).not.toHaveBeenCalled()
    stop()
    stop()
    vi.advanceTimersByTime(5_000)
    expect(fn).toHaveBeenCalledTimes(1)
    expect(stopped).not.toHaveBeenCalled()
  })

  it('does not keep the process alive', () => {
    const start = vi.spyOn(globalThis, 'setTimeout')
    const stop = after(60_000, () => {})
    const timer = start.mock.results[0]?.value as NodeJS.Timeout
    expect(timer.hasRef()).toBe(false)
    stop()
  })
})

describe('a repeated call', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('comes at every interval until it is stopped, which may be done twice', () => {
    vi.useFakeTimers()
    const fn = vi.fn()
    const stop = every(500, fn)
    vi.advanceTimersByTime(1_999)
    expect(fn).toHaveBeenCalledTimes(3)
    stop()
    stop()
    vi.advanceTimersByTime(5_000)
    expect(fn).toHaveBeenCalledTimes(3)
  })

  it('does not keep the process alive', () => {
    const start = vi.spyOn(globalThis, 'setInterval')
    const stop = every(60_000, () => {})
    const timer = start.mock.results[0]?.value as NodeJS.Timeout
    expect(timer.hasRef()).toBe(false)
    stop()
  })
})
