import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_RETRY_AFTER_MILLIS, parseRetryAfter } from '../../src/push/retry-after.js'

const NOW = Date.parse('Sun, 06 Nov 1994 08:49:30 GMT')

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 120 ', 120_000],
    ['300', 300_000],
    ['301', 300_000],
    ['1000000000', 300_000],
    ['9'.repeat(400), 300_000],
    // The three forms of RFC 9110, 7 seconds on.
    ['Sun, 06 Nov 1994 08:49:37 GMT', 7_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 7_000],
    ['Sun Nov  6 08:49:37 1994', 7_000],
    // Past, and too far off.
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
    ['Fri, 31 Dec 2999 23:59:59 GMT', 300_000],
  ])('%j is %s ms', (header, millis) => {
    expect(parseRetryAfter(header, NOW)).toBe(millis)
  })

  it.each([
    [undefined],
    [null],
    [''],
    ['abc'],
    ['-5'],
    ['+5'],
    ['1.5'],
    ['1e3'],
    ['0x10'],
    ['5 s'],
    ['5, 6'],
    ['NaN'],
    ['Infinity'],
    ['1994-11-06T08:49:37Z'],
    ['Sun, 06 Nov 1994 08:49:37 +0100'],
    ['Sun, 99 Nov 1994 08:49:37 GMT'],
    ['Sun, 06 Nov 1994 08:49:37 GMT\r\nX: y'],
  ])('%j is nothing', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined()
  })

  it('answers within its limit, or nothing, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String)),
        fc.integer({ min: 0, max: 1e6 }),
        (header, max) => {
          const millis = parseRetryAfter(header, NOW, max)
          if (millis === undefined) return
          expect(millis).toBeGreaterThanOrEqual(0)
          expect(millis).toBeLessThanOrEqual(max)
        },
      ),
    )
  })

  it('has a limit when none is given', () => {
    expect(parseRetryAfter('999999', NOW)).toBe(MAX_RETRY_AFTER_MILLIS)
  })
})
