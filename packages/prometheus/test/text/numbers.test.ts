import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_NUMBER_BYTES, toBoundText, writeNumber } from '../../src/text/numbers.js'

const SEED = 0x2a

function written(value: number): string {
  const bytes = new Uint8Array(MAX_NUMBER_BYTES + 8).fill(SEED)
  const end = writeNumber(bytes, 4, value)
  expect(end - 4).toBeLessThanOrEqual(MAX_NUMBER_BYTES)
  expect(
    bytes.subarray(0, 4).every((byte) => byte === SEED),
    'nothing before the start',
  ).toBe(true)
  return new TextDecoder().decode(bytes.subarray(4, end))
}

function significantDigits(text: string): string {
  return text.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
}

describe('a sample value as text', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [-1, '-1'],
    [9, '9'],
    [10, '10'],
    [99, '99'],
    [100, '100'],
    [101, '101'],
    [-4096, '-4096'],
    [65_535, '65535'],
    [999_999, '999999'],
    [1_000_000, '1000000'],
    [99_999_999, '99999999'],
    [100_000_000, '100000000'],
    [999_999_999, '999999999'],
    [1_000_000_000, '1000000000'],
    [1_000_000_007, '1000000007'],
    [2 ** 31 - 1, '2147483647'],
    [2 ** 31, '2147483648'],
    [-(2 ** 31), '-2147483648'],
    [-(2 ** 31) - 1, '-2147483649'],
    [2 ** 32, '4294967296'],
    [100_000_000_000_000, '100000000000000'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [-Number.MAX_SAFE_INTEGER, '-9007199254740991'],
    [2 ** 53, '9007199254740992'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [0.5, '0.5'],
    [-0.5, '-0.5'],
    [0.1, '0.1'],
    [0.001, '0.001'],
    [0.125, '0.125'],
    [1.5, '1.5'],
    [12.34, '12.34'],
    [1234.5678, '1234.5678'],
    [0.000001, '0.000001'],
    [0.1 + 0.2, '0.30000000000000004'],
    [123456.789012, '123456.789012'],
    [Math.PI, '3.141592653589793'],
    [999_999_999_999.9, '999999999999.9'],
    [-0.0000012345678901234567, '-0.0000012345678901234567'],
    [5e-324, '5e-324'],
    [-5e-324, '-5e-324'],
    [2.2250738585072014e-308, '2.2250738585072014e-308'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [-1.7976931348623157e308, '-1.7976931348623157e+308'],
    [Number.NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('%d is %s', (value, text) => {
    expect(written(value)).toBe(text)
  })

  it('reads back as the same double, and in as few digits as any text does', () => {
    const decimals = fc.tuple(fc.integer(), fc.constantFrom(1, 10, 100, 1e3, 1e4, 1e6, 1e9)).map(([digits, scale]) => digits / scale)
    const values = fc.oneof(fc.double({ noNaN: true }), decimals, fc.maxSafeInteger(), fc.float({ noNaN: true }))
    fc.assert(
      fc.property(values, (value) => {
        const text = written(value)
        const read = text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text)
        expect(Object.is(read, value)).toBe(true)
        if (Number.isFinite(value)) expect(significantDigits(text)).toBe(significantDigits(String(value)))
      }),
      { numRuns: 20_000 },
    )
  })

  it('writes each power of ten and its neighbours', () => {
    for (let exponent = 0; exponent <= 15; exponent++) {
      for (const value of [10 ** exponent - 1, 10 ** exponent, 10 ** exponent + 1]) expect(written(value)).toBe(String(value))
    }
  })
})

describe('a bound as text', () => {
  // What Go's strconv.FormatFloat(value, 'g', -1, 64) gives, which decides the identity of a bucket's series.
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-1, '-1'],
    [10, '10'],
    [0.5, '0.5'],
    [0.005, '0.005'],
    [2.5, '2.5'],
    [100, '100'],
    [100_000, '100000'],
    [123_456, '123456'],
    [999_999.5, '999999.5'],
    [1_000_000, '1e+06'],
    [1_234_567, '1.234567e+06'],
    [17_560_473, '1.7560473e+07'],
    [1e10, '1e+10'],
    [1e21, '1e+21'],
    [1e100, '1e+100'],
    [0.001, '0.001'],
    [0.0001, '0.0001'],
    [0.00012, '0.00012'],
    [0.00001, '1e-05'],
    [0.000025, '2.5e-05'],
    [1e-10, '1e-10'],
    [-0.00001, '-1e-05'],
    [-2_000_000, '-2e+06'],
    [0.1 + 0.2, '0.30000000000000004'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('%d is %s', (bound, text) => {
    expect(toBoundText(bound)).toBe(text)
  })

  it('reads back as the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (bound) => {
        expect(Number(toBoundText(bound))).toBe(bound === 0 ? 0 : bound)
      }),
      { numRuns: 5_000 },
    )
  })
})
