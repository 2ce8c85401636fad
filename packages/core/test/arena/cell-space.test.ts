import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CellRun, createCellSpace, isCellRefValid } from '../../src/arena/cell-space.js'
import { cellOf, pageOf } from '../../src/arena/lane.js'
import { MAX_CELL_COUNT, PAGE_CELLS, PAGE_IS_CELLS, PAGE_IS_LOG, ROOT_FIRST_CELL, ROW_CELLS, ROW_USE } from '../../src/arena/layout.js'
import { createLane, createPlainArena, type Lane, placeOf } from '../support/lanes.js'
import { MEMORIES } from '../support/memories.js'
import { fillArena } from '../support/private-registry.js'

describe.each(MEMORIES)('the cells of a lane on %s', (_name, create) => {
  it('are given out in runs that lie in one page of its own, zeroed, and never overlap', () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: MAX_CELL_COUNT })), { maxLength: 30 })
    fc.assert(
      fc.property(sizes, (counts) => {
        const arena = create()
        const lanes = [createLane(arena, 1), createLane(arena, 2)] as const
        for (const [i, count] of counts.entries()) {
          const { root, space } = lanes[i % 2] as Lane
          const ref = space.allocate(count) as number
          expect(isCellRefValid(arena, root, ref, count)).toBe(true)
          const { page, first } = placeOf(arena, ref)
          const cells = page.cells.subarray(first, first + count)
          // Every run is filled: one that overlapped another would not be found zeroed.
          expect(cells.length === count && cells.every((cell) => cell === 0)).toBe(true)
          cells.fill(i + 1)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('are those of the root page first, then of whole pages', () => {
    const arena = create()
    const { root, space } = createLane(arena)
    const first = space.allocate(PAGE_CELLS - ROOT_FIRST_CELL) as number
    expect([pageOf(first), cellOf(first)]).toEqual([root.number, ROOT_FIRST_CELL])
    const second = space.allocate(MAX_CELL_COUNT) as number
    expect([pageOf(second), cellOf(second)]).toEqual([root.number + 1, ROW_CELLS])
    expect(arena.page(root.number + 1)?.words[ROW_USE]).toBe(PAGE_IS_CELLS)
  })

  it('are no run longer than a page, and no page is taken for one', () => {
    const arena = create()
    const { root, space } = createLane(arena)
    expect(space.allocate(MAX_CELL_COUNT + 1)).toBeUndefined()
    expect(arena.owners[root.number + 1]).toBe(0)
  })
})

describe('the cells of a lane in a full arena', () => {
  it('are those it has', () => {
    const arena = createPlainArena()
    const { space } = createLane(arena)
    fillArena({ arena })
    expect(space.allocate(PAGE_CELLS - ROOT_FIRST_CELL - 1)).toBeDefined()
    expect(space.allocate(2)).toBeUndefined()
    expect(space.allocate(1)).toBeDefined()
    expect(space.allocate(1)).toBeUndefined()
  })
})

describe('the cells of a lane taken over', () => {
  it('are given out beside those in use, whatever those are', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(sizes, sizes, (before, after) => {
        const arena = createPlainArena()
        const { root, space } = createLane(arena)
        const used: CellRun[] = before.map((count) => ({ ref: space.allocate(count) as number, count }))
        for (const { ref, count } of used) placeOf(arena, ref).page.cells.fill(7, cellOf(ref), cellOf(ref) + count)
        const resumed = createCellSpace(arena, root, used)
        for (const count of after) {
          const ref = resumed.allocate(count) as number
          expect(isCellRefValid(arena, root, ref, count)).toBe(true)
          const { page, first } = placeOf(arena, ref)
          expect(page.cells.subarray(first, first + count).every((cell) => cell === 0)).toBe(true)
          page.cells.fill(8, first, first + count)
        }
        for (const { ref, count } of used) {
          const { page, first } = placeOf(arena, ref)
          expect(page.cells.subarray(first, first + count).every((cell) => cell === 7)).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('are also those of pages the dead thread took and never used, but none of its log', () => {
    const arena = createPlainArena()
    const { root } = createLane(arena, 1)
    const log = arena.claimPage(root.number)
    const lost = arena.claimPage(root.number)
    createLane(arena, 2)
    if (!log || !lost) throw new Error('the arena is full')
    lost.cells.fill(9)
    fillArena({ arena })
    const space = createCellSpace(
      arena,
      root,
      [{ ref: root.number * PAGE_CELLS + ROOT_FIRST_CELL, count: PAGE_CELLS - ROOT_FIRST_CELL }],
      new Set([root.number, log.number]),
    )
    const ref = space.allocate(MAX_CELL_COUNT) as number
    expect([pageOf(ref), cellOf(ref)]).toEqual([lost.number, ROW_CELLS])
    expect(lost.cells.subarray(ROW_CELLS).every((cell) => cell === 0)).toBe(true)
    expect(space.allocate(1)).toBeUndefined()
  })
})

describe('a cell reference out of shared memory', () => {
  const arena = createPlainArena()
  const { root } = createLane(arena, 1)
  const other = createLane(arena, 2)
  const own = arena.claimPage(root.number)?.number as number
  const log = arena.claimPage(root.number)
  if (log) log.words[ROW_USE] = PAGE_IS_LOG
  const ref = (page: number, cell: number): number => page * PAGE_CELLS + cell

  it.each([
    ['the first cells of the root page', ref(root.number, ROOT_FIRST_CELL), 1, true],
    ['all cells of the root page', ref(root.number, ROOT_FIRST_CELL), PAGE_CELLS - ROOT_FIRST_CELL, true],
    ['all cells of another page of the lane', ref(own, ROW_CELLS), MAX_CELL_COUNT, true],
    ['the log in the root page', ref(root.number, ROOT_FIRST_CELL - 1), 1, false],
    ['the log in another page', ref(log?.number as number, ROW_CELLS), 1, false],
    ['the row', ref(own, ROW_CELLS - 1), 1, false],
    ['cells beyond the end of the page', ref(own, PAGE_CELLS - 1), 2, false],
    ['a page of another lane', ref(other.root.number, ROOT_FIRST_CELL), 1, false],
    ['a free page', ref(own + 2, ROW_CELLS), 1, false],
    ['the header', ref(0, ROOT_FIRST_CELL), 1, false],
    ['a negative number', -1, 1, false],
    ['a page that cannot be', ref(arena.memory.maxPages, ROW_CELLS), 1, false],
    ['the largest number', 2 ** 31 - 1, 1, false],
  ])('to %s', (_name, given, count, isValid) => {
    expect(isCellRefValid(arena, root, given, count)).toBe(isValid)
  })
})
