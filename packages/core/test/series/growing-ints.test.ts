import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GrowingFloats, GrowingInts } from '../../src/series/growing.js'

const kinds = [
  ['integers', () => new GrowingInts(), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
  ['floats', () => new GrowingFloats(), fc.double({ noNaN: true }).map((value) => value + 0)],
] as const

describe.each(kinds)('a growing list of %s', (_name, create, number) => {
  it('is an array', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 100 }), fc.array(fc.tuple(fc.nat(), number)), (pushed, changed) => {
        const list = create()
        const model: number[] = []
        for (const value of pushed) {
          list.push(value)
          model.push(value)
        }
        for (const [position, value] of model.length > 0 ? changed : []) {
          list.set(position % model.length, value)
          model[position % model.length] = value
        }
        expect(list.length).toBe(model.length)
        expect(model.map((_, i) => list.at(i))).toEqual(model)
      }),
    )
  })

  it('knows where a number is, rising or not, and that others are not in it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(number, { maxLength: 60 }), fc.boolean(), number, (values, isRising, other) => {
        const list = create()
        if (isRising) values.sort((a, b) => a - b)
        for (const value of values) list.push(value)
        for (const value of [...values, other, 0]) expect(list.indexOf(value)).toBe(values.indexOf(value))
      }),
    )
  })
})

describe('a growing list of floats', () => {
  it('gives copies', () => {
    const list = new GrowingFloats()
    list.push(1)
    list.push(2)
    const copy = list.toArray()
    list.set(0, 9)
    list.push(3)
    expect(copy).toEqual(Float64Array.of(1, 2))
    expect(list.toArray()).toEqual(Float64Array.of(9, 2, 3))
  })
})
