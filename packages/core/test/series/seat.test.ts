import { describe, expect, it } from 'vitest'
import { coarseMillis } from '../../src/arena/arena.js'
import { laneThread } from '../../src/arena/lane.js'
import { MAX_CELL_COUNT } from '../../src/arena/layout.js'
import type { Definition } from '../../src/series/definition.js'
import { createReader } from '../../src/series/reader.js'
import { handleOf, takePrivateSeat } from '../../src/series/seat.js'
import { Series } from '../../src/series/series.js'
import { defineCounter, defineHistogram, placeOf } from '../support/lanes.js'
import { createManualClock } from '../support/manual-clock.js'
import { fillArena } from '../support/private-registry.js'

class TestSeries extends Series {
  protected override describe() {
    return { kind: 'counter', name: 'test' }
  }
}

const setUp = () => {
  const clock = createManualClock()
  return { clock, seat: takePrivateSeat(clock) }
}

describe('a private seat', () => {
  it('has no lane until something is declared, and then one of this thread', () => {
    const { seat } = setUp()
    expect(seat.rootPage).toBeUndefined()
    expect(seat.arena.rootPages(0)).toEqual([])
    seat.declareFamily(defineCounter('c'))
    expect(seat.arena.rootPages(0)).toEqual([seat.rootPage])
    const root = seat.arena.page(seat.rootPage as number)
    expect(root && laneThread(root)).toBe(0)
    seat.declareFamily(defineCounter('d'))
    expect(seat.arena.rootPages(0)).toEqual([seat.rootPage])
  })

  it('is in an arena that nobody can open', () => {
    const { seat } = setUp()
    expect(seat.arena.memory.shared).toBeUndefined()
    expect(seat.membership).toBeUndefined()
    expect(handleOf(seat)).toBeUndefined()
    expect(takePrivateSeat().arena).not.toBe(takePrivateSeat().arena)
  })

  it('points a series at the cells it declared for it', () => {
    const { seat, clock } = setUp()
    const first = seat.declareFamily(defineCounter('c')) as number
    const second = seat.declareFamily(defineHistogram('h', [1, 2, 3])) as number
    expect([first, second]).toEqual([0, 1])
    const made = [first, second, first, second].map((family, i) => {
      const series = new TestSeries(5)
      clock.setWallMillis(1_000 + i)
      expect(seat.declareSeries(family, [`${i}`], series)).toBe(true)
      const { page, first: cell } = placeOf(seat.arena, series.ref)
      expect(series.cells).toBe(page.cells)
      series.cells[cell] = i + 1
      return series
    })
    const reader = createReader(seat.arena, () => {})
    reader.refresh()
    const rows = reader.families('test').map((view) => ({
      name: view.definition.name,
      labels: [...view.labelSets()].map(({ values }) => values[0]),
      started: [...view.startedAtMillis()],
      refs: view.sharesBySlot().map(([share]) => share?.ref),
    }))
    expect(rows).toEqual([
      { name: 'c', labels: ['0', '2'], started: [1_000, 1_002], refs: [made[0]?.ref, made[2]?.ref] },
      { name: 'h', labels: ['1', '3'], started: [1_001, 1_003], refs: [made[1]?.ref, made[3]?.ref] },
    ])
  })

  it('declares nothing where there is no room, and leaves the series its own cells', () => {
    const { seat } = setUp()
    const family = seat.declareFamily(
      defineHistogram(
        'h',
        Array.from({ length: MAX_CELL_COUNT - 2 }, (_, i) => i),
      ),
    ) as number
    fillArena(seat)
    const series = new TestSeries(3)
    const own = series.cells
    expect(seat.declareSeries(family, ['x'], series)).toBe(false)
    expect(series.cells).toBe(own)
    expect(own.length).toBe(3)
    expect(seat.allocateCells(MAX_CELL_COUNT)).toBeUndefined()
    expect(seat.declareFamily({ ...defineCounter('long'), help: 'x'.repeat(60_000) })).toBeUndefined()
  })

  it('declares no family in a full arena, and none it does not know a series of', () => {
    const { seat } = setUp()
    expect(seat.declareSeries(0, ['x'], new TestSeries(1))).toBe(false)
    const late = takePrivateSeat()
    fillArena(late)
    expect(late.declareFamily(defineCounter('c') satisfies Definition)).toBeUndefined()
    expect(late.rootPage).toBeUndefined()
    expect(late.allocateCells(1)).toBeUndefined()
  })

  it('ticks forwards only', () => {
    const { seat, clock } = setUp()
    seat.tick()
    const then = clock.monotonicMillis()
    expect(coarseMillis(seat.arena)).toBe(then)
    clock.advanceMillis(-10)
    seat.tick()
    expect(coarseMillis(seat.arena)).toBe(then)
    clock.advanceMillis(30)
    seat.tick()
    expect(coarseMillis(seat.arena)).toBe(then + 20)
  })
})
