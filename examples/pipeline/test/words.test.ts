import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countLines, countWords, tokenize } from '../src/words.js'

describe('tokenize', () => {
  it.each([
    ['', []],
    ['one', ['one']],
    ['One, TWO;three', ['one', 'two', 'three']],
    ["don't stop", ['don', 't', 'stop']],
    ['a1b2', ['a', 'b']],
    ['naïve café', ['naïve', 'café']],
    ['e\u0301te\u0301', ['e\u0301te\u0301']],
    ['ὈΔΥΣΣΕΎΣ.Α', ['ὀδυσσεύς', 'α']],
    ['x𝒳𝒴 🙂 z', ['x𝒳𝒴', 'z']],
    ['中文 字', ['中文', '字']],
    ['@Z[`a{z', ['z', 'a', 'z']],
  ])('%j → %j', (text, words) => {
    expect(tokenize(text).words).toEqual(words)
  })

  it('finds what a regular expression finds, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const expected = text.match(/[\p{L}\p{M}]+/gu) ?? []
        const { words, wordBytes } = tokenize(text)
        expect(words).toEqual(expected.map((word) => word.toLowerCase()))
        expect(wordBytes).toBe(Buffer.byteLength(expected.join('')))
      }),
    )
  })
})

describe('countWords', () => {
  it('keeps the order of first appearance', () => {
    expect(countWords(['b', 'a', 'b'])).toEqual({ words: 'b\na', counts: Uint32Array.of(2, 1) })
  })

  it('has nothing to say of no words', () => {
    expect(countWords([])).toEqual({ words: '', counts: new Uint32Array(0) })
  })

  it('keeps words apart that are names of an object too', () => {
    expect(countWords(['constructor', '__proto__', 'constructor'])).toEqual({
      words: 'constructor\n__proto__',
      counts: Uint32Array.of(2, 1),
    })
  })
})

describe('countLines', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['\n', 1],
    ['\n\n', 2],
    ['a\r\nb\r\n', 2],
  ])('%j has %i', (text, lines) => {
    expect(countLines(Buffer.from(text))).toBe(lines)
  })
})
