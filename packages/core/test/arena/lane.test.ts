import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import { cellOf, createLane, isCellRefValid, isLaneLive, type Lane, laneThread, pageOf, retireLanes } from '../../src/arena/lane.js'
import {
  HEADER_LANE_VERSION,
  MAX_CELL_COUNT,
  PAGE_CELLS,
  PAGE_IS_CELLS,
  PAGE_IS_ROOT,
  ROOT_FIRST_CELL,
  ROW_ANCESTOR,
  ROW_CELLS,
  ROW_USE,
} from '../../src/arena/layout.js'
import { createPlainArena } from '../support/lanes.js'
import { MEMORIES } from '../support/memories.js'
import { fillArena } from '../support/private-registry.js'

function makeLane(arena: Arena, thread = 3, ancestor = 0): Lane {
  const lane = createLane(arena, thread, ancestor)
  if (!lane) throw new Error('the arena is full')
  return lane
}

describe.each(MEMORIES)('a lane on %s', (_name, create) => {
  it('is a root page that names its thread', () => {
    const arena = create()
    const lane = makeLane(arena, 3, 2)
    expect(arena.rootPages(0)).toEqual([lane.root.number])
    expect(lane.root.words[ROW_USE]).toBe(PAGE_IS_ROOT)
    expect(lane.root.words[ROW_ANCESTOR]).toBe(2)
    expect(laneThread(lane.root)).toBe(3)
    expect(isLaneLive(lane.root)).toBe(true)
    expect(arena.words[HEADER_LANE_VERSION]).toBe(1)
  })

  it('gives out runs of cells that lie in one page of its own, zeroed, and never overlap', () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: MAX_CELL_COUNT })), { maxLength: 30 })
    fc.assert(
      fc.property(sizes, (counts) => {
        const arena = create()
        const lanes = [makeLane(arena, 1), makeLane(arena, 2)] as const
        for (const [i, count] of counts.entries()) {
          const lane = lanes[i % 2] as Lane
          const ref = lane.allocateCells(count) as number
          expect(isCellRefValid(arena, lane.root, ref, count)).toBe(true)
          const cells = arena.page(pageOf(ref))?.cells.subarray(cellOf(ref), cellOf(ref) + count)
          expect(cells?.length).toBe(count)
          // Every run is filled: one that overlapped another would not be found zeroed.
          expect(cells?.every((cell) => cell === 0)).toBe(true)
          cells?.fill(i + 1)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('gives out the root page first, then whole pages', () => {
    const arena = create()
    const lane = makeLane(arena)
    const first = lane.allocateCells(PAGE_CELLS - ROOT_FIRST_CELL) as number
    expect([pageOf(first), cellOf(first)]).toEqual([lane.root.number, ROOT_FIRST_CELL])
    const second = lane.allocateCells(MAX_CELL_COUNT) as number
    expect([pageOf(second), cellOf(second)]).toEqual([lane.root.number + 1, ROW_CELLS])
    expect(arena.page(lane.root.number + 1)?.words[ROW_USE]).toBe(PAGE_IS_CELLS)
  })

  it('has no run longer than a page, and takes no page for one', () => {
    const arena = create()
    const lane = makeLane(arena)
    expect(lane.allocateCells(MAX_CELL_COUNT + 1)).toBeUndefined()
    expect(arena.owners[lane.root.number + 1]).toBe(0)
  })
})

describe('a full arena', () => {
  it('has no lane for a new thread', () => {
    const arena = createPlainArena()
    fillArena({ arena })
    expect(createLane(arena, 1, 0)).toBeUndefined()
  })

  it('leaves a lane the room it has', () => {
    const arena = createPlainArena()
    const lane = makeLane(arena)
    fillArena({ arena })
    expect(lane.allocateCells(PAGE_CELLS - ROOT_FIRST_CELL - 1)).toBeDefined()
    expect(lane.allocateCells(2)).toBeUndefined()
    expect(lane.allocateCells(1)).toBeDefined()
    expect(lane.allocateCells(1)).toBeUndefined()
  })
})

describe('a cell reference out of shared memory', () => {
  const arena = createPlainArena()
  const { root } = makeLane(arena, 1)
  const other = makeLane(arena, 2)
  const own = arena.claimPage(root.number)?.number as number
  const ref = (page: number, cell: number): number => page * PAGE_CELLS + cell

  it.each([
    ['the first cells of the root page', ref(root.number, ROOT_FIRST_CELL), 1, true],
    ['all cells of the root page', ref(root.number, ROOT_FIRST_CELL), PAGE_CELLS - ROOT_FIRST_CELL, true],
    ['all cells of another page of the lane', ref(own, ROW_CELLS), MAX_CELL_COUNT, true],
    ['the log', ref(root.number, ROOT_FIRST_CELL - 1), 1, false],
    ['the row', ref(own, ROW_CELLS - 1), 1, false],
    ['cells beyond the end of the page', ref(own, PAGE_CELLS - 1), 2, false],
    ['a page of another lane', ref(other.root.number, ROOT_FIRST_CELL), 1, false],
    ['a free page', ref(own + 1, ROW_CELLS), 1, false],
    ['the header', ref(0, ROOT_FIRST_CELL), 1, false],
    ['a negative number', -1, 1, false],
    ['a page that cannot be', ref(arena.memory.maxPages, ROW_CELLS), 1, false],
    ['the largest number', 2 ** 31 - 1, 1, false],
  ])('to %s', (_name, given, count, isValid) => {
    expect(isCellRefValid(arena, root, given, count)).toBe(isValid)
  })
})

describe('retiring a thread', () => {
  /** Threads by number, each with its nearest importing ancestor. */
  function lanesOf(ancestors: Readonly<Record<number, number>>): { readonly arena: Arena; living(): number[] } {
    const arena = createPlainArena()
    const lanes = Object.entries(ancestors).map(([thread, ancestor]) => makeLane(arena, Number(thread), ancestor))
    return { arena, living: () => lanes.filter(({ root }) => isLaneLive(root)).map(({ root }) => laneThread(root)) }
  }

  it('retires it and the whole branch below it, and nobody else', () => {
    const { arena, living } = lanesOf({ 0: 0, 1: 0, 2: 1, 3: 2, 4: 0, 5: 4 })
    const before = arena.words[HEADER_LANE_VERSION] as number
    retireLanes(arena, 1)
    expect(living()).toEqual([0, 4, 5])
    expect(arena.words[HEADER_LANE_VERSION]).toBe(before + 1)
  })

  it('finds the branch whichever of its lanes was made first', () => {
    const { arena, living } = lanesOf({ 1: 2, 2: 3, 3: 4, 4: 0, 9: 0 })
    retireLanes(arena, 4)
    expect(living()).toEqual([9])
  })

  it('reaches below a thread that recorded nothing itself', () => {
    const { arena, living } = lanesOf({ 0: 0, 7: 6, 8: 0 })
    retireLanes(arena, 6)
    expect(living()).toEqual([0, 8])
  })

  it('changes nothing for a thread that nobody knows, and may come twice', () => {
    const { arena, living } = lanesOf({ 0: 0, 1: 0 })
    retireLanes(arena, 99)
    expect(living()).toEqual([0, 1])
    retireLanes(arena, 1)
    retireLanes(arena, 1)
    expect(living()).toEqual([0])
  })
})
