import { describe, expect, it } from 'vitest'
import { type Arena, coarseMillis, createArena, isSameArena, logVersion, openArena, setCoarseMillis } from '../../src/arena/arena.js'
import {
  HEAD_PAGES,
  HEADER_LAYOUT_VERSION,
  HEADER_MAGIC,
  HEADER_NEXT_PAGE,
  HEADER_STARTED_CELL,
  LAYOUT_VERSION,
  MAGIC,
  PAGE_BYTES,
  PAGE_CELLS,
} from '../../src/arena/layout.js'
import { hasSharedMemory, MEMORIES } from '../support/memories.js'
import { fillArena } from '../support/private-registry.js'

describe.each(MEMORIES)('an arena on %s', (_name, create) => {
  it('begins with its header', () => {
    const arena = create()
    expect(arena.words[HEADER_MAGIC]).toBe(MAGIC)
    expect(arena.words[HEADER_LAYOUT_VERSION]).toBe(LAYOUT_VERSION)
    expect(arena.cells[HEADER_STARTED_CELL]).toBe(1_000)
    expect(logVersion(arena)).toBe(0)
    expect(arena.rootPages(0)).toEqual([])
  })

  it('hands out pages in ascending order, each once, and records whose they are', () => {
    const arena = create()
    const root = arena.claimPage()
    const own = arena.claimPage(root?.number)
    const other = arena.claimPage()
    expect([root?.number, own?.number, other?.number]).toEqual([HEAD_PAGES, HEAD_PAGES + 1, HEAD_PAGES + 2])
    expect([...arena.owners.subarray(HEAD_PAGES, HEAD_PAGES + 4)]).toEqual([HEAD_PAGES + 1, HEAD_PAGES + 1, HEAD_PAGES + 3, 0])
    expect(arena.rootPages(0)).toEqual([HEAD_PAGES, HEAD_PAGES + 2])
    expect(arena.rootPages(HEAD_PAGES + 1)).toEqual([HEAD_PAGES + 2])
    expect(arena.rootPages(HEAD_PAGES + 3)).toEqual([])
  })

  it('passes over pages that another thread has taken, whatever the hint says', () => {
    const arena = create()
    arena.owners[HEAD_PAGES] = HEAD_PAGES + 1
    arena.owners[HEAD_PAGES + 1] = HEAD_PAGES + 1
    arena.words[HEADER_NEXT_PAGE] = 0
    expect(arena.claimPage()?.number).toBe(HEAD_PAGES + 2)
    expect(arena.words[HEADER_NEXT_PAGE]).toBe(HEAD_PAGES + 3)
  })

  it('gives every page its own 64 KiB, zeroed, seen through three views of fixed length', () => {
    const arena = create()
    const pages = Array.from({ length: 4 }, () => arena.claimPage())
    for (const [i, page] of pages.entries()) {
      expect([page?.cells.length, page?.words.length, page?.bytes.length]).toEqual([PAGE_CELLS, PAGE_BYTES / 4, PAGE_BYTES])
      expect(page?.cells.every((cell) => cell === 0)).toBe(true)
      page?.cells.fill(i + 1)
    }
    for (const [i, page] of pages.entries()) {
      expect(page?.cells.every((cell) => cell === i + 1)).toBe(true)
      expect(new Float64Array(page?.bytes.slice(0, 8).buffer as ArrayBuffer)[0]).toBe(i + 1)
      expect(page?.words[1]).toBe(new Int32Array(Float64Array.of(i + 1).buffer)[1])
    }
  })

  it('grows without moving what is there: old views go on working', () => {
    const arena = create()
    const first = arena.claimPage()
    const before = arena.memory.sizeBytes()
    if (first) first.cells[100] = 1.5
    for (let i = 0; i < 60; i++) expect(arena.claimPage(first?.number)?.number).toBe(HEAD_PAGES + 1 + i)
    expect(arena.memory.sizeBytes()).toBeGreaterThan(before)
    if (first) first.cells[101] = 2.5
    expect(arena.page(HEAD_PAGES)).toBe(first)
    expect([...(first?.cells.subarray(100, 102) ?? [])]).toEqual([1.5, 2.5])
    expect(arena.page(HEAD_PAGES + 60)?.cells[0]).toBe(0)
  })

  it('answers "full" when every page is taken, and goes on answering it', () => {
    const arena = create()
    expect(arena.claimPage()?.number).toBe(HEAD_PAGES)
    fillArena({ arena })
    expect(arena.claimPage()).toBeUndefined()
    expect(arena.claimPage(HEAD_PAGES)).toBeUndefined()
    arena.words[HEADER_NEXT_PAGE] = 0
    expect(arena.claimPage()).toBeUndefined()
  })

  it('has no page in its head or beyond its end', () => {
    const arena = create()
    for (const number of [-1, 0, HEAD_PAGES - 1, arena.memory.maxPages, 2 ** 31]) expect(arena.page(number)?.number).toBeUndefined()
  })

  it('keeps a coarse clock', () => {
    const arena = create()
    expect(coarseMillis(arena)).toBe(0)
    setCoarseMillis(arena, 12.5)
    expect(coarseMillis(arena)).toBe(12.5)
  })

  it('is itself and no other', () => {
    const arena = create()
    expect(isSameArena(arena, arena)).toBe(true)
    expect(isSameArena(arena, create())).toBe(false)
  })
})

describe('a new arena', () => {
  it('is on shared memory exactly where it is asked for and there is some', () => {
    expect(createArena({ shared: true, nowMillis: 0 }).memory.shared !== undefined).toBe(hasSharedMemory)
    expect(createArena({ shared: false, nowMillis: 0 }).memory.shared).toBeUndefined()
  })
})

/** A buffer whose header says it is an arena, and then what `change` makes of it. */
function buffersToRefuse(): readonly (readonly [name: string, buffer: unknown, message: RegExp])[] {
  const handle = /^attach: expected a handle made by arenaHandle\(\), got /
  const always = [
    ['undefined', undefined, handle],
    ['null', null, handle],
    ['an object', {}, handle],
    ['a buffer of this thread', new ArrayBuffer(PAGE_BYTES), handle],
    ['bytes', new Uint8Array(PAGE_BYTES), handle],
  ] as const
  if (!hasSharedMemory) return always

  const sharedBy = (change: (words: Int32Array) => void, byteLength = PAGE_BYTES): SharedArrayBuffer => {
    const buffer = new SharedArrayBuffer(byteLength)
    const words = new Int32Array(buffer)
    words[HEADER_MAGIC] = MAGIC
    words[HEADER_LAYOUT_VERSION] = LAYOUT_VERSION
    change(words)
    return buffer
  }
  return [
    ...always,
    ['an empty shared buffer', new SharedArrayBuffer(0), handle],
    ['a shared buffer shorter than a header', sharedBy(() => {}, PAGE_BYTES - 4), handle],
    ['a shared buffer that ends before the pages', sharedBy(() => {}), handle],
    ['a shared buffer of zeros', new SharedArrayBuffer(PAGE_BYTES), handle],
    [
      'a shared buffer of something else',
      sharedBy((words) => {
        words[HEADER_MAGIC] = MAGIC + 1
      }),
      handle,
    ],
    [
      'an arena of another release',
      sharedBy((words) => {
        words[HEADER_LAYOUT_VERSION] = LAYOUT_VERSION + 1
      }),
      new RegExp(`^attach: expected an arena of layout version ${LAYOUT_VERSION}, got version ${LAYOUT_VERSION + 1}`),
    ],
  ]
}

describe('opening an arena', () => {
  it.each(buffersToRefuse())('refuses %s, saying what was expected and what was given', (_name, buffer, message) => {
    const open = (): Arena => openArena(buffer as SharedArrayBuffer)
    expect(open).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'invalid_arena', message: expect.stringMatching(message) }))
  })

  it('shows the same memory, where memory can be shared', () => {
    const arena = createArena({ shared: true, nowMillis: 7 })
    if (!arena.memory.shared) return
    const page = arena.claimPage()
    if (page) page.cells[9] = 4.25
    const opened = openArena(arena.memory.shared)
    expect(isSameArena(opened, arena)).toBe(true)
    expect(opened.cells[HEADER_STARTED_CELL]).toBe(7)
    expect(opened.page(HEAD_PAGES)?.cells[9]).toBe(4.25)
    // What one grows by, the other sees.
    for (let i = 0; i < 40; i++) opened.claimPage()
    expect(arena.page(HEAD_PAGES + 40)?.cells[0]).toBe(0)
    expect(arena.claimPage()?.number).toBe(HEAD_PAGES + 41)
  })
})
