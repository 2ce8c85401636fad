/** The arena as one thread sees it: the header, the owner table and the pages. Knows bytes, no metrics. */

import { TelltaleError } from '../ground/errors.js'
import {
  HEAD_BYTES,
  HEAD_PAGES,
  HEADER_CLOCK_CELL,
  HEADER_IDENTITY,
  HEADER_LAYOUT_VERSION,
  HEADER_LOG_VERSION,
  HEADER_MAGIC,
  HEADER_NEXT_PAGE,
  HEADER_STARTED_CELL,
  LAYOUT_VERSION,
  MAGIC,
  OWNERS_BYTE_OFFSET,
  PAGE_BYTES,
  PAGE_CELLS,
} from './layout.js'
import { createPlainMemory, createSharedMemory, type Memory, openSharedMemory } from './memory.js'

/**
 * One page through the three glasses it is read with. The views are of fixed length: a length-tracking view on a growable buffer costs 30–120 ns
 * a store, a fixed one 1–3 ns, and growing never invalidates it.
 */
export interface Page {
  readonly number: number
  readonly cells: Float64Array
  readonly words: Int32Array
  readonly bytes: Uint8Array
}

export interface Arena {
  readonly memory: Memory
  /** Int32 words of the header. */
  readonly words: Int32Array
  /** Float64 cells of the header. */
  readonly cells: Float64Array
  /** By page: 0 free, n > 0 taken by the lane whose root page is n − 1. */
  readonly owners: Int32Array
  /** The pages this thread has looked at; `pages[n]` is a hole until `page(n)` filled it. */
  readonly pages: (Page | undefined)[]
  /** The page, or undefined when it cannot exist (out of range, out of memory). */
  page(number: number): Page | undefined
  /**
   * Takes a free page for the lane with this root page, or, without one, as the root of a new lane. Lock-free: one compare-and-swap a page tried.
   * Answers undefined when the arena is full.
   */
  claimPage(rootPage?: number): Page | undefined
  /** Root pages of all lanes from `fromPage` on, ascending. */
  rootPages(fromPage: number): number[]
}

/** A new arena on shared memory, or on plain memory where there is none. */
export function createArena(options: { readonly shared: boolean; readonly nowMillis: number }): Arena {
  const memory = (options.shared ? createSharedMemory() : undefined) ?? createPlainMemory()
  const arena = viewArena(memory)
  arena.cells[HEADER_STARTED_CELL] = options.nowMillis
  arena.words[HEADER_NEXT_PAGE] = HEAD_PAGES
  for (const word of [HEADER_IDENTITY, HEADER_IDENTITY + 1]) arena.words[word] = Math.random() * 2 ** 32
  arena.words[HEADER_LAYOUT_VERSION] = LAYOUT_VERSION
  Atomics.store(arena.words, HEADER_MAGIC, MAGIC)
  return arena
}

/**
 * The arena that another thread made.
 * @throws TelltaleError `invalid_arena` when the buffer is not one, or is of another layout version.
 */
export function openArena(shared: SharedArrayBuffer): Arena {
  if (typeof SharedArrayBuffer === 'undefined' || !(shared instanceof SharedArrayBuffer) || shared.byteLength < PAGE_BYTES) {
    throw new TelltaleError('invalid_arena', 'attach: expected a handle made by arenaHandle(), got something else')
  }
  const words = new Int32Array(shared, 0, PAGE_BYTES / 4)
  if (Atomics.load(words, HEADER_MAGIC) !== MAGIC) {
    throw new TelltaleError('invalid_arena', 'attach: expected a handle made by arenaHandle(), got a buffer that holds no arena')
  }
  const version = words[HEADER_LAYOUT_VERSION]
  if (version !== LAYOUT_VERSION) {
    throw new TelltaleError(
      'invalid_arena',
      `attach: expected an arena of layout version ${LAYOUT_VERSION}, got version ${version}; two releases of @telltale/core are loaded in this process`,
    )
  }
  if (shared.byteLength < HEAD_BYTES) {
    throw new TelltaleError('invalid_arena', `attach: expected a handle made by arenaHandle(), got a buffer of ${shared.byteLength} bytes`)
  }
  return viewArena(openSharedMemory(shared))
}

function viewArena(memory: Memory): Arena {
  const words = new Int32Array(memory.head, 0, PAGE_BYTES / 4)
  const owners = new Int32Array(memory.head, OWNERS_BYTE_OFFSET, memory.maxPages)
  const pages: (Page | undefined)[] = []

  function page(number: number): Page | undefined {
    const known = pages[number]
    if (known) return known
    if (number < HEAD_PAGES || number >= memory.maxPages) return undefined
    const place = memory.locate(number)
    if (!place) return undefined
    const { buffer, byteOffset } = place
    const made: Page = {
      number,
      cells: new Float64Array(buffer, byteOffset, PAGE_CELLS),
      words: new Int32Array(buffer, byteOffset, PAGE_BYTES / 4),
      bytes: new Uint8Array(buffer, byteOffset, PAGE_BYTES),
    }
    while (pages.length < number) pages.push(undefined)
    pages[number] = made
    return made
  }

  function claimPage(rootPage?: number): Page | undefined {
    for (let number = Math.max(HEAD_PAGES, Atomics.load(words, HEADER_NEXT_PAGE)); number < memory.maxPages; number++) {
      if (Atomics.compareExchange(owners, number, 0, (rootPage ?? number) + 1) !== 0) continue
      const claimed = page(number)
      // No memory for it, nor for any page behind it: it is nobody's again, so that trying does not use up the table.
      if (claimed) Atomics.store(words, HEADER_NEXT_PAGE, number + 1)
      else Atomics.store(owners, number, 0)
      return claimed
    }
    return undefined
  }

  function rootPages(fromPage: number): number[] {
    const roots: number[] = []
    for (let number = Math.max(HEAD_PAGES, fromPage); number < memory.maxPages; number++) {
      const owner = Atomics.load(owners, number)
      if (owner === 0) break
      if (owner === number + 1) roots.push(number)
    }
    return roots
  }

  return { memory, words, cells: new Float64Array(memory.head, 0, PAGE_CELLS), owners, pages, page, claimPage, rootPages }
}

/** Whether two views, perhaps over different buffer objects, show the same memory. */
export function isSameArena(a: Arena, b: Arena): boolean {
  return [HEADER_IDENTITY, HEADER_IDENTITY + 1].every((word) => a.words[word] === b.words[word])
}

/** Number that changes whenever any lane's log has grown. */
export function logVersion(arena: Arena): number {
  return Atomics.load(arena.words, HEADER_LOG_VERSION)
}

/** The coarse clock: monotonic milliseconds, at most about a second old. */
export function coarseMillis(arena: Arena): number {
  return arena.cells[HEADER_CLOCK_CELL] as number
}

export function setCoarseMillis(arena: Arena, nowMillis: number): void {
  arena.cells[HEADER_CLOCK_CELL] = nowMillis
}
