import { describe, expect, it } from 'vitest'
import { TelltaleError } from '../../src/ground/errors.js'
import { collectFaults } from '../../src/ground/faults.js'

function errorOf(fn: () => void): unknown {
  try {
    fn()
  } catch (error) {
    return error
  }
  return undefined
}

describe('collected faults', () => {
  it('throw nothing when there are none', () => {
    const faults = collectFaults('counter "requests_total"')
    faults.expect(true, 'name', 'a name', 1)
    expect(() => faults.throwIfAny()).not.toThrow()
  })

  it('are thrown together, each with the field, what was expected and what was given', () => {
    const faults = collectFaults('counter "requests_total"')
    faults.expect(false, 'help', 'a string', 5)
    faults.expect(true, 'unit', 'a string', 'seconds')
    faults.expect(false, 'labels[1]', 'a label name', 'a b\n')
    const error = errorOf(() => faults.throwIfAny())
    expect(error).toBeInstanceOf(TelltaleError)
    expect(error).toMatchObject({
      name: 'TelltaleError',
      code: 'invalid_options',
      message: 'counter "requests_total": help must be a string, got 5; labels[1] must be a label name, got "a b\\n"',
    })
  })
})

describe('an error of this library', () => {
  it('is an Error with a code and, when given, a cause', () => {
    const cause = new Error('below')
    const error = new TelltaleError('unavailable', 'nothing there', { cause })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'TelltaleError', code: 'unavailable', message: 'nothing there', cause })
    expect(String(error)).toBe('TelltaleError: nothing there')
  })
})
