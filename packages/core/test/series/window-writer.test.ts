import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import { type CellRef, cellOf } from '../../src/arena/lane.js'
import { HEAD_PAGES } from '../../src/arena/layout.js'
import { SUMMARY_WINDOWS, WINDOW_CELLS, WINDOW_EPOCH, WINDOW_NEGATIVE, WINDOW_ZERO_COUNT } from '../../src/series/cell-layout.js'
import type { SummaryDefinition } from '../../src/series/definition.js'
import { createSummaryMerger, epochAt, periodMillis } from '../../src/series/merge-summaries.js'
import { WindowWriter, WORDS_PER_PAGE } from '../../src/series/window-writer.js'
import { createHandMadeLane, createPlainArena, defineSummary, type HandMadeLane, placeOf } from '../support/lanes.js'
import { fillArena } from '../support/private-registry.js'

const DEFINITION = defineSummary('s', { quantiles: [0, 0.25, 0.5, 0.75, 1] })

/** A summary's series in a lane, written by hand. */
interface Written {
  readonly arena: Arena
  readonly lane: HandMadeLane
  readonly ref: CellRef
  readonly windows: WindowWriter
  /** False when there was no room. */
  observe(value: number, nowMillis: number): boolean
}

function write(arena: Arena, thread: number, definition: SummaryDefinition = DEFINITION): Written {
  const lane = createHandMadeLane(arena, thread)
  const ref = lane.series(lane.family(definition), ['x'])
  const { page, first } = placeOf(arena, ref)
  const windows = new WindowWriter(definition, arena, (count) => lane.space.allocate(count))
  windows.attach(arena, page, first)
  return {
    arena,
    lane,
    ref,
    windows,
    observe(value, nowMillis) {
      const place = windows.locate(value, nowMillis)
      if (place < 0) return false
      const { words } = arena.page(Math.floor(place / WORDS_PER_PAGE)) ?? { words: new Int32Array(0) }
      words[place % WORDS_PER_PAGE] = (words[place % WORDS_PER_PAGE] as number) + 1
      return true
    },
  }
}

function read(arena: Arena, refs: readonly CellRef[], nowMillis: number, definition: SummaryDefinition = DEFINITION): number[] {
  const into = new Float64Array(definition.quantiles.length + 2).fill(-77)
  const shares = refs.map((ref) => ({ root: placeOf(arena, ref).page, ref, removal: undefined }))
  createSummaryMerger(arena, definition).quantiles(shares, epochAt(definition, nowMillis), into, 1)
  expect([into[0], into.at(-1)]).toEqual([-77, -77])
  return [...into.subarray(1, -1)]
}

function exact(values: readonly number[], quantiles: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  return quantiles.map((quantile) => sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] ?? Number.NaN)
}

function expectClose(read: readonly number[], expected: readonly number[]): void {
  expect(read.length).toBe(expected.length)
  for (const [i, value] of read.entries()) {
    const wanted = expected[i] as number
    if (Number.isNaN(wanted)) expect(value).toBe(wanted)
    else expect(Math.abs(value - wanted)).toBeLessThanOrEqual(0.01 * Math.abs(wanted))
  }
}

describe('a period', () => {
  it('has the same number in every thread, never 0, one more than the one before', () => {
    expect(periodMillis(DEFINITION)).toBe(2_000)
    expect([0, 1_999, 2_000, 4_000].map((millis) => epochAt(DEFINITION, millis))).toEqual([1, 1, 2, 3])
    expect(epochAt(DEFINITION, 1e15)).toBeGreaterThan(0)
  })
})

describe('the windows of several lanes', () => {
  it('are read as one: quantiles of all values that are not too old', () => {
    const observation = fc.tuple(fc.nat(2), fc.integer({ min: -500, max: 500 }), fc.nat(3_000))
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 80 }), (observations) => {
        const arena = createPlainArena()
        const lanes = [1, 2, 3].map((thread) => write(arena, thread))
        const timed: { value: number; period: number }[] = []
        let now = 1_000_000
        for (const [lane, value, pause] of observations) {
          now += pause
          expect(lanes[lane]?.observe(value, now)).toBe(true)
          timed.push({ value, period: Math.floor(now / 2_000) })
        }
        const living = timed.filter(({ period }) => Math.floor(now / 2_000) - period < 5).map(({ value }) => value)
        const refs = lanes.map(({ ref }) => ref)
        expectClose(read(arena, refs, now), exact(living, DEFINITION.quantiles))
        // Reading disturbs nothing.
        expect(read(arena, refs, now)).toEqual(read(arena, [...refs].reverse(), now))
        expect(read(arena, refs, now + 20_000).every(Number.isNaN)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('of a lane that is silent are skipped once they are old: nobody has to turn them', () => {
    const arena = createPlainArena()
    const [busy, silent] = [write(arena, 1), write(arena, 2)]
    silent.observe(1_000, 0)
    for (let now = 0; now < 30_000; now += 1_000) busy.observe(1, now)
    expectClose(read(arena, [busy.ref, silent.ref], 30_000), [1, 1, 1, 1, 1])
  })

  it('from a moment that is still to come are skipped', () => {
    const arena = createPlainArena()
    const lane = write(arena, 1)
    lane.observe(5, 100_000)
    expect(read(arena, [lane.ref], 90_000).every(Number.isNaN)).toBe(true)
    expectClose(read(arena, [lane.ref], 100_000), [5, 5, 5, 5, 5])
  })

  it('that are being given to a new period are skipped', () => {
    const arena = createPlainArena()
    const lane = write(arena, 1)
    lane.observe(5, 0)
    lane.observe(7, 2_000)
    const { page, first } = placeOf(arena, lane.ref)
    const window = first + SUMMARY_WINDOWS + (epochAt(DEFINITION, 0) % 5) * WINDOW_CELLS
    expect(page.words[window * 2 + WINDOW_EPOCH]).toBe(1)
    page.words[window * 2 + WINDOW_EPOCH] = 0
    expectClose(read(arena, [lane.ref], 2_000), [7, 7, 7, 7, 7])
  })

  it('count past 2^31 observations of one bucket', () => {
    const arena = createPlainArena()
    const lane = write(arena, 1)
    const zeros = lane.windows.locate(0, 0)
    const { words } = placeOf(arena, lane.ref).page
    words[zeros % WORDS_PER_PAGE] = 3_000_000_000 | 0
    for (let i = 0; i < 10; i++) lane.observe(1, 0)
    expect(read(arena, [lane.ref], 0)).toEqual([0, 0, 0, 0, expect.closeTo(1, 1)])
  })

  it.each([
    ['the header', 8_192],
    ['a page that cannot be', 2 ** 31 - 1],
    ['a negative place', -5],
    ['the last cell of a page', HEAD_PAGES * 8_192 + 8_191],
  ])('that refer to %s are read without harm', (_name, ref) => {
    const arena = createPlainArena()
    const lane = write(arena, 1)
    lane.observe(5, 0)
    lane.observe(-5, 0)
    const { page, first } = placeOf(arena, lane.ref)
    const window = (first + SUMMARY_WINDOWS + (epochAt(DEFINITION, 0) % 5) * WINDOW_CELLS) * 2
    page.words[window + WINDOW_NEGATIVE] = ref
    expectClose(read(arena, [lane.ref], 0), [5, 5, 5, 5, 5])
  })
})

describe('a window without room', () => {
  it('says so, for each new octave, and goes on counting in those it has', () => {
    const arena = createPlainArena()
    const lane = write(arena, 1)
    expect(lane.observe(1.5, 0)).toBe(true)
    while (lane.lane.space.allocate(1) !== undefined) if (arena.page(HEAD_PAGES + 1)) fillArena({ arena })
    expect([lane.observe(3, 0), lane.observe(-1, 0), lane.observe(1e300, 0)]).toEqual([false, false, false])
    expect([lane.observe(1.6, 0), lane.observe(0, 0), lane.observe(2, 0)]).toEqual([true, true, true])
    expectClose(read(arena, [lane.ref], 0), [0, 0, 1.5, 1.6, 2])
  })
})

describe('windows carried to another arena', () => {
  it('are the same there: negative values, zeros and what is too old', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -300, max: 300 }), fc.nat(4_000)), { maxLength: 40 }), (observations) => {
        const left = write(createPlainArena(), 1)
        let now = 50_000
        for (const [value, pause] of observations) {
          now += pause
          left.observe(value, now)
        }
        const to = createPlainArena()
        // Something is there already.
        createHandMadeLane(to, 9)
        const lane = createHandMadeLane(to, 1)
        const ref = lane.series(lane.family(DEFINITION), ['x'])
        const carrying = new WindowWriter(DEFINITION, left.arena, (count) => lane.space.allocate(count))
        const from = placeOf(left.arena, left.ref)
        carrying.attach(left.arena, from.page, from.first)
        const { page, first } = placeOf(to, ref)
        carrying.carry(to, page, first)
        carrying.attach(to, page, first)
        const before = read(left.arena, [left.ref], now)
        expect(read(to, [ref], now)).toEqual(before)
        // What is written there later is not seen in the arena left behind.
        const place = carrying.locate(12_345, now)
        const words = to.page(Math.floor(place / WORDS_PER_PAGE))?.words as Int32Array
        words[place % WORDS_PER_PAGE] = (words[place % WORDS_PER_PAGE] as number) + 1
        expectClose([read(to, [ref], now).at(-1) as number], [12_345])
        expect(read(left.arena, [left.ref], now)).toEqual(before)
      }),
      { numRuns: 40 },
    )
  })

  it('need no cells where nothing was observed', () => {
    const left = write(createPlainArena(), 1)
    const to = createPlainArena()
    const lane = createHandMadeLane(to, 1)
    const ref = lane.series(lane.family(DEFINITION), ['x'])
    const { page, first } = placeOf(to, ref)
    const carrying = new WindowWriter(DEFINITION, left.arena, () => {
      throw new Error('cells were asked for')
    })
    const from = placeOf(left.arena, left.ref)
    carrying.attach(left.arena, from.page, from.first)
    expect(() => carrying.carry(to, page, first)).not.toThrow()
    expect(cellOf(ref)).toBe(first)
    expect(page.words[(first + SUMMARY_WINDOWS) * 2 + WINDOW_ZERO_COUNT]).toBe(0)
  })
})
