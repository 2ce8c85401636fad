import { describe, expect, it } from 'vitest'
import { TelltaleError, toReason } from '../../src/ground/errors.js'

describe('the reason of what was caught', () => {
  it('is its message, with that of its cause, which is all a failed fetch has to say', () => {
    expect(toReason(new TelltaleError('unavailable', 'not here'))).toBe('not here')
    expect(toReason(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }))).toBe('fetch failed: connect ECONNREFUSED')
    expect(toReason(new Error('alone', { cause: new Error('') }))).toBe('alone')
    expect(toReason(new Error('alone', { cause: 5 }))).toBe('alone')
  })

  it('runs no code of what is no error', () => {
    const value = {
      toString() {
        throw new Error('from the application')
      },
    }
    expect(toReason(value)).toBe('an object')
    expect(toReason('text')).toBe('"text"')
    expect(toReason(undefined)).toBe('undefined')
  })
})
