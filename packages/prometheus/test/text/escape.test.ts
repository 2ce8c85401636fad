import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHelp, MAX_BYTES_PER_UNIT, writeLabelValue } from '../../src/text/escape.js'

function written(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length * MAX_BYTES_PER_UNIT)
  return bytes.subarray(0, writeLabelValue(bytes, 0, value))
}

function writtenText(value: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(written(value))
}

describe('a label value', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a"b', 'a\\"b'],
    ['a\\b', 'a\\\\b'],
    ['a\nb', 'a\\nb'],
    ['a\\nb', 'a\\\\nb'],
    ['\r', '\r'],
    ['\t\0\x7f', '\t\0\x7f'],
    ['"} 1\nfake_metric{a="b', '\\"} 1\\nfake_metric{a=\\"b'],
    ['# EOF', '# EOF'],
    ['ünï', 'ünï'],
    ['日本', '日本'],
    ['😀', '😀'],
    ['\u{10ffff}', '\u{10ffff}'],
    ['\ufeffbom', '\ufeffbom'],
    ['\u2028\u2029', '\u2028\u2029'],
    ['\ud800', '\ufffd'],
    ['\udc00x', '\ufffdx'],
    ['a\ud800b', 'a\ufffdb'],
    ['\udc00\ud800', '\ufffd\ufffd'],
  ])('%j is written %j', (value, text) => {
    expect(writtenText(value)).toBe(text)
  })

  it('is what escaping and encoding the string would give, in the room that was promised', () => {
    const encoder = new TextEncoder()
    fc.assert(
      fc.property(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)), maxLength: 20 }), (value) => {
        const expected = encoder.encode(value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n'))
        expect(written(value)).toEqual(expected)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('a help text', () => {
  it.each([
    ['plain "quoted" text', 'plain "quoted" text'],
    ['a\\b', 'a\\\\b'],
    ['a\nb', 'a\\nb'],
    ['\\n', '\\\\n'],
    ['\r', '\r'],
  ])('%j is written %j', (help, text) => {
    expect(escapeHelp(help)).toBe(text)
  })
})
