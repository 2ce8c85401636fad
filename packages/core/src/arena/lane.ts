/** A lane: one thread's share of the arena. A single writer at a time; any number of readers. */

import type { Arena, Page } from './arena.js'
import {
  CELL_MASK,
  HEADER_IDENTITY,
  HEADER_LANE_VERSION,
  HEADER_LOG_VERSION,
  LANE_IS_FREE,
  LANE_IS_RETIRED,
  MAX_ELDERS,
  PAGE_IS_ROOT,
  PAGE_SHIFT,
  ROW_ANCESTOR,
  ROW_CAME_FROM,
  ROW_ELDERS,
  ROW_STATE,
  ROW_THREAD,
  ROW_USE,
} from './layout.js'

/** A run of cells of one lane: page × PAGE_CELLS + first cell. Fits an Int32. */
export type CellRef = number

/** The thread that takes a lane. */
export interface Writer {
  readonly thread: number
  /** Nearest ancestor thread that had loaded the library when this one started. */
  readonly ancestor: number
  /** Those above that one, nearest first, without the main thread. */
  readonly elders?: readonly number[]
}

const liveState = (thread: number): number => thread + 1
const takenState = (thread: number): number => -(thread + 2)

/**
 * Claims the root page of a new lane, or undefined when the arena is full. Until `settleLane` the lane is not live.
 *
 * Between the claim of the page and that of the lane the lane is anybody's: a thread killed there leaves it to the next one, and one that was merely slow finds it taken and
 * claims another page.
 */
export function claimLane(arena: Arena, writer: Writer): Page | undefined {
  for (let root = arena.claimPage(); root; root = arena.claimPage()) {
    if (takeLane(root, LANE_IS_FREE, writer)) return root
  }
  return undefined
}

/**
 * Takes the lane of a thread that has ended, so that its sums go on and its memory is used again; undefined when there is none. Until `settleLane` the lane is not live: its
 * gauges still say what the dead thread said. Killed in between, the taker's own end frees the lane again.
 */
export function takeRetiredLane(arena: Arena, writer: Writer): Page | undefined {
  for (const number of arena.rootPages(0)) {
    const root = arena.page(number)
    if (root && (takeLane(root, LANE_IS_RETIRED, writer) || takeLane(root, LANE_IS_FREE, writer))) return root
  }
  return undefined
}

function takeLane(root: Page, from: number, { thread }: Writer): boolean {
  return Atomics.compareExchange(root.words, ROW_STATE, from, takenState(thread)) === from
}

/**
 * Makes a lane that was taken the writer's own, and live. Readers are told to look again: a thread killed between a record and the news of it may have left series
 * that nobody has seen.
 */
export function settleLane(arena: Arena, root: Page, { thread, ancestor, elders = [] }: Writer): void {
  root.words[ROW_USE] = PAGE_IS_ROOT
  root.words[ROW_THREAD] = thread
  root.words[ROW_ANCESTOR] = ancestor
  for (let i = 0; i < MAX_ELDERS; i++) root.words[ROW_ELDERS + i] = elders[i] ?? 0
  Atomics.store(root.words, ROW_STATE, liveState(thread))
  Atomics.add(arena.words, HEADER_LANE_VERSION, 1)
  Atomics.add(arena.words, HEADER_LOG_VERSION, 1)
}

/**
 * Retires the lanes of a thread that has ended, and of all threads below it: what ends a thread ends its workers too. To be called only when the thread has
 * really stopped. Their sums stay; their gauges drop out of every rule but `last`; the next thread that needs a lane takes one of them.
 */
export function retireLanes(arena: Arena, endedThread: number): void {
  const ended = new Set([endedThread])
  const roots = arena.rootPages(0).flatMap((number) => arena.page(number) ?? [])
  const living = roots.filter((root) => Atomics.load(root.words, ROW_STATE) > 0)
  for (let found = true; found; ) {
    found = false
    for (const root of living) {
      const thread = laneThread(root)
      if (ended.has(thread) || !isBelow(root, ended)) continue
      ended.add(thread)
      found = true
    }
  }
  for (const root of roots) {
    for (const thread of ended) {
      for (const state of [liveState(thread), takenState(thread)]) Atomics.compareExchange(root.words, ROW_STATE, state, LANE_IS_RETIRED)
    }
  }
  Atomics.add(arena.words, HEADER_LANE_VERSION, 1)
}

function isBelow(root: Page, threads: ReadonlySet<number>): boolean {
  if (threads.has(root.words[ROW_ANCESTOR] as number)) return true
  for (let i = 0; i < MAX_ELDERS; i++) if (threads.has(root.words[ROW_ELDERS + i] as number)) return true
  return false
}

/** Notes from which arena a lane was carried over. */
export function markOrigin(root: Page, left: Arena): void {
  for (const word of [0, 1]) root.words[ROW_CAME_FROM + word] = left.words[HEADER_IDENTITY + word] as number
}

export function cameFrom(root: Page, left: Arena): boolean {
  return [0, 1].every((word) => root.words[ROW_CAME_FROM + word] === left.words[HEADER_IDENTITY + word])
}

/** Whether a thread that has not ended writes the lane. */
export function isLaneLive(root: Page): boolean {
  return Atomics.load(root.words, ROW_STATE) > 0
}

/** The thread that writes the lane, or wrote it last. */
export function laneThread(root: Page): number {
  return root.words[ROW_THREAD] as number
}

export const pageOf = (ref: CellRef): number => ref >>> PAGE_SHIFT
export const cellOf = (ref: CellRef): number => ref & CELL_MASK
