import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FamilyView } from '../../src/series/family-view.js'
import { sumCells, sumSlot } from '../../src/series/merge-cells.js'
import { createReader } from '../../src/series/reader.js'
import { createHandMadeLane, createPlainArena, defineCounter, defineGauge, type HandMadeLane, placeOf } from '../support/lanes.js'

const never = (): never => {
  throw new Error('a problem was reported')
}

/** What a plain map would know of a family: slots in order of appearance, and the shares of each in lane order. */
interface Model {
  readonly keys: string[]
  readonly started: number[]
  readonly refs: Map<string, number[]>
}

describe('the view of a family', () => {
  // Few values, so that lanes declare the same series; some that are hard to tell apart.
  const value = fc.constantFrom('', 'a', 'b', 'aa', 'é', '\0', 'x'.repeat(300))
  const declaration = fc.record({ lane: fc.nat(2), values: fc.tuple(value, value), isRead: fc.boolean() })

  function check(view: FamilyView, { keys, started, refs }: Model, lanes: readonly HandMadeLane[]): void {
    expect(view.length).toBe(keys.length)
    expect([...view.labelSets()].map(({ values }) => JSON.stringify(values))).toEqual(keys)
    expect([...view.startedAtMillis()]).toEqual(started)
    const bySlot = view.sharesBySlot()
    for (const [slot, key] of keys.entries()) {
      const shares = (refs.get(key) ?? []).flatMap((ref, lane) => (ref === undefined ? [] : [{ root: lanes[lane]?.root.number, ref }]))
      const plain = (given: (typeof bySlot)[number]) => given.map(({ root, ref }) => ({ root: root.number, ref }))
      expect(plain(view.sharesOf(slot))).toEqual(shares)
      expect(plain(bySlot[slot] ?? [])).toEqual(shares)
      expect(view.find(JSON.parse(key) as string[])).toBe(slot)
      for (const { root, ref } of shares) expect(view.slotAt(root as number, ref)).toBe(slot)
    }
    expect(view.find(['not', 'there'])).toBeUndefined()
    expect(view.slotAt(lanes[0]?.root.number as number, 1)).toBeUndefined()
    expect(view.slotAt(9_999, 1)).toBeUndefined()
  }

  it('is that of a plain map, however lanes declare and readers come', () => {
    fc.assert(
      fc.property(fc.array(declaration, { maxLength: 80 }), (declared) => {
        const arena = createPlainArena()
        const lanes = [1, 2, 3].map((thread) => createHandMadeLane(arena, thread))
        for (const lane of lanes) lane.family(defineCounter('c', ['a', 'b']))
        const reader = createReader(arena, never)
        const model: Model = { keys: [], started: [], refs: new Map() }
        const pending: { key: string; lane: number; ref: number; startedAtMillis: number }[] = []

        const read = (): void => {
          // A reader goes through the lanes one after the other.
          for (const { key, lane, ref, startedAtMillis } of pending.sort((a, b) => a.lane - b.lane)) {
            const known = model.refs.get(key)
            const refs = known ?? []
            refs[lane] = ref
            if (known) continue
            model.refs.set(key, refs)
            model.keys.push(key)
            model.started.push(startedAtMillis)
          }
          pending.length = 0
          reader.refresh()
          check(reader.family('test', 'c') as FamilyView, model, lanes)
        }

        const done = new Set<string>()
        for (const [i, { lane, values, isRead }] of declared.entries()) {
          const key = JSON.stringify(values)
          if (!done.has(`${lane} ${key}`)) {
            done.add(`${lane} ${key}`)
            pending.push({ key, lane, ref: lanes[lane]?.series(0, values, i) as number, startedAtMillis: i })
          }
          if (isRead) read()
        }
        read()
      }),
      { numRuns: 60 },
    )
  })

  it('finds its way among thousands of series in several lanes', () => {
    const arena = createPlainArena()
    const lanes = [1, 2].map((thread) => createHandMadeLane(arena, thread))
    const reader = createReader(arena, never)
    for (const [l, lane] of lanes.entries()) {
      lane.family(defineCounter('c', ['a', 'b']))
      // Looked for while there are few: what finds them must grow with them.
      reader.refresh()
      expect(reader.family('test', 'c')?.find(['not', 'there'])).toBeUndefined()
      // The second lane has every second of the first, and as many of its own.
      for (let i = 0; i < 3_000; i++) lane.series(0, [`${i % 10}`, `${i * (l + 1)}`])
    }
    reader.refresh()
    const view = reader.family('test', 'c') as FamilyView
    const model = new Set(lanes.flatMap((_, l) => Array.from({ length: 3_000 }, (_, i) => `${i % 10} ${i * (l + 1)}`)))
    expect([...view.labelSets()].map(({ values }) => values.join(' '))).toEqual([...model])
    for (const [slot, key] of [...model].entries())
      if (view.find(key.split(' ')) !== slot) expect([key, view.find(key.split(' '))]).toBe(slot)
  })

  it('adds up shares in lane order, the same for one slot and for all', () => {
    const row = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 4, maxLength: 4 })
    const cellsOf = (numbers: readonly number[], name: string): readonly number[] => (name === 'x' ? numbers.slice(0, 2) : numbers.slice(2))
    fc.assert(
      fc.property(fc.tuple(row, row, row), fc.nat(2), (rows, absent) => {
        const arena = createPlainArena()
        const reader = createReader(arena, never)
        for (const [i, numbers] of rows.entries()) {
          const lane = createHandMadeLane(arena, i)
          lane.family({ ...defineCounter('c'), kind: 'histogram', bounds: [] })
          // The lanes do not all have both series, nor in the same order.
          for (const name of i === absent ? ['y'] : i === 1 ? ['y', 'x'] : ['x', 'y']) {
            const { page, first } = placeOf(arena, lane.series(0, [name]))
            page.cells.set(cellsOf(numbers, name), first)
          }
        }
        reader.refresh()
        const view = reader.family('test', 'c') as FamilyView
        const slotOf = (name: string): number => view.find([name]) as number
        const model = (name: string, cell: 0 | 1): number =>
          rows.filter((_, i) => name === 'y' || i !== absent).reduce((sum, numbers) => sum + (cellsOf(numbers, name)[cell] as number), 0)
        const all = sumCells(arena, view, 0, 2)
        const lasts = sumCells(arena, view, 1, 1)
        for (const name of ['x', 'y']) {
          const sums = [model(name, 0), model(name, 1)]
          expect([...all.subarray(slotOf(name) * 2, slotOf(name) * 2 + 2)]).toEqual(sums)
          expect([...sumSlot(arena, view, slotOf(name), 0, 2)]).toEqual(sums)
          expect(lasts[slotOf(name)]).toBe(sums[1])
          expect(sumSlot(arena, view, slotOf(name), 1, 1)[0]).toBe(sums[1])
        }
      }),
    )
  })
})

describe('the view of a gauge of each thread', () => {
  it('has a slot for every lane’s share, labelled with its thread', () => {
    const arena = createPlainArena()
    const reader = createReader(arena, never)
    for (const thread of [4, 9]) {
      const lane = createHandMadeLane(arena, thread)
      lane.family(defineGauge('g', 'each'))
      lane.series(0, ['x'])
    }
    reader.refresh()
    const view = reader.family('test', 'g') as FamilyView
    expect(view.labelNames).toEqual(['a', 'thread'])
    expect([...view.labelSets()].map(({ values }) => values)).toEqual([
      ['x', '4'],
      ['x', '9'],
    ])
    expect([...view.labelSets([1])].map(({ values }) => values)).toEqual([['x', '9']])
    expect(() => view.labelSets([1]).at(1)).toThrow(new RangeError('slot must be in [0, 1), got 1'))
  })
})
