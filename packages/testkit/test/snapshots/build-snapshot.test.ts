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

describe('a source made by hand', () => {
  it('hands out its snapshots one after another, and the last from then on', () => {
    const [first, second] = [buildSnapshot(), buildSnapshot()]
    const source = sourceOf(first, second)
    expect(source.gather()).toBe(first)
    expect(source.gatherChunks().next()).toEqual({ done: true, value: second })
    expect(source.gather()).toBe(second)
  })
})
