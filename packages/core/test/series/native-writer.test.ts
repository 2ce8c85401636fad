/** Native histograms in lanes: what several threads recorded reads as if one had, at the best resolution that fits. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import type { CellRef } from '../../src/arena/lane.js'
import { HEAD_PAGES } from '../../src/arena/layout.js'
import { exponentialScale } from '../../src/model/exponential.js'
import type { ExponentialBuckets } from '../../src/model/snapshot.js'
import { classicOffset } from '../../src/series/cell-counts.js'
import { MIN_OCTAVE, NATIVE_DIRECTORY, NATIVE_NEGATIVE_WORD } from '../../src/series/cell-layout.js'
import type { NativeHistogramDefinition } from '../../src/series/definition.js'
import { countShares, createNativeMerger, type NativeSeries } from '../../src/series/merge-native.js'
import { carryNative, NativeWriter } from '../../src/series/native-writer.js'
import type { Share } from '../../src/series/shares.js'
import { createHandMadeLane, createPlainArena, defineNative, placeOf } from '../support/lanes.js'
import { fillArena } from '../support/private-registry.js'

interface Written {
  readonly ref: CellRef
  /** Cells taken for octaves and directories. */
  cellCount: number
  beyondCount: number
  /** False when there was no room. */
  observe(value: number): boolean
}

function write(arena: Arena, thread: number, definition: NativeHistogramDefinition): Written {
  const lane = createHandMadeLane(arena, thread)
  const ref = lane.series(lane.family(definition), ['x'])
  const { page } = placeOf(arena, ref)
  const writer = new NativeWriter(
    definition,
    (count) => {
      written.cellCount += count
      return lane.space.allocate(count)
    },
    () => written.beyondCount++,
  )
  const written: Written = {
    ref,
    cellCount: 0,
    beyondCount: 0,
    observe(value) {
      const place = writer.locate(arena, page.words, ref, value)
      if (place < 0) return false
      const { page: counting, first } = placeOf(arena, place)
      counting.cells[first] = (counting.cells[first] as number) + 1
      return true
    },
  }
  return written
}

type Shown = Pick<NativeSeries, 'scale' | 'zeroCount' | 'positive' | 'negative'>

/** What the buckets must be, from the values alone: the finest scale at which they fit. */
function expected(values: readonly number[], { schema, zeroThreshold, maxBuckets }: NativeHistogramDefinition): Shown {
  const run = (magnitudes: readonly number[], scale: number): ExponentialBuckets => {
    const indexes = magnitudes.map((magnitude) => exponentialScale(scale).indexOf(magnitude))
    if (indexes.length === 0) return { offset: 0, counts: new Float64Array(0) }
    const offset = Math.min(...indexes)
    const counts = new Float64Array(Math.max(...indexes) - offset + 1)
    for (const index of indexes) counts[index - offset] = (counts[index - offset] as number) + 1
    return { offset, counts }
  }
  const above = values.filter((value) => value > zeroThreshold)
  const below = values.filter((value) => -value > zeroThreshold).map((value) => -value)
  for (let scale = schema; ; scale--) {
    const [positive, negative] = [run(above, scale), run(below, scale)]
    if (positive.counts.length + negative.counts.length > maxBuckets) continue
    return { scale, zeroCount: values.length - above.length - below.length, positive, negative }
  }
}

const shown = ({ scale, zeroCount, positive, negative }: NativeSeries): Shown => ({ scale, zeroCount, positive, negative })
const read = (arena: Arena, definition: NativeHistogramDefinition, refs: readonly CellRef[]): NativeSeries =>
  createNativeMerger(arena, definition).merge(sharesAt(arena, refs))
const sharesAt = (arena: Arena, refs: readonly CellRef[]): Share[] =>
  refs.map((ref) => ({ root: placeOf(arena, ref).page, ref, removal: undefined }))

const magnitude = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -63.99, max: 63.99, noNaN: true }).map((exponent) => 2 ** exponent) },
  { weight: 3, arbitrary: fc.double({ min: 0.001, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -63, max: 64 }).map((exponent) => 2 ** exponent) },
)
const value = fc.oneof(
  { weight: 5, arbitrary: magnitude },
  { weight: 2, arbitrary: magnitude.map((positive) => -positive) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-40, -1e-40) },
)
const anyDefinition = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    maxBuckets: fc.oneof(fc.constant(160), fc.integer({ min: 16, max: 500 })),
    zeroThreshold: fc.constantFrom(0, 2 ** -128, 0.01, 2),
  })
  .map((options) => defineNative('n', options))

describe('native buckets of several lanes', () => {
  it('are those of all values together, in whichever lane and order they were observed, at the finest scale that fits', () => {
    const observations = fc.array(fc.tuple(fc.nat(2), value), { maxLength: 80 })
    fc.assert(
      fc.property(observations, anyDefinition, (given, definition) => {
        const arena = createPlainArena()
        const lanes = [1, 2, 3].map((thread) => write(arena, thread, definition))
        for (const [lane, observed] of given) expect(lanes[lane]?.observe(observed)).toBe(true)
        const refs = lanes.map(({ ref }) => ref)
        const merged = read(arena, definition, refs)
        const values = given.map(([, observed]) => observed)
        // What no zero bucket takes, and no octave has: in the lowest bucket.
        const inRange = values.map((one) =>
          Math.abs(one) > definition.zeroThreshold && Math.abs(one) < 2 ** -64 ? Math.sign(one) * 2 ** -63.999 : one,
        )
        expect(shown(merged)).toEqual(expected(inRange, definition))
        expect([merged.count, countShares(arena, definition, sharesAt(arena, refs))]).toEqual([given.length, given.length])
        expect(shown(read(arena, definition, [...refs].reverse()))).toEqual(shown(merged))
      }),
      { numRuns: 300 },
    )
  })

  it('count exactly to 2^53', () => {
    const arena = createPlainArena()
    const definition = defineNative('n')
    const lane = write(arena, 1, definition)
    lane.observe(1.5)
    const { page, first } = placeOf(arena, lane.ref)
    const chunk = page.words[(first + NATIVE_DIRECTORY) * 2 - MIN_OCTAVE] as number
    page.cells.fill(0, chunk & 8_191, (chunk & 8_191) + 8)
    page.cells[chunk & 8_191] = 2 ** 53 - 1
    lane.observe(1.01)
    expect(read(arena, definition, [lane.ref]).count).toBe(2 ** 53)
  })

  it('are in the outermost octave, and told of, where values are beyond it', () => {
    const arena = createPlainArena()
    const definition = defineNative('n', { zeroThreshold: 0, maxBuckets: 65_536 })
    const lane = write(arena, 1, definition)
    for (const observed of [5e-324, 2 ** -64, 2 ** 64, 2 ** 65, Number.MAX_VALUE, -Number.MAX_VALUE]) lane.observe(observed)
    expect(lane.beyondCount).toBe(5)
    const { positive, negative } = read(arena, definition, [lane.ref])
    expect([positive.offset, positive.counts.length, positive.counts[0], positive.counts.at(-1)]).toEqual([-512, 1_024, 2, 3])
    expect(negative).toEqual({ offset: 511, counts: Float64Array.of(1) })
  })

  it.each([
    ['the header', 8_192],
    ['a page that cannot be', 2 ** 31 - 1],
    ['a negative place', -5],
    ['the last cell of a page', HEAD_PAGES * 8_192 + 8_191],
  ])('that refer to %s are read without harm', (_name, word) => {
    const arena = createPlainArena()
    const definition = defineNative('n')
    const lane = write(arena, 1, definition)
    lane.observe(5)
    lane.observe(-5)
    const { page, first } = placeOf(arena, lane.ref)
    page.words[first * 2 + NATIVE_NEGATIVE_WORD] = word
    page.words[(first + NATIVE_DIRECTORY) * 2] = word
    expect(read(arena, definition, [lane.ref]).count).toBe(1)
  })
})

describe('classic buckets beside native ones', () => {
  it('have as many values, whichever of the two a thread is about to store', () => {
    const arena = createPlainArena()
    const definition = defineNative('n', { bounds: [1, 10] })
    const lane = write(arena, 1, definition)
    const { page, first } = placeOf(arena, lane.ref)
    const classic = page.cells.subarray(first + classicOffset(definition), first + classicOffset(definition) + 3)
    for (const observed of [0.5, 5, 50]) lane.observe(observed)
    classic.set([1, 1, 1])
    expect(read(arena, definition, [lane.ref])).toMatchObject({ count: 3, classic: [1, 1, 1] })
    // The native bucket is counted, the classic one is not yet.
    lane.observe(0.5)
    expect(read(arena, definition, [lane.ref])).toMatchObject({ count: 4, classic: [1, 1, 2] })
  })

  it('are caught up with by the native ones when those were read before them', () => {
    const arena = createPlainArena()
    const definition = defineNative('n', { bounds: [1, 10] })
    const lane = write(arena, 1, definition)
    const { page, first } = placeOf(arena, lane.ref)
    const at = first + classicOffset(definition)
    // A writer that observes 5, 0 and −5 whenever a reader comes to the classic buckets.
    const racing: Arena = {
      ...arena,
      page(number) {
        const real = arena.page(number)
        if (!real || number !== page.number) return real
        const cells = new Proxy(real.cells, {
          get(target, key) {
            if (key === String(at)) {
              for (const observed of [5, 0, -5]) lane.observe(observed)
              target[at] = (target[at] as number) + 2
              target[at + 1] = (target[at + 1] as number) + 1
            }
            return Reflect.get(target, key, target)
          },
        })
        return { ...real, cells }
      },
    }
    const merger = createNativeMerger(racing, definition)
    for (let round = 1; round <= 5; round++) {
      const { count, classic, zeroCount, positive, negative } = merger.merge(sharesAt(arena, [lane.ref]))
      expect(classic).toEqual([2 * round, round, 0])
      expect(count).toBe(3 * round)
      expect([zeroCount, positive.counts[0], negative.counts[0]]).toEqual([round, round, round])
    }
  })
})

describe('what a series takes', () => {
  const bytesOf = (schema: number, order: (octave: number) => number): number => {
    const arena = createPlainArena()
    const lane = write(arena, 1, defineNative('n', { schema }))
    for (let octave = 0; octave < 128; octave++) lane.observe(1.5 * 2 ** (order(octave) + MIN_OCTAVE))
    return lane.cellCount * 8
  }
  const outwards = (octave: number): number => 64 + (octave % 2 === 0 ? octave / 2 : -(octave + 1) / 2)

  it('is bounded, whatever it observes and in whichever order', () => {
    for (const schema of [-4, 0, 3, 8]) {
      const bound = schema <= 3 ? 4_000 : 10_000
      for (const order of [outwards, (octave: number) => octave, (octave: number) => 127 - octave])
        expect(bytesOf(schema, order)).toBeLessThanOrEqual(bound)
    }
  })

  it('is one octave after another at full resolution, while that can be shown', () => {
    const arena = createPlainArena()
    const lane = write(arena, 1, defineNative('n'))
    for (let octave = 0; octave < 11; octave++) lane.observe(0.0012 * 2 ** octave)
    expect(lane.cellCount).toBe(11 * 8)
  })

  it('may be more than there is: the value is not counted, others are', () => {
    const arena = createPlainArena()
    const definition = defineNative('n')
    const lane = write(arena, 1, definition)
    expect(lane.observe(1.5)).toBe(true)
    const filler = createHandMadeLane(arena, 2)
    while (filler.space.allocate(1) !== undefined) if (arena.page(HEAD_PAGES + 1)) fillArena({ arena })
    let misses = 0
    for (let octave = 0; octave < 2_000; octave++) if (!lane.observe(2 ** ((octave % 120) - 60))) misses++
    for (let octave = 0; octave < 60; octave++) if (!lane.observe(-(2 ** octave))) misses++
    expect(lane.observe(1.6)).toBe(true)
    expect(read(arena, definition, [lane.ref]).count).toBe(2_062 - misses)
  })
})

describe('native buckets carried to another arena', () => {
  it('are the same there, and what is counted there is not seen in the arena left behind', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), anyDefinition, (values, definition) => {
        const from = createPlainArena()
        const left = write(from, 1, definition)
        for (const observed of values) left.observe(observed)
        const to = createPlainArena()
        createHandMadeLane(to, 9)
        const lane = createHandMadeLane(to, 1)
        const ref = lane.series(lane.family(definition), ['x'])
        const before = read(from, definition, [left.ref])
        carryNative(definition, from, left.ref, to, ref, (count) => lane.space.allocate(count))
        expect(read(to, definition, [ref])).toEqual(before)
        const { page } = placeOf(to, ref)
        const writer = new NativeWriter(
          definition,
          (count) => lane.space.allocate(count),
          () => {},
        )
        const place = placeOf(to, writer.locate(to, page.words, ref, 3))
        place.page.cells[place.first] = (place.page.cells[place.first] as number) + 1
        expect(read(to, definition, [ref]).count).toBe(values.length + 1)
        expect(read(from, definition, [left.ref])).toEqual(before)
      }),
      { numRuns: 60 },
    )
  })
})
