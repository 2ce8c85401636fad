import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../src/arena/arena.js'
import { HEAD_PAGES, PAGE_BYTES, ROOT_FIRST_CELL, ROOT_LOG_END_BYTES, ROW_BYTES, ROW_LOG_COUNT } from '../../src/arena/layout.js'
import type { Problem } from '../../src/ground/problems.js'
import { points } from '../../src/model/points.js'
import { ThreadRegistry } from '../../src/registry/registry.js'
import { definitionText } from '../../src/series/definition.js'
import { TRACE_TEXT_BYTES } from '../../src/series/exemplar-labels.js'
import type { FamilyView } from '../../src/series/family-view.js'
import { mergeExemplars } from '../../src/series/merge-exemplars.js'
import { createReader } from '../../src/series/reader.js'
import { encodeExemplarRecord, encodeSeriesRecord } from '../../src/series/records.js'
import { createHandMadeLane, createPlainArena, defineCounter, defineSummary, type Lane } from '../support/lanes.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'

const encoder = new TextEncoder()

function appendFamily({ log }: Lane, text: string): void {
  const record = Uint8Array.from([1, 0, 0, 0, ...encoder.encode(text)])
  expect(log.append(record, record.length)).toBe(true)
}

function appendSeries({ log }: Lane, family: number, ref: number, values: readonly string[]): void {
  const record = encodeSeriesRecord(family, ref, 0, values)
  expect(record && log.append(record.bytes, record.byteLength)).toBe(true)
}

describe('a lane that a faulty thread wrote', () => {
  const setUp = () => {
    const arena = createPlainArena()
    const problems: Problem[] = []
    return { arena, problems, lane: createHandMadeLane(arena, 7), reader: createReader(arena, (problem) => problems.push(problem)) }
  }
  const firstCells = (lane: Lane): number => lane.root.number * (PAGE_BYTES / 8) + ROOT_FIRST_CELL

  it.each([
    ['memory of nobody', 0],
    ['its own log', HEAD_PAGES * (PAGE_BYTES / 8)],
    ['a page beyond all', 2 ** 31 - 1],
    ['a negative place', -1],
  ])('has no series whose cells are %s', (_name, ref) => {
    const { lane, reader, problems } = setUp()
    lane.family(defineCounter('c'))
    appendSeries(lane, 0, ref, ['x'])
    lane.series(0, ['fine'])
    reader.refresh()
    expect([...(reader.family('test', 'c')?.labelSets() ?? [])].map(({ values }) => values)).toEqual([['fine']])
    expect(problems).toEqual([
      { kind: 'corrupt_lane', metric: 'c', message: expect.stringMatching(/c names memory that is not its own; it is not read$/) },
    ])
  })

  it.each([
    ['too few', []],
    ['too many', ['x', 'y']],
  ])('has no series with %s label values', (_name, values) => {
    const { lane, reader, problems } = setUp()
    lane.family(defineCounter('c'))
    appendSeries(lane, 0, firstCells(lane), values)
    reader.refresh()
    expect(reader.family('test', 'c')?.length).toBe(0)
    expect(problems).toMatchObject([{ kind: 'corrupt_lane', metric: 'c' }])
  })

  it.each([
    ['memory of nobody', 0],
    ['its own log', HEAD_PAGES * (PAGE_BYTES / 8)],
    ['a page beyond all', 2 ** 31 - 1],
    ['a negative place', -1],
    ['the last cells of a page', (HEAD_PAGES + 1) * (PAGE_BYTES / 8) - 1],
  ])('has no exemplars in %s', (_name, place) => {
    const { lane, reader, problems } = setUp()
    lane.family(defineCounter('c'))
    const series = lane.series(0, ['x'])
    const { bytes, byteLength } = encodeExemplarRecord({ family: 0, series, bucket: 0, place, textBytes: TRACE_TEXT_BYTES })
    expect(lane.log.append(bytes, byteLength)).toBe(true)
    lane.series(0, ['fine'])
    reader.refresh()
    const view = reader.family('test', 'c') as FamilyView
    expect(view.length).toBe(2)
    expect(mergeExemplars(view)).toBeUndefined()
    expect(problems).toMatchObject([
      { kind: 'corrupt_lane', message: expect.stringContaining('an exemplar in memory that is not its own') },
    ])
  })

  it('has no exemplars of a family or series it did not declare', () => {
    const { lane, reader, problems } = setUp()
    lane.family(defineCounter('c'))
    const series = lane.series(0, ['x'])
    for (const [family, of] of [
      [1, series],
      [0, series + 1],
    ] as const) {
      const { bytes, byteLength } = encodeExemplarRecord({
        family,
        series: of,
        bucket: 0,
        place: firstCells(lane),
        textBytes: TRACE_TEXT_BYTES,
      })
      expect(lane.log.append(bytes, byteLength)).toBe(true)
    }
    lane.root.words[ROOT_FIRST_CELL * 2] = 1
    reader.refresh()
    expect(mergeExemplars(reader.family('test', 'c') as FamilyView)).toBeUndefined()
    expect(problems).toEqual([])
  })

  it('has no series of a family it did not declare', () => {
    const { lane, reader } = setUp()
    lane.family(defineCounter('c'))
    appendSeries(lane, 1, firstCells(lane), ['x'])
    reader.refresh()
    expect(reader.families('test').map(({ length }) => length)).toEqual([0])
  })

  it('keeps the numbers of its families, whatever one of them says', () => {
    const { lane, reader, problems } = setUp()
    lane.family(defineCounter('before'))
    appendFamily(lane, '{"kind":"nonsense"}')
    appendFamily(lane, definitionText(defineCounter('after')))
    appendSeries(lane, 1, firstCells(lane), ['of the nonsense'])
    appendSeries(lane, 2, firstCells(lane) + 1, ['of the one after'])
    reader.refresh()
    expect(reader.families('test').map(({ definition, length }) => [definition.name, length])).toEqual([
      ['after', 1],
      ['before', 0],
    ])
    expect(problems).toEqual([
      {
        kind: 'corrupt_lane',
        message: expect.stringMatching(/^the lane of thread 7 holds a record that no writer of this release would write/),
      },
    ])
  })

  it('is given up where its log cannot be', () => {
    const { lane, reader, problems } = setUp()
    lane.family(defineCounter('c'))
    lane.series(0, ['x'])
    lane.root.words[ROW_LOG_COUNT] = 1_000
    reader.refresh()
    reader.refresh()
    expect(reader.family('test', 'c')?.length).toBe(1)
    expect(
      problems.every(
        ({ kind, message }) =>
          kind === 'corrupt_lane' && /^the lane of thread 7 holds a log with an impossible length or page/.test(message),
      ),
    ).toBe(true)
    expect(problems.length).toBeGreaterThan(0)
  })

  it('does no harm to the lanes of others', () => {
    const { arena, lane, reader } = setUp()
    const other = createHandMadeLane(arena, 8)
    other.series(other.family(defineCounter('c')), ['x'])
    lane.root.words.fill(-1, ROW_BYTES / 4)
    lane.root.words[ROW_LOG_COUNT] = 5
    reader.refresh()
    expect(reader.family('test', 'c')?.length).toBe(1)
  })

  it.each([
    ['finer than there is', { scale: 60 }],
    ['that is no number of doublings', { scale: 0.5 }],
    ['of windows that are too many', { ageBuckets: 1e9 }],
    ['of half a window', { ageBuckets: 0.5 }],
    ['of quantiles that are none', { quantiles: [-1, 7] }],
  ])('may declare a summary %s, and snapshots are taken all the same', (_name, change) => {
    const given = createPrivateRegistry()
    given.registry.counter({ name: 'c_total' }).inc()
    const lane = createHandMadeLane(given.seat.arena, 7)
    const definition = { ...defineSummary('s', change), registry: 'default' }
    appendFamily(lane, definitionText(definition))
    for (let cell = 0; cell < 3; cell++) appendSeries(lane, 0, firstCells(lane) + cell * 400, [`${cell}`])
    expect(() => given.registry.gather()).not.toThrow()
    expect(given.registry.gather().families.map(({ name }) => name)).toContain('c_total')
  })
})

describe('an arena into which somebody writes at random', () => {
  function fill({ registry }: PrivateRegistry): void {
    const counter = registry.counter({ name: 'c_total', labels: ['a', 'b'] })
    const last = registry.gauge({ name: 'last', labels: ['a'] })
    const sum = registry.gauge({ name: 'sum', labels: ['a'], across: 'sum' })
    const each = registry.gauge({ name: 'each', across: 'each' })
    const histogram = registry.histogram({ name: 'h', labels: ['a'], buckets: [1, 2] })
    const summary = registry.summary({ name: 's', labels: ['a'], quantiles: [0.5, 0.9] })
    const native = registry.histogram({ name: 'n', labels: ['a'], native: true, buckets: [1, 2], extremes: true })
    each.set(1)
    for (let i = 0; i < 8; i++) {
      counter.inc({ a: i, b: 'x'.repeat(i * 7) })
      last.set({ a: i }, i)
      sum.inc({ a: i })
      histogram.observe({ a: i }, i)
      for (const value of [i, -i, 0, 1_000]) {
        summary.observe({ a: i }, value)
        native.observe({ a: i }, value)
      }
    }
  }

  const value = fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.integer({ min: -4, max: 64 }),
    fc.constantFrom(2 ** 31 - 1, 2 ** 31 - 2, -(2 ** 31), (HEAD_PAGES + 1) * (PAGE_BYTES / 8), HEAD_PAGES * (PAGE_BYTES / 8)),
  )
  const inLog = fc.integer({ min: ROW_BYTES / 4, max: 1_400 })
  const anywhere = fc.integer({ min: 1, max: PAGE_BYTES / 4 - 1 })
  const change = fc.tuple(
    fc.oneof({ weight: 3, arbitrary: inLog }, { weight: 2, arbitrary: anywhere }, { weight: 1, arbitrary: fc.constant(ROW_LOG_COUNT) }),
    fc.nat(1),
    value,
  )

  it('is read to the end without a throw, by readers that were there and by new ones', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.boolean(), (changes, isRead) => {
        const given = createPrivateRegistry()
        fill(given)
        if (isRead) given.registry.gather()
        for (const [word, page, written] of changes) {
          const target = given.seat.arena.page(HEAD_PAGES + page) as Page
          target.words[word] = written
        }
        const fresh = new ThreadRegistry(given.seat, { onProblem: () => {} })
        for (const registry of [given.registry, fresh]) {
          for (const family of registry.gather().families)
            for (const point of points(family)) expect(point.labels.values.length).toBe(family.labelNames.length)
        }
      }),
      { numRuns: 150 },
    )
    expect(ROOT_LOG_END_BYTES / 4).toBeGreaterThan(1_400)
  })
})
