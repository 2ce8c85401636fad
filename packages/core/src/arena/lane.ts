/** A lane: one thread's share of the arena. A single writer; any number of readers. */

import type { Arena, Page } from './arena.js'
import {
  CELL_MASK,
  HEADER_LANE_VERSION,
  LANE_IS_LIVE,
  LANE_IS_RETIRED,
  MAX_CELL_COUNT,
  PAGE_CELLS,
  PAGE_IS_CELLS,
  PAGE_IS_ROOT,
  PAGE_SHIFT,
  ROOT_FIRST_CELL,
  ROW_ANCESTOR,
  ROW_CELLS,
  ROW_STATE,
  ROW_THREAD,
  ROW_USE,
} from './layout.js'
import { createLogWriter, type LogWriter } from './log.js'

/** A run of cells of one lane: page × PAGE_CELLS + first cell. Fits an Int32. */
export type CellRef = number

export interface Lane {
  readonly root: Page
  readonly log: LogWriter
  /** Takes `count` zeroed cells that lie together in one page, or undefined when the arena is full. */
  allocateCells(count: number): CellRef | undefined
}

/** Claims a new lane for the calling thread, or undefined when the arena is full. */
export function createLane(arena: Arena, thread: number, ancestor: number): Lane | undefined {
  const root = arena.claimPage()
  if (!root) return undefined
  root.words[ROW_USE] = PAGE_IS_ROOT
  root.words[ROW_THREAD] = thread
  root.words[ROW_ANCESTOR] = ancestor
  Atomics.store(root.words, ROW_STATE, LANE_IS_LIVE)
  Atomics.add(arena.words, HEADER_LANE_VERSION, 1)

  let page = root
  let nextCell = ROOT_FIRST_CELL
  return {
    root,
    log: createLogWriter(arena, root),
    allocateCells(count) {
      if (count > MAX_CELL_COUNT) return undefined
      if (nextCell + count > PAGE_CELLS) {
        const claimed = arena.claimPage(root.number)
        if (!claimed) return undefined
        claimed.words[ROW_USE] = PAGE_IS_CELLS
        page = claimed
        nextCell = ROW_CELLS
      }
      const ref = (page.number << PAGE_SHIFT) | nextCell
      nextCell += count
      return ref
    },
  }
}

/**
 * Marks the lanes of a thread that has ended, and of all threads below it: what ends a thread ends its workers too. To be called only when the thread has
 * really stopped. Their sums stay; their gauges drop out of every rule but `last`.
 */
export function retireLanes(arena: Arena, endedThread: number): void {
  const ended = new Set([endedThread])
  const living = arena.rootPages(0).flatMap((number) => {
    const root = arena.page(number)
    return root && Atomics.load(root.words, ROW_STATE) === LANE_IS_LIVE ? [root] : []
  })
  for (let found = true; found; ) {
    found = false
    for (const root of living) {
      const thread = root.words[ROW_THREAD] as number
      if (ended.has(thread) || !ended.has(root.words[ROW_ANCESTOR] as number)) continue
      ended.add(thread)
      found = true
    }
  }
  for (const root of living) {
    if (ended.has(root.words[ROW_THREAD] as number)) Atomics.store(root.words, ROW_STATE, LANE_IS_RETIRED)
  }
  Atomics.add(arena.words, HEADER_LANE_VERSION, 1)
}

export function isLaneLive(root: Page): boolean {
  return Atomics.load(root.words, ROW_STATE) !== LANE_IS_RETIRED
}

export function laneThread(root: Page): number {
  return root.words[ROW_THREAD] as number
}

export const pageOf = (ref: CellRef): number => ref >>> PAGE_SHIFT
export const cellOf = (ref: CellRef): number => ref & CELL_MASK

/** Whether a reference read from shared memory names `count` cells that this lane owns. */
export function isCellRefValid(arena: Arena, root: Page, ref: CellRef, count: number): boolean {
  const number = pageOf(ref)
  if (ref < 0 || arena.owners[number] !== root.number + 1) return false
  const first = cellOf(ref)
  return first >= (number === root.number ? ROOT_FIRST_CELL : ROW_CELLS) && first + count <= PAGE_CELLS && arena.page(number) !== undefined
}
