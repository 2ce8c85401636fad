/** Which of several families of one name is read, when names are withdrawn: the same for every reader, whatever the order of lanes. */

import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createArena } from '../../src/arena/arena.js'
import { retireLanes } from '../../src/arena/lane.js'
import { HEADER_WITHDRAWALS } from '../../src/arena/layout.js'
import type { CounterDefinition } from '../../src/series/definition.js'
import { readHeritage } from '../../src/series/heritage.js'
import { createReader } from '../../src/series/reader.js'
import {
  copyRecord,
  decodeRecord,
  encodeFamilyRecord,
  encodeSeriesRecord,
  encodeWithdrawalRecord,
  NO_EDITION,
} from '../../src/series/records.js'
import { createHandMadeLane, createPlainArena, defineCounter, type HandMadeLane, placeOf } from '../support/lanes.js'
import { hasSharedMemory } from '../support/memories.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

function withdraw(lane: HandMadeLane, registry: string, name: string, edition: number): void {
  const record = encodeWithdrawalRecord(registry, name, edition)
  if (!record || !lane.log.append(record.bytes, record.byteLength)) throw new Error('the withdrawal found no room')
}

/** Declares a family of an edition and one series that says which lane it is of. `number` is that of the family in its lane. */
function declare(lane: HandMadeLane, number: number, definition: CounterDefinition, edition: number): void {
  const family = encodeFamilyRecord(definition, edition)
  if (!family || !lane.log.append(family.bytes, family.byteLength)) throw new Error('the family found no room')
  const ref = lane.space.allocate(1) as number
  const series = encodeSeriesRecord(number, ref, 0, [`lane ${lane.thread} edition ${edition}`])
  if (!series || !lane.log.append(series.bytes, series.byteLength)) throw new Error('the series found no room')
}

describe('a withdrawal', () => {
  it('is read back from its record, and nothing else is taken for one', () => {
    const lane = createHandMadeLane(createPlainArena(), 1)
    const found: unknown[] = []
    withdraw(lane, 'a registry\n', 'c_total', 5)
    const nonsense = ['', '{', '5', '[]', '["a"]', '[1,"b"]', '["a",null]']
    for (const text of nonsense) {
      const record = Uint8Array.of(4, 0, 0, 0, ...new TextEncoder().encode(text))
      lane.log.append(record, record.length)
    }
    const reader = createReader(createPlainArena(), () => {})
    expect(reader.edition('a', 'b')).toBe(0)
    const heritage = readHeritage(createPlainArena(), lane.root)
    expect(heritage.definitions).toEqual([])
    // As a reader of the log sees it.
    for (let word = 16; found.length < 1; word++) {
      const page = { page: lane.root, byteOffset: word * 4 + 4, byteLength: lane.root.words[word] as number }
      found.push(decodeRecord(page))
      expect(copyRecord(page).byteLength).toBe(page.byteLength)
    }
    expect(found).toEqual([{ type: 'withdrawal', registry: 'a registry\n', name: 'c_total', edition: 5 }])
  })

  it('that says nonsense is reported and passed over', () => {
    const arena = createPlainArena()
    const lane = createHandMadeLane(arena, 1)
    const kinds: string[] = []
    const reader = createReader(arena, ({ kind }) => kinds.push(kind))
    const record = Uint8Array.of(4, 0, 0, 0, ...new TextEncoder().encode('["test"]'))
    lane.log.append(record, record.length)
    lane.family(defineCounter('c'))
    reader.refresh()
    expect(kinds).toEqual(['corrupt_lane'])
    expect(reader.families('test').length).toBe(1)
  })

  it('means the same in whichever lanes, order and turns it is read', () => {
    // A history is what threads did one after the other, each with what it knew: declaring of the edition of that moment, withdrawing what it declared last.
    const step = fc.record({ lane: fc.nat(3), does: fc.constantFrom('declare', 'declare otherwise', 'withdraw') })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (history, readsBetween) => {
        const arena = createPlainArena()
        const lanes = [4, 5, 6, 7].map((thread) => ({ lane: createHandMadeLane(arena, thread), number: 0, edition: -1, isFirst: false }))
        const early = createReader(arena, () => {})
        const picky = createReader(
          arena,
          () => {},
          () => false,
        )
        let current = 0
        let expected = new Map<string, string[]>()
        for (const { lane: which, does } of history) {
          const own = lanes[which] as (typeof lanes)[number]
          if (does === 'withdraw') {
            if (own.edition < 0) continue
            withdraw(own.lane, 'test', 'c', own.edition)
            if (own.edition === current) {
              current++
              expected = new Map()
            }
          } else {
            if (own.edition === current) continue
            const help = does === 'declare' ? 'One.' : 'Two.'
            declare(own.lane, own.number++, { ...defineCounter('c'), help }, current)
            own.edition = current
            expected.set(help, [...(expected.get(help) ?? []), `lane ${own.lane.thread} edition ${current}`])
          }
          if (readsBetween) early.refresh()
        }
        for (const reader of [early, createReader(arena, () => {}), picky]) {
          reader.refresh()
          expect(reader.edition('test', 'c')).toBe(current)
          if (reader === picky) continue
          const view = reader.family('test', 'c')
          const shown = [...(view?.labelSets() ?? [])].map(({ values }) => values[0])
          const candidates = [...expected.values()]
          // Of two definitions in one edition the first read stands, which may differ between readers; never is one of an older edition read.
          if (candidates.length === 0) expect(view).toBeUndefined()
          else expect(candidates.map((texts) => [...texts].sort())).toContainEqual(shown.sort())
          expect(reader.families('test')).toEqual(view ? [view] : [])
        }
      }),
    )
  })

  it('that never comes is believed of a later edition', () => {
    const arena = createPlainArena()
    const [first, second] = [createHandMadeLane(arena, 1), createHandMadeLane(arena, 2)]
    const problems: unknown[] = []
    const reader = createReader(arena, (problem) => problems.push(problem))
    declare(first, 0, defineCounter('c'), 0)
    reader.refresh()
    declare(second, 0, { ...defineCounter('c'), help: 'Other.' }, 2)
    declare(first, 1, defineCounter('c'), NO_EDITION)
    reader.refresh()
    expect(reader.family('test', 'c')?.definition.help).toBe('Other.')
    // What is declared in the old one from now on is not learned.
    first.log.append(encodeSeriesRecord(0, first.space.allocate(1) as number, 0, ['late'])?.bytes as Uint8Array, 23)
    reader.refresh()
    expect(reader.family('test', 'c')?.length).toBe(1)
    expect(problems).toEqual([])
  })
})

describe('the lane of a thread that has ended', () => {
  it('is not continued in what was withdrawn', () => {
    const given = createPrivateRegistry()
    const { arena } = given.seat
    const lane = createHandMadeLane(arena, 77)
    const definition = { ...defineCounter('c_total'), registry: 'default' }
    const { page, first } = placeOf(arena, lane.series(lane.family({ ...definition, name: 'd_total' }), ['x']))
    page.cells[first] = 5
    declare(lane, 1, definition, 0)
    withdraw(lane, 'default', 'c_total', 0)
    Atomics.add(arena.words, HEADER_WITHDRAWALS, 1)
    declare(lane, 2, definition, 1)
    const heritage = readHeritage(arena, lane.root)
    expect([heritage.editions, heritage.familyNumber(definition), heritage.familyNumber(definition, 1)]).toEqual([[0, 0, 1], 1, 2])
    expect(heritage.familyNumber(definition, 2)).toBeUndefined()
    retireLanes(arena, 77)

    const counter = given.registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: 'x' })
    given.registry.counter({ name: 'd_total', labels: ['a'] }).inc({ a: 'x' })
    expect(given.seat.rootPage).toBe(lane.root.number)
    expect(valuesOf(findFamily(given.registry.gather(), 'c_total', 'counter'))).toEqual({ 'lane 77 edition 1': 0, x: 1 })
    expect(valuesOf(findFamily(given.registry.gather(), 'd_total', 'counter'))).toEqual({ x: 6 })
    expect(given.registry.unregister('c_total')).toBe(true)
    given.registry.counter({ name: 'c_total', labels: ['b'] }).inc({ b: 'y' })
    expect(valuesOf(findFamily(given.registry.gather(), 'c_total', 'counter'))).toEqual({ y: 1 })
    expect(given.problems).toEqual([])
  })
})

describe('a thread that comes to another arena', () => {
  beforeEach((context) => {
    if (!hasSharedMemory) expect(createArena({ shared: true, nowMillis: 0 }).memory.shared, context.task.name).toBeUndefined()
  })

  it('leaves behind what it had withdrawn, and withdraws nothing there', async () => {
    if (!hasSharedMemory) return
    vi.resetModules()
    const core: typeof import('../../src/index.js') = await import('../../src/index.js')
    core.attach({ buffer: createArena({ shared: true, nowMillis: 0 }).memory.shared as SharedArrayBuffer, origin: 50 })
    const registry = core.createRegistry({ name: 'moving' })
    const options = { name: 'c_total', labels: ['a'] } as const
    const old = registry.counter(options)
    old.inc({ a: 'old' }, 100)
    registry.unregister('c_total')
    const counter = registry.counter(options)
    counter.inc({ a: 'new' }, 2)
    registry.counter({ name: 'gone_total' }).inc(50)
    registry.unregister('gone_total')

    const others = createArena({ shared: true, nowMillis: 0 })
    const lane = createHandMadeLane(others, 9)
    declare(lane, 0, { ...defineCounter('c_total'), registry: 'moving' }, 0)
    core.attach({ buffer: others.memory.shared as SharedArrayBuffer, origin: 0 })
    counter.inc({ a: 'new' })
    old.inc({ a: 'old' })
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['c_total'])
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ 'lane 9 edition 0': 0, new: 3 })
    // Made again it is still the one that was made last; withdrawn again it goes, with what others recorded.
    expect(registry.counter(options)).toBe(counter)
    registry.unregister('c_total')
    expect(registry.gather().families).toEqual([])
    registry.counter({ name: 'gone_total' }).inc(3)
    registry.counter(options).inc({ a: 'newest' })
    expect(registry.gather().families.map((family) => (family.kind === 'counter' ? valuesOf(family) : family.kind))).toEqual([
      { newest: 1 },
      { '': 3 },
    ])
  })
})
