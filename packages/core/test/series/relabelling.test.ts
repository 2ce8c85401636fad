import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Indexed } from '../../src/series/label-index.js'
import { createRelabelledIndex, createRelabelling } from '../../src/series/relabelling.js'
import { anyText } from '../support/hostile-values.js'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']
const never = (): never => {
  throw new Error('nothing was to be reported')
}

describe('relabelled labels', () => {
  it('lead by the index to the series of what is recorded, or nowhere', () => {
    const labelSets = fc.array(fc.array(fc.oneof(fc.constantFrom('x', 'y'), anyText()), { minLength: 6, maxLength: 6 }), { maxLength: 20 })
    const count = fc.integer({ min: 1, max: 6 })
    const some = fc.subarray(NAMES)
    fc.assert(
      fc.property(count, some, some, labelSets, (length, dropped, mapped, sets) => {
        const names = NAMES.slice(0, length)
        const maps = new Map(mapped.map((name) => [name, [(value: string) => value.slice(0, 1)]]))
        const relabelling = createRelabelling(names, new Set(dropped), maps, never)
        const index = createRelabelledIndex<Indexed>(relabelling)
        const known = new Map<string, Indexed>()
        for (const set of sets) {
          const given = set.slice(0, length).map((value) => value.toWellFormed())
          const labels = Object.fromEntries(names.map((name, i) => [name, given[i]]))
          const texts = relabelling.apply(given)
          const expected = names.flatMap((name, i) => {
            const value = given[i] as string
            return dropped.includes(name) ? [] : [mapped.includes(name) ? value.slice(0, 1).toWellFormed() : value]
          })
          expect(texts).toEqual(expected)
          const key = JSON.stringify(texts)
          // What is too long to be remembered takes the slow way, by texts.
          const isQuick = names.every((name, i) => dropped.includes(name) || !mapped.includes(name) || (given[i] as string).length <= 256)
          expect(index.find(labels)).toBe(isQuick ? known.get(key) : undefined)
          expect(index.get(texts)).toBe(known.get(key))
          if (known.has(key)) continue
          const series: Indexed = { rest: undefined }
          index.add(texts, series)
          known.set(key, series)
          expect([index.find(labels), index.get(texts)]).toEqual([isQuick ? series : undefined, series])
        }
        expect(new Set(Array.from(index.entries(), ([, series]) => series))).toEqual(new Set(known.values()))
      }),
    )
  })

  it('ask a map again only for what was forgotten for the sake of 10,000 others', () => {
    let calls = 0
    const map = (value: string): string => {
      calls++
      return value.slice(-1)
    }
    const relabelling = createRelabelling(['a'], new Set(), new Map([['a', [map]]]), never)
    for (let i = 0; i < 10_000; i++) relabelling.apply([`${i}`])
    for (let i = 0; i < 10_000; i++) relabelling.apply([`${i}`])
    expect(calls).toBe(10_000)
    relabelling.apply(['one more'])
    expect(calls).toBe(10_001)
    relabelling.apply(['5'])
    expect(calls).toBe(10_002)
  })

  it('ask a map each time for what is too long to be remembered', () => {
    let calls = 0
    const map = (): string => `${++calls}`
    const relabelling = createRelabelling(['a'], new Set(), new Map([['a', [map]]]), never)
    const [short, long] = ['x'.repeat(256), 'x'.repeat(257)]
    expect([short, short, long, long].map((value) => relabelling.apply([value])[0])).toEqual(['1', '1', '2', '3'])
  })

  it('find nothing one time in eight while the index is wary', () => {
    const index = createRelabelledIndex<Indexed>(createRelabelling(['a'], new Set(['a']), new Map(), never))
    const series: Indexed = { rest: undefined }
    index.add([], series)
    const found = (): number => Array.from({ length: 80 }, () => index.find({ a: 'x' })).filter((answer) => answer === series).length
    expect(found()).toBe(80)
    index.isWary = true
    expect(found()).toBe(70)
  })
})
