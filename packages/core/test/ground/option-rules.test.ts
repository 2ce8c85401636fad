import { describe, expect, it } from 'vitest'
import { TelltaleError } from '../../src/ground/errors.js'
import { assertOptions } from '../../src/ground/option-rules.js'

const RULES = {
  port: { expected: 'a number', isValid: (value: unknown) => typeof value === 'number' },
  host: { expected: 'a string', isValid: (value: unknown) => typeof value === 'string', isRequired: true },
}

function refusal(options: unknown, contradictions?: readonly string[]): string {
  try {
    assertOptions('serve', options, RULES, contradictions)
  } catch (error) {
    expect(error).toBeInstanceOf(TelltaleError)
    expect((error as TelltaleError).code).toBe('invalid_options')
    return (error as Error).message
  }
  return ''
}

describe('assertOptions', () => {
  it('lets pass what is right, and leaves to its default what is not given', () => {
    expect(refusal({ host: 'a' })).toBe('')
    expect(refusal({ host: 'a', port: 5 })).toBe('')
    expect(refusal({ host: 'a', port: undefined })).toBe('')
  })

  it('names everything that is wrong at once: faulty, missing and unknown fields, and contradictions', () => {
    expect(refusal({ port: 'x', hots: 'a' }, ['one excludes the other'])).toBe(
      'serve: port must be a number, got "x"; host must be a string, got undefined; there is no option "hots"; there are port, host; one excludes the other',
    )
  })

  it('takes nothing from the prototype', () => {
    expect(refusal(Object.create({ host: 'a' }))).toContain('host must be')
    expect(refusal({ host: 'a', toString: 1 })).toContain('there is no option "toString"')
  })

  it.each([[undefined], [null], [5], ['x'], [[]]])('refuses %j, which is no object', (options) => {
    expect(refusal(options)).toMatch(/^serve: the options must be an object, got .*; host must be a string/)
  })
})
