import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GrowingInts } from '../../src/series/growing-ints.js'

const number = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

describe('a growing list', () => {
  it('is an array', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 200 }), (pushed) => {
        const list = new GrowingInts()
        for (const value of pushed) list.push(value)
        expect(list.length).toBe(pushed.length)
        expect(pushed.map((_, i) => list.at(i))).toEqual(pushed)
      }),
    )
  })

  it('knows where a number is, rising or not, and that others are not in it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(number, { maxLength: 60 }), fc.boolean(), number, (values, isRising, other) => {
        const list = new GrowingInts()
        if (isRising) values.sort((a, b) => a - b)
        for (const value of values) list.push(value)
        for (const value of [...values, other, 0]) expect(list.indexOf(value)).toBe(values.indexOf(value))
      }),
    )
  })
})
