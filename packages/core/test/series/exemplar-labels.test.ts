import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_EXEMPLAR_CODE_POINTS } from '../../src/model/exemplars.js'
import {
  decodeExemplarLabels,
  encodeExemplarLabels,
  encodeTexts,
  MAX_EXEMPLAR_TEXT_BYTES,
  TRACE_TEXT_BYTES,
} from '../../src/series/exemplar-labels.js'
import { TOUCHY_OBJECTS } from '../support/hostile-values.js'

/** What is read back of labels, or the fault. */
function roundTrip(labels: unknown): Record<string, string> | string {
  const encoded = encodeExemplarLabels(labels)
  if (typeof encoded === 'string') return encoded
  const decoded = decodeExemplarLabels(encoded.bytes.slice(0, encoded.byteLength))
  if (!decoded) throw new Error('what was written could not be read')
  return Object.fromEntries(decoded.names.map((name, i) => [name, decoded.values[i] ?? '']))
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_'

const codePointsOf = (labels: Readonly<Record<string, string>>): number => [...Object.entries(labels).flat().join('')].length

const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,6}$/).filter((text) => text !== 'le' && text !== 'quantile')
const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })

describe('the labels of an exemplar', () => {
  it('are read back to the letter when they are short enough, and refused when not', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 8 }), (labels) => {
        const got = roundTrip(labels)
        if (codePointsOf(labels) <= MAX_EXEMPLAR_CODE_POINTS) expect(got).toEqual({ ...labels })
        else expect(got).toMatch(/at most 128 code points together/)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['one label of the widest characters', { a: '\u{1f680}'.repeat(127) }],
    ['a label for every letter', Object.fromEntries([...LETTERS].map((letter) => [letter, 'x']))],
    ['none', {}],
  ])('have room at their largest: %s', (_name, labels) => {
    expect(roundTrip(labels)).toEqual(labels)
  })

  it('never take more bytes than there is room for', () => {
    // The most that the limit allows: every code point of a value takes four bytes, every label four more.
    const names = [...LETTERS]
    const labels = Object.fromEntries(names.map((one) => [one, '\u{10ffff}']))
    const encoded = encodeExemplarLabels({
      ...labels,
      [names[0] as string]: '\u{10ffff}'.repeat(MAX_EXEMPLAR_CODE_POINTS - 2 * names.length + 1),
    })
    expect(typeof encoded === 'object' && encoded.byteLength).toBeGreaterThan(TRACE_TEXT_BYTES)
    expect(typeof encoded === 'object' && encoded.byteLength).toBeLessThanOrEqual(MAX_EXEMPLAR_TEXT_BYTES)
    const trace = encodeTexts(['trace_id', 'f'.repeat(32), 'span_id', 'f'.repeat(16)])
    expect(trace.byteLength).toBeLessThanOrEqual(TRACE_TEXT_BYTES)
  })

  it('are texts of what a label may be, and absent where they are empty', () => {
    expect(roundTrip({ a: 1, b: true, c: 10n, d: '', e: null, f: undefined, g: 'x' })).toEqual({ a: '1', b: 'true', c: '10', g: 'x' })
  })

  it('have no lone surrogates', () => {
    expect(roundTrip({ a: 'x\ud800', b: '\udfff\ud83d\ude80' })).toEqual({ a: 'x\ufffd', b: '\ufffd\ud83d\ude80' })
  })

  it('may be named as members of every object are, and are not found in the prototype', () => {
    expect(roundTrip({ constructor: 'a', toString: 'b', hasOwnProperty: 'c' })).toEqual({
      constructor: 'a',
      toString: 'b',
      hasOwnProperty: 'c',
    })
    expect(roundTrip(Object.create({ inherited: 'x' }, { own: { value: 'y', enumerable: true } }))).toEqual({ own: 'y' })
  })

  it.each([
    ['a text', 'abc', 'its labels must be an object, got "abc"'],
    ['null', null, 'its labels must be an object, got null'],
    ['an array', ['a'], 'its labels must be an object, got an array'],
    ['a name that would end the line', { 'x"} 1\nfake 2': 'y' }, 'got "x\\"} 1\\nfake 2"'],
    ['a reserved name', { __name__: 'y' }, 'got "__name__"'],
    ['the prototype', JSON.parse('{"__proto__":"y"}'), 'got "__proto__"'],
    ['the bucket label', { le: '1' }, 'got "le"'],
    ['the quantile label', { quantile: '1' }, 'got "quantile"'],
    ['an empty name', { '': 'y' }, 'got ""'],
    ['129 code points', { a: 'x'.repeat(128) }, 'at most 128 code points'],
    ['ten million characters', { a: 'x'.repeat(1e7) }, 'at most 128 code points'],
    ['many labels', Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => [`l${i}`, i])), 'at most 128 code points'],
    ['an object as value', { a: {} }, 'its label "a" must be a string, number, boolean or bigint, got an object'],
    ['a symbol as value', { a: Symbol('s') }, 'got a symbol'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'a', {
        enumerable: true,
        get() {
          throw new Error('meant')
        },
      }),
      'its labels could not be read',
    ],
  ])('are refused: %s', (_name, labels, fault) => {
    expect(roundTrip(labels)).toContain(fault)
    expect(Object.prototype).not.toHaveProperty('y')
  })

  it.each(TOUCHY_OBJECTS)('throw nothing and run nothing that is not theirs to run: %s', (_name, touchy) => {
    expect(roundTrip({ a: touchy })).toContain('its label "a" must be')
    expect(() => roundTrip(touchy)).not.toThrow()
  })

  it('are not mixed up with those that a getter of theirs writes', () => {
    const labels = {
      a: 'first',
      get b() {
        encodeTexts(['other', 'labels', 'and', 'more', 'of', 'them'])
        return 'second'
      },
    }
    expect(roundTrip(labels)).toEqual({ a: 'first', b: 'second' })
  })
})

describe('bytes that no writer wrote', () => {
  it('are no labels, or valid ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const labels = decodeExemplarLabels(bytes)
        if (!labels) return
        for (const one of labels.names) expect(one).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
        expect(labels.values).toHaveLength(labels.names.length)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['a length beyond the end', [9, 0, 97]],
    ['half a length', [1]],
    ['a name without a value', [1, 0, 97]],
    ['a name that is none', [1, 0, 34, 1, 0, 97]],
    ['a name twice', [1, 0, 97, 0, 0, 1, 0, 97, 0, 0]],
    ['too many code points', [1, 0, 97, 128, 0, ...Array.from({ length: 128 }, () => 97)]],
  ])('are refused: %s', (_name, bytes) => {
    expect(decodeExemplarLabels(Uint8Array.from(bytes))).toBeUndefined()
  })
})
