import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import {
  PAGE_BYTES,
  PAGE_IS_CELLS,
  PAGE_IS_LOG,
  RECORD_JUMP,
  ROOT_LOG_END_BYTES,
  ROW_BYTES,
  ROW_LOG_COUNT,
  ROW_USE,
} from '../../src/arena/layout.js'
import { createLogReader } from '../../src/arena/log.js'
import { createLane, createPlainArena, type Lane } from '../support/lanes.js'

const FIRST_WORD = ROW_BYTES / 4

/** A lane whose log begins with these words and claims to hold `count` records. */
function laneWith(arena: Arena, words: readonly number[], count: number): Lane {
  const lane = createLane(arena)
  lane.root.words.set(words, FIRST_WORD)
  lane.root.words[ROW_LOG_COUNT] = count
  return lane
}

/** Reads to the end, at most as many records as could ever fit; every one must lie inside its page. */
function readBounded(arena: Arena, lane: Lane): { readonly count: number; readonly isCorrupt: boolean } {
  const reader = createLogReader(arena, lane.root)
  const ownedPages = arena.owners.reduce((count, owner) => count + (owner === lane.root.number + 1 ? 1 : 0), 0)
  const mostRecords = (ownedPages * PAGE_BYTES) / 8
  let count = 0
  for (let record = reader.next(); record; record = reader.next()) {
    const { page, byteOffset, byteLength } = record
    const end = page === lane.root ? ROOT_LOG_END_BYTES : PAGE_BYTES
    const isInside = byteLength > 0 && byteOffset >= ROW_BYTES && byteOffset + byteLength <= end
    if (!isInside) throw new Error(`a reader found ${byteLength} bytes at ${byteOffset} of page ${page.number}`)
    if (++count > mostRecords) throw new Error(`a reader found more than the ${mostRecords} records there can be`)
  }
  return { count, isCorrupt: reader.isCorrupt }
}

describe('a log with an impossible length', () => {
  it.each([0, -2, -(2 ** 31), 8_192, PAGE_BYTES, 2 ** 31 - 1, 2 ** 31 - 2, 2 ** 31 - 3, 2 ** 31 - 4, 2 ** 31 - 100])(
    'of %i is given up',
    (length) => {
      const arena = createPlainArena()
      expect(readBounded(arena, laneWith(arena, [4, 7, length], 1_000_000))).toEqual({ count: 1, isCorrupt: true })
    },
  )
})

describe('a log that jumps', () => {
  it.each([
    ['to a negative page', -5],
    ['into the header', 0],
    ['to its own root page', 5],
    ['to the root page of another lane', 6],
    ['to a page of another lane', 7],
    ['to cells of its own', 8],
    ['to a free page', 9],
    ['beyond the arena', 2 ** 31 - 1],
  ])('%s is given up', (_name, target) => {
    const arena = createPlainArena()
    const lane = laneWith(arena, [4, 7, RECORD_JUMP, target], 1_000_000)
    const other = laneWith(arena, [], 0)
    expect([lane.root.number, other.root.number]).toEqual([5, 6])
    expect(arena.claimPage(other.root.number)?.number).toBe(7)
    const cells = arena.claimPage(lane.root.number)
    expect(cells?.number).toBe(8)
    if (cells) cells.words[ROW_USE] = PAGE_IS_CELLS
    // Each of them would do as a log, if it were only one of this lane.
    for (const page of [6, 7, 8, 9]) arena.page(page)?.words.set([4, 7], FIRST_WORD)
    expect(readBounded(arena, lane)).toEqual({ count: 1, isCorrupt: true })
  })

  it('in a ring is given up', () => {
    const arena = createPlainArena()
    const lane = laneWith(arena, [RECORD_JUMP, 6], 2 ** 31 - 1)
    for (const to of [7, 6]) {
      const page = arena.claimPage(lane.root.number)
      if (!page) throw new Error('the arena is full')
      page.words[ROW_USE] = PAGE_IS_LOG
      page.words.set([4, 1, RECORD_JUMP, to], FIRST_WORD)
    }
    expect(readBounded(arena, lane).isCorrupt).toBe(true)
  })
})

describe('a log of random bytes', () => {
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 64 }) },
    { weight: 2, arbitrary: fc.constant(RECORD_JUMP) },
    { weight: 2, arbitrary: fc.integer({ min: 4, max: 10 }) },
    { weight: 1, arbitrary: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: 2 ** 31 - 8, max: 2 ** 31 - 1 }) },
  )
  const words = fc.array(word, { minLength: 1, maxLength: 200 })
  const count = fc.oneof(fc.integer({ min: -10, max: 300 }), fc.constantFrom(2 ** 31 - 1, -(2 ** 31)))

  it('never makes a reader throw, run on or look outside the log', () => {
    fc.assert(
      fc.property(words, fc.array(words, { maxLength: 3 }), count, (rootWords, pageWords, claimed) => {
        const arena = createPlainArena()
        const lane = laneWith(arena, rootWords, claimed)
        for (const content of pageWords) {
          const page = arena.claimPage(lane.root.number)
          page?.words.set(content, FIRST_WORD)
          if (page) page.words[ROW_USE] = PAGE_IS_LOG
        }
        readBounded(arena, lane)
      }),
      { numRuns: 2_000 },
    )
  })
})
