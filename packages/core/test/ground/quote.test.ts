import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quote, toLine } from '../../src/ground/quote.js'
import { AWKWARD_TEXTS, anyText, TOUCHY_OBJECTS } from '../support/hostile-values.js'

describe('a quoted value', () => {
  it.each([
    ['text', '"text"'],
    ['say "hi"\n', '"say \\"hi\\"\\n"'],
    ['', '""'],
    [1.5, '1.5'],
    [-0, '-0'],
    [0, '0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [12n, '12n'],
    [true, 'true'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('secret'), 'a symbol'],
    [() => 1, 'a function'],
    [{ secret: 1 }, 'an object'],
    [new Date(0), 'an object'],
  ])('shows %o as %s', (value, expected) => {
    expect(quote(value)).toBe(expected)
  })

  it('names an array as one', () => {
    expect(quote([1, 2])).toMatch(/^an array/)
  })

  it('cuts long text', () => {
    const shown = quote('x'.repeat(100_000))
    expect(shown.length).toBeLessThan(100)
    expect(shown).toMatch(/^"x+…"$/)
  })

  it('stays on one line, without control characters and of bounded length, whatever the text', () => {
    const isShowable = (text: string): void => {
      expect(quote(text)).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      expect(quote(text).length).toBeLessThan(500)
    }
    for (const text of AWKWARD_TEXTS) isShowable(text)
    fc.assert(fc.property(anyText(), isShowable))
  })

  it.each(TOUCHY_OBJECTS)('runs no code of %s', (_name, value) => {
    expect(quote(value)).toMatch(/^an? (object|array|function)/)
  })
})

describe('a line of a message', () => {
  it('is one, and short, whatever the text', () => {
    expect(toLine('as it is: "é"')).toBe('as it is: "é"')
    expect(toLine('a\r\nb\u2028c\u0000')).toBe('a\\u000d\\u000ab\\u2028c\\u0000')
    expect(toLine('x'.repeat(1e6))).toBe(`${'x'.repeat(300)}…`)
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(toLine(text)).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      }),
    )
  })
})
