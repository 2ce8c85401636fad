import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentialRetry, noRetry } from '../../src/push/retry.js'

describe('exponentialRetry', () => {
  it('doubles its ceiling from attempt to attempt, up to the longest wait', () => {
    const policy = exponentialRetry({ maxAttempts: 9, initialDelayMillis: 100, maxDelayMillis: 1_000, random: () => 0.5 })
    expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => policy(attempt, 1e9))).toEqual([50, 100, 200, 400, 500, 500, 500])
  })

  it('stops when the attempts are spent, and when the wait would outlive the caller', () => {
    const policy = exponentialRetry({ maxAttempts: 3, initialDelayMillis: 1_000, random: () => 0.5 })
    expect(policy(2, 1e9)).toBe(1_000)
    expect(policy(3, 1e9)).toBeUndefined()
    expect(policy(1, 500)).toBeUndefined()
    expect(policy(1, 501)).toBe(500)
  })

  it('jitters over the whole of [0, ceiling), remembers nothing, and always ends', () => {
    const options = fc.record({
      maxAttempts: fc.integer({ min: 1, max: 50 }),
      initialDelayMillis: fc.integer({ min: 1, max: 10_000 }),
      maxDelayMillis: fc.integer({ min: 1, max: 100_000 }),
    })
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(
        options,
        random,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: -10, max: 1e6 }),
        (given, draw, attempt, remaining) => {
          const policy = exponentialRetry({ ...given, random: () => draw })
          const wait = policy(attempt, remaining)
          expect(policy(attempt, remaining)).toBe(wait)
          expect(policy(given.maxAttempts, remaining)).toBeUndefined()
          if (wait === undefined) return
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThan(Math.min(given.maxDelayMillis, given.initialDelayMillis * 2 ** (attempt - 1)))
          expect(wait).toBeLessThan(remaining)
        },
      ),
    )
  })

  it('draws between nothing and a second the first time, five attempts in all, when nothing else is said', () => {
    expect(exponentialRetry({ random: () => 0 })(1, 1e9)).toBe(0)
    expect(exponentialRetry({ random: () => 0.999 })(1, 1e9)).toBe(999)
    expect(exponentialRetry({ random: () => 0.5 })(4, 1e9)).toBe(4_000)
    expect(exponentialRetry()(5, 1e9)).toBeUndefined()
  })
})

describe('noRetry', () => {
  it('never tries again', () => {
    expect(noRetry(1, 1e9)).toBeUndefined()
  })
})
