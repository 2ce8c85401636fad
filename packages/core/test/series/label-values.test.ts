import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelText, labelTexts, MAX_LABEL_VALUE_LENGTH } from '../../src/series/label-values.js'
import { AWKWARD_TEXTS, anyText, type NamedValue, TOUCHY_OBJECTS } from '../support/hostile-values.js'

describe('the text of a label value', () => {
  it.each([
    ['text', 'text'],
    ['', ''],
    [5, '5'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [12_345_678_901_234_567_890n, '12345678901234567890'],
    [true, 'true'],
    [false, 'false'],
    [null, ''],
    [undefined, ''],
  ])('of %o is %o', (value, text) => {
    expect(labelText(value)).toBe(text)
  })

  it.each<NamedValue>([
    ...TOUCHY_OBJECTS,
    ['a symbol', Symbol('s')],
    ['an object', {}],
    ['an array', ['a']],
    ['a function', () => 'a'],
    ['a String', new String('a')],
  ])('of %s is none, and nothing of it is run', (_name, value) => {
    expect(labelText(value)).toBeUndefined()
  })
})

describe('the texts of a label set', () => {
  it('come in declared order, whatever the order given', () => {
    expect(labelTexts('m', ['a', 'b', 'c'], { c: 3, a: 'x', b: null })).toEqual(['x', '', '3'])
  })

  it('keep every well-formed text and make every other one well-formed', () => {
    for (const text of AWKWARD_TEXTS) expect(labelTexts('m', ['a'], { a: text })).toEqual([text])
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(labelTexts('m', ['a'], { a: text })).toEqual([text.toWellFormed()])
      }),
    )
    expect(labelTexts('m', ['a'], { a: 'x\ud800y' })).toEqual(['x\ufffdy'])
  })

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('know the name %s like any other', (name) => {
    expect(labelTexts('m', [name], { [name]: 'x' })).toEqual(['x'])
    expect(() => labelTexts('m', [name], {})).toThrow(/expected exactly the labels/)
  })

  it.each([
    ['missing', { a: '1' }, '["a"]'],
    ['unknown', { a: '1', b: '2', c: '3' }, '["a", "b", "c"]'],
    ['misspelt', { a: '1', B: '2' }, '["a", "B"]'],
    ['inherited', Object.create({ a: '1', b: '2' }), '[]'],
    ['hostile', { a: '1', 'b\n': '2' }, '["a", "b\\n"]'],
  ])('throw for a name that is %s, showing what was expected and what was given', (_what, labels, got) => {
    expect(() => labelTexts('requests_total', ['a', 'b'], labels)).toThrow(
      expect.objectContaining({
        name: 'TelltaleError',
        code: 'invalid_labels',
        message: `metric "requests_total": expected exactly the labels ["a", "b"], got labels ${got}`,
      }),
    )
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', '"text"'],
    [5, '5'],
    [['x', 'y'], 'an array'],
    [Symbol('s'), 'a symbol'],
    [() => {}, 'a function'],
  ])('throw for %o in place of labels', (labels, got) => {
    expect(() => labelTexts('requests_total', ['a', 'b'], labels)).toThrow(
      expect.objectContaining({
        code: 'invalid_labels',
        message: expect.stringContaining(`metric "requests_total": expected exactly the labels ["a", "b"], got ${got}`),
      }),
    )
  })

  it('are a fault where a value cannot be one, with the label, what was expected and what was given', () => {
    expect(labelTexts('m', ['a', 'b'], { a: '1', b: {} })).toEqual({
      fault: 'label "b" must be a string, number, boolean or bigint, got an object',
    })
  })

  it('are a fault where a value is too long, and not where it is as long as may be', () => {
    const longest = 'x'.repeat(MAX_LABEL_VALUE_LENGTH)
    expect(labelTexts('m', ['a'], { a: longest })).toEqual([longest])
    expect(labelTexts('m', ['a'], { a: `${longest}x` })).toEqual({
      fault: `label "a" must have at most ${MAX_LABEL_VALUE_LENGTH} characters, got ${MAX_LABEL_VALUE_LENGTH + 1}`,
    })
  })
})
