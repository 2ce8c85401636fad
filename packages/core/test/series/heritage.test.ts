import { describe, expect, it } from 'vitest'
import { setCoarseMillis } from '../../src/arena/arena.js'
import { cellOf, retireLanes } from '../../src/arena/lane.js'
import { HEADER_LANE_VERSION } from '../../src/arena/layout.js'
import { histogramQuantile } from '../../src/model/histogram-quantile.js'
import { cellCountOf, extremesOffset } from '../../src/series/cell-counts.js'
import {
  BANK_BASE,
  BANK_STAMP,
  BANK_VALUE,
  GAUGE_BANK_CELLS,
  GAUGE_BANKS,
  GAUGE_DELTA,
  GAUGE_VERSION,
  SHARE_TOUCHED,
  SHARE_VALUE,
  SUMMARY_COUNT,
  SUMMARY_SUM,
} from '../../src/series/cell-layout.js'
import { type Definition, isNative } from '../../src/series/definition.js'
import { encodeTexts, TRACE_TEXT_BYTES } from '../../src/series/exemplar-labels.js'
import { ExemplarPlace, exemplarCells } from '../../src/series/exemplar-place.js'
import { readHeritage } from '../../src/series/heritage.js'
import { NativeWriter } from '../../src/series/native-writer.js'
import { encodeExemplarRecord } from '../../src/series/records.js'
import { WindowWriter, WORDS_PER_PAGE } from '../../src/series/window-writer.js'
import {
  createHandMadeLane,
  defineCounter,
  defineGauge,
  defineHistogram,
  defineNative,
  defineSummary,
  type HandMadeLane,
  placeOf,
} from '../support/lanes.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'
import { findFamily, labelValuesOf, valuesOf } from '../support/snapshot-reading.js'

const DEAD = 77

const inDefault = <D extends Definition>(definition: D): D => ({ ...definition, registry: 'default' })

/** A registry in whose arena a thread lived, recorded by `fill`, and ended before this one declared anything. */
function afterDeathOf(fill: (lane: HandMadeLane, given: PrivateRegistry) => void): PrivateRegistry {
  const given = createPrivateRegistry()
  setCoarseMillis(given.seat.arena, given.clock.monotonicMillis())
  fill(createHandMadeLane(given.seat.arena, DEAD), given)
  retireLanes(given.seat.arena, DEAD)
  return given
}

describe('what a lane holds', () => {
  it('is every run of cells that was given out for it, and its log', () => {
    const { arena } = createPrivateRegistry().seat
    const lane = createHandMadeLane(arena, DEAD)
    const given: { ref: number; count: number }[] = []
    const allocate = (count: number): number | undefined => {
      const ref = lane.space.allocate(count)
      if (ref !== undefined) given.push({ ref, count })
      return ref
    }
    const definitions = [
      defineCounter('c_total'),
      defineGauge('g', 'last'),
      defineHistogram('h', [1, 2]),
      defineSummary('s', { scale: 9 }),
      defineNative('n', { schema: 8, bounds: [1, 2], extremes: true }),
    ] as const
    for (const [family, definition] of definitions.entries()) {
      expect(lane.family(definition)).toBe(family)
      for (const name of ['x', 'y']) {
        const ref = lane.series(family, [name])
        given.push({ ref, count: cellCountOf(definition) })
        const { page, first } = placeOf(arena, ref)
        if (definition.kind === 'histogram' && isNative(definition)) {
          const writer = new NativeWriter(definition, allocate, () => {})
          for (let exponent = -60; exponent < 60; exponent += 3)
            for (const value of [0, 2 ** exponent, -(2 ** exponent)])
              expect(writer.locate(arena, page.words, ref, value)).toBeGreaterThan(0)
        }
        if (definition.kind !== 'summary') continue
        const windows = new WindowWriter(definition, arena, allocate)
        windows.attach(arena, page, first)
        for (let now = 0; now < 10_000; now += 2_000)
          for (const value of [0, 1, -1, 300, -300, 5e-9]) expect(windows.locate(value, now)).toBeGreaterThan(0)
      }
    }
    const series = given[0]?.ref as number
    const place = allocate(exemplarCells(TRACE_TEXT_BYTES)) as number
    const record = encodeExemplarRecord({ family: 0, series, bucket: 0, place, textBytes: TRACE_TEXT_BYTES })
    expect(lane.log.append(record.bytes, record.byteLength)).toBe(true)
    const heritage = readHeritage(arena, lane.root)
    expect(heritage.exemplars.find(series, 0)?.textBytes).toBe(TRACE_TEXT_BYTES)
    expect([heritage.exemplars.find(series, 1), heritage.exemplars.find(series + 1, 0)]).toEqual([undefined, undefined])
    const byRef = (a: { ref: number }, b: { ref: number }): number => a.ref - b.ref
    expect([...heritage.used].sort(byRef)).toEqual(given.sort(byRef))
    expect(heritage.definitions).toEqual(definitions)
    expect(definitions.map((definition) => heritage.familyNumber(definition))).toEqual([0, 1, 2, 3, 4])
    expect(heritage.familyNumber(defineCounter('other'))).toBeUndefined()
    expect([heritage.find(0, ['x']), heritage.find(0, ['y']), heritage.find(0, ['z']), heritage.find(9, ['x'])]).toEqual([
      given[0]?.ref,
      given[1]?.ref,
      undefined,
      undefined,
    ])
    expect([...heritage.logPages]).toEqual([lane.root.number])
  })
})

describe('the lane of a thread that has ended, taken over', () => {
  it('goes on where that one stopped: no series is counted twice or lost', () => {
    const given = afterDeathOf((lane, { seat }) => {
      const counter = lane.family(inDefault(defineCounter('c_total')))
      for (const [name, value] of [
        ['x', 5],
        ['y', 7],
      ] as const) {
        const { page, first } = placeOf(seat.arena, lane.series(counter, [name], 123))
        page.cells[first] = value
      }
      const histogram = lane.family(inDefault(defineHistogram('h', [1])))
      const { page, first } = placeOf(seat.arena, lane.series(histogram, ['x']))
      page.cells.set([2, 1, 9], first)
    })
    const { registry, seat } = given
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    const histogram = registry.histogram({ name: 'h', labels: ['a'], buckets: [1] })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 5, y: 7 })
    counter.inc({ a: 'x' })
    counter.inc({ a: 'z' }, 100)
    histogram.observe({ a: 'x' }, 0.5)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 6, y: 7, z: 100 })
    expect([counter.get({ a: 'x' }), counter.get({ a: 'y' })]).toEqual([6, 7])
    expect([...findFamily(registry.gather(), 'c_total', 'counter').startedAtMillis.subarray(0, 2)]).toEqual([123, 123])
    expect(histogram.get({ a: 'x' })).toEqual({ count: 4, sum: 9.5 })
    // It is the same lane, and the only one.
    expect(seat.arena.rootPages(0)).toEqual([seat.rootPage])
    expect(seat.arena.words[HEADER_LANE_VERSION]).toBeGreaterThan(1)
  })

  it('gives new series cells beside the old ones, over many pages', () => {
    const given = afterDeathOf((lane, { seat }) => {
      const counter = lane.family(inDefault(defineCounter('c_total')))
      for (let i = 0; i < 9_000; i++) {
        const { page, first } = placeOf(seat.arena, lane.series(counter, [`${i}`]))
        page.cells[first] = i
      }
    })
    const counter = given.registry.counter({ name: 'c_total', labels: ['a'], maxSeries: 100_000 })
    for (let i = 8_000; i < 20_000; i++) counter.inc({ a: i })
    const family = findFamily(given.registry.gather(), 'c_total', 'counter')
    expect(family.labelSets.length).toBe(20_000)
    for (const [slot, { values }] of [...family.labelSets].entries()) {
      const i = Number(values[0])
      if (family.values[slot] !== (i < 8_000 ? i : i < 9_000 ? i + 1 : 1)) expect([i, family.values[slot]]).toBeUndefined()
    }
  })

  it('keeps what was set last, and every step, of a gauge of the last set', () => {
    const given = afterDeathOf((lane, { seat }) => {
      const { page, first } = placeOf(seat.arena, lane.series(lane.family(inDefault(defineGauge('g', 'last'))), ['x']))
      const bank = first + GAUGE_BANKS + GAUGE_BANK_CELLS
      page.cells[first + GAUGE_DELTA] = 5
      page.cells.set([40, 2], bank + Math.min(BANK_VALUE, BANK_BASE))
      page.words[(bank + BANK_STAMP) * 2] = 3
      page.words[(first + GAUGE_VERSION) * 2] = 1
    })
    const gauge = given.registry.gauge({ name: 'g', labels: ['a'] })
    expect(gauge.get({ a: 'x' })).toBe(43)
    gauge.inc({ a: 'x' }, 2)
    expect(gauge.get({ a: 'x' })).toBe(45)
    gauge.set({ a: 'x' }, 1)
    expect(gauge.get({ a: 'x' })).toBe(1)
  })

  it.each(['sum', 'min', 'max', 'each'] as const)(
    'forgets what only the dead thread could vouch for: its share of a gauge by "%s"',
    (across) => {
      const given = afterDeathOf((lane, { seat }) => {
        const number = lane.family(inDefault(defineGauge('g', across)))
        for (const name of ['x', 'y']) {
          const { page, first } = placeOf(seat.arena, lane.series(number, [name]))
          page.cells[first + SHARE_VALUE] = 30
          page.cells[first + SHARE_TOUCHED] = 1
        }
      })
      const gauge = given.registry.gauge({ name: 'g', labels: ['a'], across })
      gauge.inc({ a: 'x' })
      expect(gauge.with({ a: 'x' }).get()).toBe(1)
      const family = findFamily(given.registry.gather(), 'g', 'gauge')
      if (across === 'each') expect(labelValuesOf(family)).toEqual([['x', '0']])
      else expect(valuesOf(family)).toEqual({ x: 1, y: across === 'sum' ? 0 : Number.NaN })
    },
  )

  it('keeps the window of a summary, and gives its octaves to nobody else', () => {
    const definition = inDefault(defineSummary('s', { quantiles: [0, 1] }))
    const given = afterDeathOf((lane, { seat, clock }) => {
      const ref = lane.series(lane.family(definition), ['x'])
      const { page, first } = placeOf(seat.arena, ref)
      const windows = new WindowWriter(definition, seat.arena, (count) => lane.space.allocate(count))
      windows.attach(seat.arena, page, first)
      for (const value of [-9, 0, 9]) {
        const place = windows.locate(value, clock.monotonicMillis())
        const words = seat.arena.page(Math.floor(place / WORDS_PER_PAGE))?.words as Int32Array
        words[place % WORDS_PER_PAGE] = 1
      }
      page.cells[cellOf(ref) + SUMMARY_COUNT] = 3
      page.cells[cellOf(ref) + SUMMARY_SUM] = 0
    })
    const summary = given.registry.summary({ name: 's', labels: ['a'], quantiles: [0, 1], maxAgeSeconds: 10, ageBuckets: 5 })
    // Octaves of its own, and those of another series.
    for (const value of [-1_000, 0.001, 4]) summary.observe({ a: 'x' }, value)
    for (const value of [-5, 5, 50]) summary.observe({ a: 'new' }, value)
    const family = findFamily(given.registry.gather(), 's', 'summary')
    expect([...family.counts]).toEqual([6, 3])
    const expected = [-1_000, 9, -5, 50]
    for (const [i, value] of family.quantileValues.entries()) expect(Math.abs(value / (expected[i] as number) - 1)).toBeLessThan(0.01)
    given.advanceSeconds(10)
    expect([...findFamily(given.registry.gather(), 's', 'summary').quantileValues]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
    expect(summary.get({ a: 'x' }).count).toBe(6)
  })

  it('keeps its exemplars, and the distance to the next', () => {
    const given = afterDeathOf((lane, { seat, clock }) => {
      const series = lane.series(lane.family(inDefault(defineCounter('c_total'))), ['x'])
      const place = lane.space.allocate(exemplarCells(TRACE_TEXT_BYTES)) as number
      const record = encodeExemplarRecord({ family: 0, series, bucket: 0, place, textBytes: TRACE_TEXT_BYTES })
      lane.log.append(record.bytes, record.byteLength)
      new ExemplarPlace(seat.arena, place, TRACE_TEXT_BYTES).write(9, 123, clock.monotonicMillis(), encodeTexts(['by', 'the dead']), true)
    })
    const counter = given.registry.counter({ name: 'c_total', labels: ['a'] })
    const seen = () => {
      const { labelSets, exemplars } = findFamily(given.registry.gather(), 'c_total', 'counter')
      return Array.from({ length: labelSets.length }, (_, slot) => exemplars?.at(slot, 0)?.labels.values[0])
    }
    counter.inc({ a: 'x' }, 1, { exemplar: { by: 'its heir' } })
    // Cells beside what is taken already.
    counter.inc({ a: 'y' }, 1, { exemplar: { by: 'a new one' } })
    expect(seen()).toEqual(['the dead', 'a new one'])
    given.advanceSeconds(1)
    counter.inc({ a: 'x' }, 1, { exemplar: { by: 'its heir' } })
    expect(seen()).toEqual(['its heir', 'a new one'])
    expect(counter.get({ a: 'x' })).toBe(2)
  })

  it('keeps the buckets of a native histogram, and gives its octaves to nobody else', () => {
    const definition = inDefault(defineNative('n', { extremes: true, bounds: [0] }))
    const given = afterDeathOf((lane, { seat }) => {
      const ref = lane.series(lane.family(definition), ['x'])
      const { page, first } = placeOf(seat.arena, ref)
      const writer = new NativeWriter(
        definition,
        (count) => lane.space.allocate(count),
        () => {},
      )
      for (const value of [-9, 0, 9]) {
        const place = placeOf(seat.arena, writer.locate(seat.arena, page.words, ref, value))
        place.page.cells[place.first] = 1
      }
      page.cells.set([-9, 9, 2, 1], first + extremesOffset(definition))
    })
    const histogram = given.registry.histogram({ name: 'n', labels: ['a'], native: true, extremes: true, buckets: [0] })
    for (const value of [-100, 0.01, 4]) histogram.observe({ a: 'x' }, value)
    for (const value of [-5, 5, 50]) histogram.observe({ a: 'new' }, value)
    const family = findFamily(given.registry.gather(), 'n', 'histogram')
    expect(histogram.get({ a: 'x' }).count).toBe(6)
    expect([...family.counts]).toEqual([3, 3, 1, 2])
    expect(family.extremes).toEqual({ mins: Float64Array.of(-100, -5), maxs: Float64Array.of(9, 50) })
    for (const [i, expected] of [-100, 9, -5, 50].entries())
      expect(Math.abs(histogramQuantile(family, i >> 1, i % 2) / expected - 1)).toBeLessThan(0.05)
  })

  it('may hold another definition of a name: both are there, and the reader reports it', () => {
    const given = afterDeathOf((lane, { seat }) => {
      const { page, first } = placeOf(seat.arena, lane.series(lane.family(inDefault(defineCounter('c_total', ['b']))), ['x']))
      page.cells[first] = 5
    })
    given.registry.counter({ name: 'c_total', labels: ['a'] }).inc({ a: 'x' })
    expect(valuesOf(findFamily(given.registry.gather(), 'c_total', 'counter'))).toEqual({ x: 5 })
    expect(given.problems).toMatchObject([{ kind: 'metric_conflict', metric: 'c_total' }])
  })

  it('may hold nonsense, of which nothing is taken over', () => {
    const given = afterDeathOf((lane) => {
      const record = Uint8Array.of(1, 0, 0, 0, 1, 2, 3, 4)
      lane.log.append(record, record.length)
      lane.series(lane.family(inDefault(defineCounter('c_total'))), ['x'])
      lane.root.words.fill(-1, (8_192 - 100) / 4, 8_192 / 4)
    })
    const counter = given.registry.counter({ name: 'd_total', labels: ['a'] })
    counter.inc({ a: 'x' }, 3)
    expect(counter.get({ a: 'x' })).toBe(3)
  })
})
