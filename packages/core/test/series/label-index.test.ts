import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLabelIndex, type Indexed } from '../../src/series/label-index.js'
import { labelText } from '../../src/series/label-values.js'
import { type NamedValue, TOUCHY_OBJECTS } from '../support/hostile-values.js'

interface Entry extends Indexed {
  readonly id: number
}

let lastId = 0
const newEntry = (): Entry => ({ id: ++lastId, rest: undefined })

/** Few texts, so that label sets share values at every level; each also in a form that is not a string. */
const value = fc.constantFrom<unknown>('', 'a', 'b', 'c', '1', 'true', 'NaN', 1, true, 1n, Number.NaN, null, undefined)

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `label_${i}`)
const labelsOf = (names: readonly string[], values: readonly unknown[]): object =>
  Object.fromEntries(names.map((name, i) => [name, values[i]]))
const keyOf = (texts: readonly string[]): string => JSON.stringify(texts)

describe.each([1, 2, 3, 4, 5, 6])('an index of %i labels', (count) => {
  const names = namesOf(count)
  const sets = fc.array(fc.array(value, { minLength: count, maxLength: count }), { maxLength: 120 })

  it('finds what a plain map finds, whatever was added and asked before', () => {
    fc.assert(
      fc.property(sets, (asked) => {
        const index = createLabelIndex<Entry>(names)
        const model = new Map<string, Entry>()
        for (const values of asked) {
          const texts = values.map((one) => labelText(one) as string)
          const known = model.get(keyOf(texts))
          expect(index.get(texts)).toBe(known)
          // Above four labels every call takes the slow way by texts.
          expect(index.find(labelsOf(names, values))).toBe(count > 4 ? undefined : known)
          if (known) continue
          const made = newEntry()
          model.set(keyOf(texts), made)
          index.add(texts, made)
          // Asked again at once, and everything else still there.
          expect(index.find(labelsOf(names, values))).toBe(count > 4 ? undefined : made)
        }
        for (const [key, entry] of model) expect(index.get(JSON.parse(key) as string[])).toBe(entry)
        const byId = (a: Entry, b: Entry): number => a.id - b.id
        expect(Array.from(index.entries(), ([, entry]) => entry).sort(byId)).toEqual([...model.values()].sort(byId))
      }),
      { numRuns: 60 },
    )
  })

  it('finds nothing by labels that are not exactly the declared ones', () => {
    const index = createLabelIndex<Entry>(names)
    const texts = names.map(() => 'x')
    index.add(texts, newEntry())
    const labels = labelsOf(names, texts)
    const last = names.at(-1) as string
    expect(index.find({})).toBeUndefined()
    expect(index.find({ ...labels, further: 'x' })).toBeUndefined()
    expect(index.find(labelsOf(names.slice(0, -1), texts))).toBeUndefined()
    expect(index.find({ ...labelsOf(names.slice(0, -1), texts), [`${last}_`]: 'x' })).toBeUndefined()
    expect(index.find(texts)).toBeUndefined()
  })

  it.each<NamedValue>([...TOUCHY_OBJECTS, ['a symbol', Symbol('s')]])('finds nothing by %s, and runs none of it', (_name, touchy) => {
    const index = createLabelIndex<Entry>(names)
    expect(
      index.find(
        labelsOf(
          names,
          names.map(() => touchy),
        ),
      ),
    ).toBeUndefined()
    index.add(
      names.map(() => 'x'),
      newEntry(),
    )
    for (const [i] of names.entries()) {
      const values = names.map((_, j) => (i === j ? touchy : 'x'))
      for (let again = 0; again < 3; again++) expect(index.find(labelsOf(names, values))).toBeUndefined()
    }
  })

  it('finds nothing by half of a surrogate pair', () => {
    const index = createLabelIndex<Entry>(names)
    const half = labelsOf(
      names,
      names.map(() => '\ud800'),
    )
    expect(index.find(half)).toBeUndefined()
    index.add(
      names.map(() => '\ufffd'),
      newEntry(),
    )
    expect(index.find(half)).toBeUndefined()
  })
})

describe('an index', () => {
  it('leaves labels in another order to the slow way', () => {
    const index = createLabelIndex<Entry>(['a', 'b'])
    const entry = newEntry()
    index.add(['1', '2'], entry)
    expect(index.find({ b: '2', a: '1' })).toBeUndefined()
    expect(index.get(['1', '2'])).toBe(entry)
  })

  it('keeps apart what a separator would join', () => {
    const index = createLabelIndex<Entry>(['a', 'b'])
    const entries = [newEntry(), newEntry(), newEntry()]
    const sets = [
      ['x|', ''],
      ['x', '|'],
      ['', 'x|'],
    ]
    for (const [i, texts] of sets.entries()) index.add(texts, entries[i] as Entry)
    expect(sets.map(([a, b]) => index.find({ a, b }))).toEqual(entries)
  })

  it('finds a thousand series one after the other and again', () => {
    const index = createLabelIndex<Entry>(['a', 'b'])
    const entries = Array.from({ length: 1_000 }, (_, i) => {
      const entry = newEntry()
      index.add([`${i % 10}`, `${i}`], entry)
      return entry
    })
    for (let round = 0; round < 3; round++) {
      expect(entries.every((entry, i) => index.find({ a: `${i % 10}`, b: `${i}` }) === entry)).toBe(true)
    }
  })
})
