import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Column } from '../../src/series/column.js'
import { createLane, createPlainArena } from '../support/lanes.js'

const { root } = createLane(createPlainArena())

describe('a column', () => {
  it('pairs slots with references, however the slots come', () => {
    const slots = fc.oneof(
      fc.nat(40).map((length) => Array.from({ length }, (_, i) => i)),
      fc.uniqueArray(fc.nat(60), { maxLength: 40 }),
      fc
        .tuple(fc.nat(20), fc.uniqueArray(fc.integer({ min: 20, max: 60 })))
        .map(([length, further]) => [...Array(length).keys(), ...further]),
    )
    fc.assert(
      fc.property(slots, fc.uniqueArray(fc.nat(1_000_000), { minLength: 60, maxLength: 60 }), (given, refs) => {
        const column = new Column(root)
        for (const [i, slot] of given.entries()) column.push(slot, refs[i] as number, i + 1)
        expect(column.length).toBe(given.length)
        for (const [position, slot] of given.entries()) {
          expect([column.slotAt(position), column.refAt(position)]).toEqual([slot, refs[position]])
          expect([column.refOf(slot), column.slotOf(refs[position] as number)]).toEqual([refs[position], slot])
        }
        for (let slot = 0; slot <= 61; slot++) if (!given.includes(slot)) expect(column.refOf(slot)).toBeUndefined()
        expect(column.slotOf(-1)).toBeUndefined()
      }),
    )
  })
})
