import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toJsonValue } from '../../src/ground/json.js'

describe('toJsonValue', () => {
  it.each<readonly [unknown, unknown]>([
    [1.5, 1.5],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [Float64Array.of(1, Number.NaN), [1, 'NaN']],
    [Uint8Array.of(1, 0), [1, 0]],
    [
      [null, true, 'x', [2]],
      [null, true, 'x', [2]],
    ],
    [{ a: undefined, b: () => 1, c: { d: Number.NaN } }, { c: { d: 'NaN' } }],
    [undefined, null],
    [5n, null],
  ])('makes of %o what JSON has', (value, json) => {
    expect(toJsonValue(value)).toEqual(json)
  })

  it('leaves what JSON has as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(toJsonValue(value))).toBe(JSON.stringify(value))
      }),
    )
  })
})
