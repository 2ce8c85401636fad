/** A lane's log: records that are appended by one thread and read by all. Knows lengths and pages, not what a record says. */

import type { Arena, Page } from './arena.js'
import {
  HEADER_LOG_VERSION,
  JUMP_BYTES,
  MAX_RECORD_BYTES,
  PAGE_BYTES,
  PAGE_IS_LOG,
  RECORD_HEAD_BYTES,
  RECORD_JUMP,
  ROOT_LOG_END_BYTES,
  ROW_BYTES,
  ROW_LOG_COUNT,
  ROW_USE,
} from './layout.js'

/** Where a record's bytes are; valid until the next call that moved the reader on. */
export interface LogRecord {
  page: Page
  /** Of the first byte after the length word; a multiple of four. */
  byteOffset: number
  byteLength: number
}

export interface LogWriter {
  /**
   * Appends a record and makes it visible by one `Atomics.store` of the record count, after all its bytes. False, and nothing changed, when the arena is
   * full or the record longer than a page holds.
   */
  append(record: Uint8Array, byteLength: number): boolean
}

export interface LogReader {
  /** The next committed record, or undefined. The answer is one object used again. */
  next(): LogRecord | undefined
  /** Records read so far. */
  readonly readCount: number
  /** Numbers of the pages read so far. */
  readonly pages: ReadonlySet<number>
  /** Set when the log holds what no writer of this layout writes; the rest of it is not read. */
  readonly isCorrupt: boolean
}

const padded = (byteLength: number): number => (byteLength + 3) & ~3

function chunkEnd(page: Page, root: Page): number {
  return page === root ? ROOT_LOG_END_BYTES : PAGE_BYTES
}

/** Continues the log of the lane `root` after its last committed record. One writer a lane. */
export function createLogWriter(arena: Arena, root: Page): LogWriter {
  const end = createLogReader(arena, root)
  while (end.next());
  let { page, byteOffset } = end.position()

  return {
    append(record, byteLength) {
      if (byteLength > MAX_RECORD_BYTES) return false
      const neededBytes = RECORD_HEAD_BYTES + padded(byteLength)
      if (byteOffset + neededBytes + JUMP_BYTES > chunkEnd(page, root)) {
        const next = arena.claimPage(root.number)
        if (!next) return false
        next.words[ROW_USE] = PAGE_IS_LOG
        page.words[byteOffset >> 2] = RECORD_JUMP
        page.words[(byteOffset >> 2) + 1] = next.number
        page = next
        byteOffset = ROW_BYTES
      }
      page.words[byteOffset >> 2] = byteLength
      const bytes = page.bytes
      const start = byteOffset + RECORD_HEAD_BYTES
      for (let i = 0; i < byteLength; i++) bytes[start + i] = record[i] as number
      byteOffset += neededBytes
      Atomics.store(root.words, ROW_LOG_COUNT, (root.words[ROW_LOG_COUNT] as number) + 1)
      Atomics.add(arena.words, HEADER_LOG_VERSION, 1)
      return true
    },
  }
}

/** Reads the log of the lane `root` from its first record on. Every length and page number is checked: a buggy writer cannot lead it astray. */
export function createLogReader(arena: Arena, root: Page): LogReader & { position(): { page: Page; byteOffset: number } } {
  let page = root
  let byteOffset = ROW_BYTES
  let seenCount = 0
  let isCorrupt = false
  const pages = new Set([root.number])
  const record: LogRecord = { page, byteOffset, byteLength: 0 }

  function next(): LogRecord | undefined {
    if (isCorrupt || seenCount === Atomics.load(root.words, ROW_LOG_COUNT)) return undefined
    let byteLength = page.words[byteOffset >> 2] as number
    if (byteLength === RECORD_JUMP) {
      const number = page.words[(byteOffset >> 2) + 1] as number
      const following = arena.owners[number] === root.number + 1 ? arena.page(number) : undefined
      // A page is come to once: a jump back would lead in a ring.
      if (!following || following.words[ROW_USE] !== PAGE_IS_LOG || pages.has(number)) return corrupt()
      page = following
      pages.add(number)
      byteOffset = ROW_BYTES
      byteLength = page.words[byteOffset >> 2] as number
    }
    const start = byteOffset + RECORD_HEAD_BYTES
    if (byteLength <= 0 || byteLength > MAX_RECORD_BYTES || start + padded(byteLength) + JUMP_BYTES > chunkEnd(page, root)) return corrupt()
    record.page = page
    record.byteOffset = start
    record.byteLength = byteLength
    byteOffset = start + padded(byteLength)
    seenCount++
    return record
  }

  function corrupt(): undefined {
    isCorrupt = true
    return undefined
  }

  return {
    next,
    pages,
    get readCount() {
      return seenCount
    },
    get isCorrupt() {
      return isCorrupt
    },
    position: () => ({ page, byteOffset }),
  }
}
