/** Hands out the cells of a lane. What a lane has used is not written down anywhere: it is what its log refers to. */

import type { Arena, Page } from './arena.js'
import { type CellRef, cellOf, pageOf } from './lane.js'
import { MAX_CELL_COUNT, PAGE_CELLS, PAGE_IS_CELLS, PAGE_IS_LOG, PAGE_SHIFT, ROOT_FIRST_CELL, ROW_CELLS, ROW_USE } from './layout.js'

/** A run of cells in use. */
export interface CellRun {
  readonly ref: CellRef
  readonly count: number
}

export interface CellSpace {
  /** Takes `count` zeroed cells that lie together in one page, or undefined when the arena is full. */
  allocate(count: number): CellRef | undefined
  /** Gives a run back. Readers must have been told first, in the lane's log, that it means nothing any more: it may be another series' at once. */
  free(run: CellRun): void
}

interface OpenPage {
  readonly page: Page
  nextCell: number
}

/**
 * @param used What the lane's log refers to already; a new lane has none. Pages of the lane that nothing refers to, left by a thread that was killed between taking and using them,
 * are used before new ones.
 * @param logPages Numbers of the pages its log lies in; none of a new lane.
 */
export function createCellSpace(
  arena: Arena,
  root: Page,
  used: Iterable<CellRun> = [],
  logPages: ReadonlySet<number> = new Set(),
): CellSpace {
  const runs = [...used].sort((a, b) => a.ref - b.ref)
  const isTakenOver = runs.length > 0 || logPages.size > 0
  const nextCells = new Map<number, number>([[root.number, ROOT_FIRST_CELL]])
  const freed = createFreeRuns()
  for (const { ref, count } of runs) {
    const number = pageOf(ref)
    const from = nextCells.get(number) ?? ROW_CELLS
    if (cellOf(ref) > from) freed.add({ ref: (number << PAGE_SHIFT) | from, count: cellOf(ref) - from })
    nextCells.set(number, Math.max(from, cellOf(ref) + count))
  }
  const spare: Page[] = []
  for (const page of pagesOf(arena, root)) {
    if (nextCells.has(page.number) || logPages.has(page.number)) continue
    page.cells.fill(0)
    spare.push(page)
  }
  const open: OpenPage[] = [...nextCells].flatMap(([number, nextCell]) => {
    const page = arena.page(number)
    // Cells that were given back hold what they held then, and a thread that was killed may have written some that no record names.
    if (isTakenOver) page?.cells.fill(0, nextCell)
    return page ? [{ page, nextCell }] : []
  })

  function openPage(): OpenPage | undefined {
    const page = spare.pop() ?? arena.claimPage(root.number)
    if (!page) return undefined
    page.words[ROW_USE] = PAGE_IS_CELLS
    const opened = { page, nextCell: ROW_CELLS }
    open.push(opened)
    return opened
  }

  function clear(ref: CellRef, count: number): CellRef {
    arena.page(pageOf(ref))?.cells.fill(0, cellOf(ref), cellOf(ref) + count)
    return ref
  }

  return {
    allocate(count) {
      if (count > MAX_CELL_COUNT) return undefined
      const known = freed.take(count)
      if (known !== undefined) return clear(known, count)
      // The last page is where there is room as a rule; the others have gaps at their ends at best.
      const found = open.findLast(({ nextCell }) => nextCell + count <= PAGE_CELLS)
      const split = found ? undefined : freed.split(count)
      if (split !== undefined) return clear(split, count)
      const opened = found ?? openPage()
      if (!opened) return undefined
      const ref = (opened.page.number << PAGE_SHIFT) | opened.nextCell
      opened.nextCell += count
      return ref
    },
    free: (run) => freed.add(run),
  }
}

/** Runs that were given back, by length: what is freed is mostly asked for again in the same length. */
interface FreeRuns {
  add(run: CellRun): void
  /** A run of exactly this length. */
  take(count: number): CellRef | undefined
  /** The front of a longer one; the rest stays free. */
  split(count: number): CellRef | undefined
}

function createFreeRuns(): FreeRuns {
  const byLength = new Map<number, CellRef[]>()

  function add({ ref, count }: CellRun): void {
    const refs = byLength.get(count)
    if (refs) refs.push(ref)
    else byLength.set(count, [ref])
  }

  const take = (count: number): CellRef | undefined => byLength.get(count)?.pop()

  return {
    add,
    take,
    split(count) {
      for (const [length, refs] of byLength) {
        if (length <= count || refs.length === 0) continue
        const ref = refs.pop() as CellRef
        add({ ref: ref + count, count: length - count })
        return ref
      }
      return undefined
    },
  }
}

function* pagesOf(arena: Arena, root: Page): Generator<Page, void, void> {
  for (let number = root.number + 1; number < arena.owners.length; number++) {
    const owner = Atomics.load(arena.owners, number)
    if (owner === 0) return
    const page = owner === root.number + 1 ? arena.page(number) : undefined
    if (page) yield page
  }
}

/** Whether a reference read from shared memory names `count` cells that this lane owns. */
export function isCellRefValid(arena: Arena, root: Page, ref: CellRef, count: number): boolean {
  const number = pageOf(ref)
  if (ref < 0 || arena.owners[number] !== root.number + 1) return false
  const first = cellOf(ref)
  const page = arena.page(number)
  return (
    first >= (number === root.number ? ROOT_FIRST_CELL : ROW_CELLS) && first + count <= PAGE_CELLS && page?.words[ROW_USE] !== PAGE_IS_LOG
  )
}
