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
}

interface OpenPage {
  readonly page: Page
  nextCell: number
}

/**
 * @param used What the lane's log refers to already; a new lane has none. Pages of the lane that nothing refers to, left by a thread that was killed between taking and using them,
 * are used before new ones.
 * @param logPages Numbers of the pages its log lies in.
 */
export function createCellSpace(
  arena: Arena,
  root: Page,
  used: Iterable<CellRun> = [],
  logPages: ReadonlySet<number> = new Set(),
): CellSpace {
  const nextCells = new Map<number, number>([[root.number, ROOT_FIRST_CELL]])
  for (const { ref, count } of used) nextCells.set(pageOf(ref), Math.max(nextCells.get(pageOf(ref)) ?? ROW_CELLS, cellOf(ref) + count))
  const spare: Page[] = []
  for (const page of pagesOf(arena, root)) {
    if (nextCells.has(page.number) || logPages.has(page.number)) continue
    page.cells.fill(0)
    spare.push(page)
  }
  const open: OpenPage[] = [...nextCells].flatMap(([number, nextCell]) => {
    const page = arena.page(number)
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

  return {
    allocate(count) {
      if (count > MAX_CELL_COUNT) return undefined
      // The last page is where there is room as a rule; the others have gaps at their ends at best.
      const found = open.findLast(({ nextCell }) => nextCell + count <= PAGE_CELLS) ?? openPage()
      if (!found) return undefined
      const ref = (found.page.number << PAGE_SHIFT) | found.nextCell
      found.nextCell += count
      return ref
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
