import { TelltaleError } from '@telltale/core'
import { points } from '@telltale/core/model'
import { describe, expect, it } from 'vitest'
import { buildSnapshot, sourceOf } from '../../src/snapshots/build-snapshot.js'
import { DEFAULT_STARTED_AT_MILLIS, DEFAULT_TAKEN_AT_MILLIS, type FamilyInput, familyOf } from '../../src/snapshots/families.js'
import { createTestRegistry } from '../../src/test-registry.js'

describe('a snapshot made by hand', () => {
  it('is what a registry gathers of the same', () => {
    const { registry, clock } = createTestRegistry()
    const startedAtMillis = clock.wallMillis()
    const help = 'Helps.'
    registry.counter({ name: 'c_total', help, labels: ['a', 'b'] }).inc({ a: 1, b: '' }, 2)
    registry.gauge({ name: 'g', unit: 'bytes' }).set(-1.5)
    const histogram = registry.histogram({ name: 'h', buckets: [1, 2], labels: ['a'] })
    histogram.observe({ a: 'x' }, 2)
    histogram.observe({ a: 'y' }, 3)
    const native = registry.histogram({ name: 'n', buckets: [1], native: { schema: 0, zeroThreshold: 0 }, extremes: true })
    for (const value of [0, 1, 3, -5]) native.observe(value)
    registry.histogram({ name: 'o', native: true, labels: ['a'] })
    registry.summary({ name: 's', quantiles: [0.5] })
    const made = buildSnapshot({
      takenAtMillis: clock.wallMillis(),
      families: [
        { kind: 'summary', name: 's', quantiles: [0.5], series: [{ count: 0, sum: 0, startedAtMillis }] },
        {
          kind: 'histogram',
          name: 'h',
          bounds: [1, 2],
          series: [
            { labels: { a: 'x' }, counts: [0, 1, 0], sum: 2, startedAtMillis },
            { labels: { a: 'y' }, counts: [0, 0, 1], sum: 3, startedAtMillis },
          ],
        },
        {
          kind: 'histogram',
          name: 'n',
          bounds: [1],
          zeroThreshold: 0,
          series: [
            {
              counts: [3, 1],
              sum: -1,
              native: { scale: 0, zeroCount: 1, positive: { offset: -1, counts: [1, 0, 1] }, negative: { offset: 2, counts: [1] } },
              extremes: { min: -5, max: 3 },
              startedAtMillis,
            },
          ],
        },
        { kind: 'histogram', name: 'o', labelNames: ['a'], zeroThreshold: 2 ** -128 },
        { kind: 'gauge', name: 'g', unit: 'bytes', series: [{ value: -1.5, startedAtMillis }] },
        { kind: 'counter', name: 'c_total', help, labelNames: ['a', 'b'], series: [{ labels: { a: '1' }, value: 2, startedAtMillis }] },
      ],
    })
    const plain = ({ families, ...rest }: typeof made) => ({
      ...rest,
      families: families.map((family) => ({ ...family, labelSets: [...family.labelSets] })),
    })
    expect(plain(made)).toEqual(plain(registry.gather()))
  })

  it('is read point by point, with what was left out filled in', () => {
    const family = familyOf({
      kind: 'counter',
      name: 'c_total',
      series: [
        { labels: { a: '1' }, value: 1 },
        { labels: { b: '2' }, value: 2 },
      ],
    })
    expect([...points(family)]).toEqual([
      { labels: { names: ['a', 'b'], values: ['1', ''] }, startedAtMillis: DEFAULT_STARTED_AT_MILLIS, value: 1 },
      { labels: { names: ['a', 'b'], values: ['', '2'] }, startedAtMillis: DEFAULT_STARTED_AT_MILLIS, value: 2 },
    ])
    expect(() => family.labelSets.at(2)).toThrow(RangeError)
    expect(buildSnapshot()).toEqual({ takenAtMillis: DEFAULT_TAKEN_AT_MILLIS, resource: { attributes: {} }, families: [] })
  })

  it('hands on the generation of an earlier one', () => {
    const generation = {}
    const family = () => familyOf({ kind: 'gauge', name: 'g', generation, series: [{ value: 1 }] })
    expect(family().labelSets.generation).toBe(family().labelSets.generation)
  })

  it.each<[string, FamilyInput, string]>([
    ['a label set twice', { kind: 'gauge', name: 'g', series: [{ value: 1 }, { value: 2 }] }, 'each label set once'],
    ['a foreign label', { kind: 'gauge', name: 'g', labelNames: ['a'], series: [{ labels: { b: 'x' }, value: 1 }] }, 'got "b"'],
    ['a short row', { kind: 'histogram', name: 'h', bounds: [1], series: [{ counts: [1], sum: 0 }] }, '2 counts for each series, got 1'],
    ['falling bounds', { kind: 'histogram', name: 'h', bounds: [2, 1] }, 'finite bounds, each above the one before, got 2, 1'],
    ['an infinite bound', { kind: 'histogram', name: 'h', bounds: [Number.POSITIVE_INFINITY] }, 'finite bounds'],
    [
      'native buckets that do not add up',
      { kind: 'histogram', name: 'h', series: [{ counts: [2], sum: 0, native: { zeroCount: 1 } }] },
      'to 2',
    ],
    ['a scale there is not', { kind: 'histogram', name: 'h', series: [{ counts: [0], sum: 0, native: { scale: 9 } }] }, '-4 to 8, got 9'],
    [
      'a run that begins with nothing',
      { kind: 'histogram', name: 'h', series: [{ counts: [1], sum: 0, native: { positive: { offset: 0, counts: [0, 1] } } }] },
      'runs that begin and end with a count',
    ],
    ['equal quantiles', { kind: 'summary', name: 's', quantiles: [0.5, 0.5] }, 'finite quantiles'],
  ])('refuses %s', (_what, input, fault) => {
    expect(() => familyOf(input)).toThrow(TelltaleError)
    expect(() => familyOf(input)).toThrow(fault)
  })

  it('refuses two families of one name', () => {
    const family: FamilyInput = { kind: 'gauge', name: 'g' }
    expect(() => buildSnapshot({ families: [family, { kind: 'gauge', name: 'f' }, family] })).toThrow('two families "g"')
  })
})

it('fills in what a series says nothing of, where another has native buckets and extremes', () => {
  const family = familyOf({
    kind: 'histogram',
    name: 'h',
    series: [
      { labels: { a: 'x' }, counts: [1], sum: 0, native: { zeroCount: 1 }, extremes: { min: 0, max: 0 } },
      { labels: { a: 'y' }, counts: [0], sum: 0 },
    ],
  })
  const [, second] = points(family)
  const none = { offset: 0, counts: new Float64Array() }
  expect(second).toMatchObject({ min: Number.NaN, max: Number.NaN, native: { scale: 3, zeroThreshold: 2 ** -128, zeroCount: 0 } })
  expect([second?.native?.positive, second?.native?.negative]).toEqual([none, none])
})

describe('a source made by hand', () => {
  it('hands out its snapshots one after another, and the last from then on', () => {
    const [first, second] = [buildSnapshot(), buildSnapshot()]
    const source = sourceOf(first, second)
    expect(source.gather()).toBe(first)
    expect(source.gatherChunks().next()).toEqual({ done: true, value: second })
    expect(source.gather()).toBe(second)
  })
})
