/** Baggage: limits held before anything is taken apart, and the way through a scope. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeBaggage, formatBaggage, parseBaggage, withBaggage } from '../../src/context/baggage.js'

const parsed = (...headers: string[]): object => Object.fromEntries(parseBaggage(headers) ?? [])

describe('a baggage header', () => {
  it.each<[string, string[], object]>([
    ['nothing', [], {}],
    ['an entry', ['a=1'], { a: { value: '1' } }],
    ['white space', [' a \t=\t 1 , b = 2 '], { a: { value: '1' }, b: { value: '2' } }],
    ['an empty value', ['a='], { a: { value: '' } }],
    ['equals signs in a value', ['a=b=c'], { a: { value: 'b=c' } }],
    ['percent encoding', ['a=%C3%A9%20%2C'], { a: { value: 'é ,' } }],
    ['properties', ['a=1;p;q=2'], { a: { value: '1', metadata: 'p;q=2' } }],
    ['two headers', ['a=1', 'b=2'], { a: { value: '1' }, b: { value: '2' } }],
    ['a key twice', ['a=1,a=2'], { a: { value: '2' } }],
    ['faulty members among good ones', ['a=1,b,=c,d e=1,f=%,g=%ff,h=\u00e9,i=1\r\nx,,j=2'], { a: { value: '1' }, j: { value: '2' } }],
    ['the name __proto__', ['constructor=1'], { constructor: { value: '1' } }],
  ])('is read: %s', (_, headers, expected) => {
    expect(parsed(...headers)).toEqual(expected)
  })

  it('is read up to 180 members', () => {
    const header = Array.from({ length: 100_000 }, (_, i) => `k${i}=1`).join(',')
    expect(parseBaggage([header])?.size).toBe(180)
    expect(parseBaggage([','.repeat(180), 'a=1'])).toBeUndefined()
    expect(parseBaggage(Array.from({ length: 200 }, (_, i) => `k${i}=1`))?.size).toBe(180)
  })

  it('is read member by member up to 4,096 characters each', () => {
    expect([...(parseBaggage([`a=${'x'.repeat(4_094)},b=1`])?.keys() ?? [])]).toEqual(['a', 'b'])
    expect([...(parseBaggage([`a=${'x'.repeat(4_095)},b=1`])?.keys() ?? [])]).toEqual(['b'])
  })

  it('is read up to 8,192 characters in all', () => {
    const half = `=${'x'.repeat(4_000)}`
    expect([...(parseBaggage([`a${half},b${half},c=${'x'.repeat(187)}`])?.keys() ?? [])]).toEqual(['a', 'b'])
    expect([...(parseBaggage([`a${half},b${half},c=${'x'.repeat(184)}`])?.keys() ?? [])]).toEqual(['a', 'b', 'c'])
    expect([...(parseBaggage([`a${half}`, `b${half}`, `c${half}`])?.keys() ?? [])]).toEqual(['a', 'b'])
    expect(parseBaggage(['x'.repeat(1 << 20)])).toBeUndefined()
  })
})

describe('baggage', () => {
  it('is written within the limits', () => {
    const many = new Map(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, { value: '1' }]))
    expect(formatBaggage(many)?.split(',')).toHaveLength(180)
    const large = new Map(Array.from({ length: 10 }, (_, i) => [`k${i}`, { value: 'x'.repeat(2_000) }]))
    expect(formatBaggage(large)?.length).toBeLessThanOrEqual(8_192)
    expect(
      formatBaggage(
        new Map([
          ['a b', { value: '1' }],
          ['c', { value: 'x'.repeat(5_000) }],
        ]),
      ),
    ).toBeUndefined()
    expect(formatBaggage(new Map([['a', { value: '\ud800', metadata: 'x\r\ny' }]]))).toBe('a=%EF%BF%BD')
  })

  it('comes back as it went out', () => {
    const key = fc.stringMatching(/^[a-z0-9_.-]{1,20}$/)
    const value = fc.string({ unit: 'grapheme', maxLength: 40 })
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 10 }), (entries) => {
        const baggage = new Map(entries.map(([name, text]) => [name, { value: text.toWellFormed() }]))
        expect(parseBaggage([formatBaggage(baggage) ?? ''])).toEqual(baggage.size === 0 ? undefined : baggage)
      }),
    )
  })

  it('is added to within a scope, and taken from', () => {
    expect(activeBaggage().size).toBe(0)
    withBaggage({ user: 'ann', 'no token': 'x', plan: 'free' }, () => {
      expect([...activeBaggage().keys()]).toEqual(['user', 'plan'])
      withBaggage({ user: undefined, plan: 'paid' }, () => expect(activeBaggage()).toEqual(new Map([['plan', { value: 'paid' }]])))
      expect(activeBaggage().get('user')).toEqual({ value: 'ann' })
    })
    expect(activeBaggage().size).toBe(0)
  })
})
