import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logVersion } from '../../src/arena/arena.js'
import {
  MAX_RECORD_BYTES,
  PAGE_IS_LOG,
  RECORD_HEAD_BYTES,
  ROOT_LOG_END_BYTES,
  ROW_BYTES,
  ROW_LOG_COUNT,
  ROW_USE,
} from '../../src/arena/layout.js'
import { createLogReader, createLogWriter, type LogReader } from '../../src/arena/log.js'
import { createLane, createPlainArena } from '../support/lanes.js'
import { MEMORIES } from '../support/memories.js'
import { fillArena } from '../support/private-registry.js'

/** Copies of all records there are to read. */
function readAll(reader: LogReader): Uint8Array[] {
  const records: Uint8Array[] = []
  for (let record = reader.next(); record; record = reader.next()) {
    records.push(record.page.bytes.slice(record.byteOffset, record.byteOffset + record.byteLength))
  }
  return records
}

const bytes = (length: number, seed: number): Uint8Array => new Uint8Array(Buffer.alloc(length, `${seed}, `))

/** Byte by byte; `toEqual` takes milliseconds for a page. */
function expectSame(read: readonly Uint8Array[], written: readonly Uint8Array[]): void {
  expect(read.map(({ length }) => length)).toEqual(written.map(({ length }) => length))
  expect(read.every((record, i) => Buffer.compare(record, written[i] as Uint8Array) === 0)).toBe(true)
}

const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: MAX_RECORD_BYTES }) },
  { weight: 1, arbitrary: fc.integer({ min: MAX_RECORD_BYTES - 8, max: MAX_RECORD_BYTES }) },
)

describe.each(MEMORIES)('a log on %s', (_name, create) => {
  it('gives back every record as it was written, to any number of readers at any time', () => {
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 60 }), fc.nat(), (lengths, pace) => {
        const arena = create()
        const lane = createLane(arena)
        const version = logVersion(arena)
        const early = createLogReader(arena, lane.root)
        const written: Uint8Array[] = []
        const read: Uint8Array[] = []
        for (const [i, length] of lengths.entries()) {
          // The scratch a writer is handed may be longer than the record.
          expect(lane.log.append(bytes(length + (i % 3), i), length)).toBe(true)
          written.push(bytes(length, i))
          if (i % ((pace % 5) + 1) === 0) read.push(...readAll(early))
        }
        read.push(...readAll(early))
        expectSame(read, written)
        expectSame(readAll(createLogReader(arena, lane.root)), written)
        expect(early.isCorrupt).toBe(false)
        expect(logVersion(arena)).toBe(version + written.length)
      }),
      { numRuns: 30 },
    )
  })

  it('goes on in pages of its own', () => {
    const arena = create()
    const lane = createLane(arena)
    for (let i = 0; i < 3; i++) expect(lane.log.append(bytes(MAX_RECORD_BYTES, i), MAX_RECORD_BYTES)).toBe(true)
    const pages = [1, 2, 3].map((i) => lane.root.number + i)
    for (const number of pages) {
      expect(arena.owners[number]).toBe(lane.root.number + 1)
      expect(arena.page(number)?.words[ROW_USE]).toBe(PAGE_IS_LOG)
    }
    expect(readAll(createLogReader(arena, lane.root)).length).toBe(3)
  })

  it('keeps room for the way on, however full a page is', () => {
    const root = ROOT_LOG_END_BYTES - ROW_BYTES - RECORD_HEAD_BYTES
    for (const most of [root, MAX_RECORD_BYTES]) {
      for (let length = most - 24; length <= most; length++) {
        const arena = create()
        const lane = createLane(arena)
        const lengths = most === root ? [length, 4, 4] : [9_000, length - 9_004, 4, 4]
        for (const [i, each] of lengths.entries()) expect(lane.log.append(bytes(each, i), each)).toBe(true)
        expectSame(
          readAll(createLogReader(arena, lane.root)),
          lengths.map((each, i) => bytes(each, i)),
        )
      }
    }
  })

  it('is continued by a new writer after its last record', () => {
    const arena = create()
    const lane = createLane(arena)
    const lengths = [10, 5_000, 4_000, 60_000, 3]
    for (const [i, length] of lengths.entries()) {
      // A new writer for every record.
      expect(createLogWriter(arena, lane.root).append(bytes(length, i), length)).toBe(true)
    }
    expectSame(
      readAll(createLogReader(arena, lane.root)),
      lengths.map((length, i) => bytes(length, i)),
    )
  })
})

describe('a record', () => {
  it('is seen only once it is counted', () => {
    const arena = createPlainArena()
    const { root, log } = createLane(arena)
    const reader = createLogReader(arena, root)
    log.append(bytes(8, 1), 8)
    // As it is before the writer's last store: all bytes there, the count still the old one.
    root.words[ROW_LOG_COUNT] = 0
    expect(reader.next()).toBeUndefined()
    expect(reader.isCorrupt).toBe(false)
    root.words[ROW_LOG_COUNT] = 1
    expect(readAll(reader)).toEqual([bytes(8, 1)])
  })

  it('longer than a page holds is refused, and leaves the log as it was', () => {
    const arena = createPlainArena()
    const { root, log } = createLane(arena)
    const version = logVersion(arena)
    expect(log.append(new Uint8Array(MAX_RECORD_BYTES + 1), MAX_RECORD_BYTES + 1)).toBe(false)
    expect(logVersion(arena)).toBe(version)
    expect(arena.owners[root.number + 1]).toBe(0)
    expect(log.append(bytes(4, 2), 4)).toBe(true)
    expect(readAll(createLogReader(arena, root))).toEqual([bytes(4, 2)])
  })

  it('for which the arena has no page is refused, and shorter ones still fit', () => {
    const arena = createPlainArena()
    const { root, log } = createLane(arena)
    fillArena({ arena })
    expect(log.append(bytes(7_000, 1), 7_000)).toBe(true)
    const version = logVersion(arena)
    expect(log.append(bytes(7_000, 2), 7_000)).toBe(false)
    expect(logVersion(arena)).toBe(version)
    expect(log.append(bytes(100, 3), 100)).toBe(true)
    expectSame(readAll(createLogReader(arena, root)), [bytes(7_000, 1), bytes(100, 3)])
  })
})
