import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COPY_SLACK_BYTES, copyText, toFixedText } from '../../src/text/copy.js'

const encoder = new TextEncoder()

function copied(text: string, offset: number): Uint8Array {
  const fixed = toFixedText(text)
  const target = new Uint8Array(offset + fixed.length + COPY_SLACK_BYTES)
  expect(copyText(new DataView(target.buffer), offset, fixed.view, 0, fixed.length)).toBe(offset + fixed.length)
  return target.slice(offset, offset + fixed.length)
}

describe('the copy of a text', () => {
  it('is the text, whatever it is and wherever it goes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(9), (text, offset) => {
        expect(copied(text, offset)).toEqual(encoder.encode(text))
      }),
      { numRuns: 5_000 },
    )
  })

  it('keeps the bytes that come nearest to the pattern of a NaN', () => {
    // The eighth byte of a word decides: 0x7f is DEL, and before it stands the last byte of the longest characters.
    for (const text of [
      '\u{10ffff}abc\x7f',
      'abc\u{10ffff}\x7f',
      'abcdef\x7f\x7f',
      '\x7f'.repeat(17),
      '\u{10ffff}'.repeat(5),
      `abcdef\u{f0000}\x7f`,
    ]) {
      for (let offset = 0; offset < 8; offset++) expect(copied(text, offset)).toEqual(encoder.encode(text))
    }
  })

  it('copies a part and nothing before it', () => {
    const fixed = toFixedText('abcdefghijklmnop')
    const target = new Uint8Array(32).fill(0x2e)
    expect(copyText(new DataView(target.buffer), 3, fixed.view, 2, 5)).toBe(6)
    expect(new TextDecoder().decode(target.subarray(0, 6))).toBe('...cde')
  })
})
