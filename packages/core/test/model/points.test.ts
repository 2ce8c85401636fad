import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Exemplar } from '../../src/model/exemplars.js'
import { type LabelSet, type LabelSetList, labelValue } from '../../src/model/labels.js'
import {
  type HistogramPoint,
  type NumberPoint,
  type PointOf,
  points,
  type StateSetPoint,
  type SummaryPoint,
} from '../../src/model/points.js'
import type {
  CounterFamily,
  Family,
  GaugeFamily,
  HistogramFamily,
  InfoFamily,
  StateSetFamily,
  SummaryFamily,
} from '../../src/model/snapshot.js'

const LABELS: readonly LabelSet[] = [
  { names: ['a', 'b'], values: ['1', ''] },
  { names: ['a', 'b'], values: ['2', 'x'] },
]
const labelSets: LabelSetList = {
  length: LABELS.length,
  generation: {},
  at: (slot) => LABELS[slot] as LabelSet,
  [Symbol.iterator]: () => LABELS[Symbol.iterator](),
}
const common = { name: 'x', help: '', unit: '', labelNames: ['a', 'b'], labelSets, startedAtMillis: Float64Array.of(10, 20) }

describe('the points of a family', () => {
  it('are numbers for counters and gauges', () => {
    const counter: CounterFamily = { ...common, kind: 'counter', values: Float64Array.of(1, 2) }
    const gauge: GaugeFamily = { ...common, kind: 'gauge', values: Float64Array.of(-1, Number.NaN) }
    expect([...points(counter)]).toEqual([
      { labels: LABELS[0], startedAtMillis: 10, value: 1 },
      { labels: LABELS[1], startedAtMillis: 20, value: 2 },
    ])
    expect([...points(gauge)].map(({ value }) => value)).toEqual([-1, Number.NaN])
  })

  it('are rows of buckets for histograms, with a count that is their sum', () => {
    const family: HistogramFamily = {
      ...common,
      kind: 'histogram',
      bounds: [1, 2],
      counts: Float64Array.of(1, 0, 4, 0, 7, 0),
      sums: Float64Array.of(30, 14),
    }
    expect([...points(family)]).toEqual([
      { labels: LABELS[0], startedAtMillis: 10, bucketCounts: Float64Array.of(1, 0, 4), count: 5, sum: 30 },
      { labels: LABELS[1], startedAtMillis: 20, bucketCounts: Float64Array.of(0, 7, 0), count: 7, sum: 14 },
    ])
  })

  it('have the exemplars of their series, one a bucket', () => {
    const exemplar = (n: number): Exemplar => ({ labels: { names: ['n'], values: [`${n}`] }, value: n, atMillis: 5 })
    const exemplars = { at: (slot: number, bucket: number) => (slot === 0 && bucket === 1 ? undefined : exemplar(slot * 10 + bucket)) }
    const counter: CounterFamily = { ...common, kind: 'counter', values: Float64Array.of(1, 2), exemplars }
    expect([...points(counter)].map((point) => point.exemplar)).toEqual([exemplar(0), exemplar(10)])
    const family: HistogramFamily = {
      ...common,
      kind: 'histogram',
      bounds: [1],
      counts: new Float64Array(4),
      sums: new Float64Array(2),
      exemplars,
    }
    expect([...points(family)].map((point) => point.exemplars)).toEqual([
      [exemplar(0), undefined],
      [exemplar(10), exemplar(11)],
    ])
    for (const plain of [
      { ...counter, exemplars: undefined },
      { ...family, exemplars: undefined },
    ] as Family[])
      for (const point of points(plain)) expect(Object.keys(point).filter((key) => key.startsWith('exemplar'))).toEqual([])
  })

  it('have native buckets and extremes where the histogram has them', () => {
    const runs = [5, 6, 7, 8].map((offset) => ({ offset, counts: Float64Array.of(offset) }))
    const [a, b, c, d] = runs as [(typeof runs)[0], (typeof runs)[0], (typeof runs)[0], (typeof runs)[0]]
    const family: HistogramFamily = {
      ...common,
      kind: 'histogram',
      bounds: [],
      counts: Float64Array.of(14, 16),
      sums: Float64Array.of(30, 14),
      native: {
        zeroThreshold: 0.5,
        scales: Int32Array.of(3, -1),
        zeroCounts: Float64Array.of(2, 2),
        positive: [a, b],
        negative: [c, d],
      },
      extremes: { mins: Float64Array.of(-3, 0), maxs: Float64Array.of(4, 9) },
    }
    expect([...points(family)].map(({ count, native, min, max }) => ({ count, native, min, max }))).toEqual([
      { count: 14, native: { scale: 3, zeroThreshold: 0.5, zeroCount: 2, positive: a, negative: c }, min: -3, max: 4 },
      { count: 16, native: { scale: -1, zeroThreshold: 0.5, zeroCount: 2, positive: b, negative: d }, min: 0, max: 9 },
    ])
  })

  it('are rows of quantiles for summaries', () => {
    const family: SummaryFamily = {
      ...common,
      kind: 'summary',
      quantiles: [0.5, 0.9],
      quantileValues: Float64Array.of(1, 2, Number.NaN, Number.NaN),
      counts: Float64Array.of(3, 0),
      sums: Float64Array.of(4, 0),
    }
    expect([...points(family)]).toEqual([
      { labels: LABELS[0], startedAtMillis: 10, quantileValues: Float64Array.of(1, 2), count: 3, sum: 4 },
      { labels: LABELS[1], startedAtMillis: 20, quantileValues: Float64Array.of(Number.NaN, Number.NaN), count: 0, sum: 0 },
    ])
  })

  it('are ones for infos', () => {
    const family: InfoFamily = { ...common, kind: 'info' }
    expect([...points(family)]).toEqual([
      { labels: LABELS[0], startedAtMillis: 10, value: 1 },
      { labels: LABELS[1], startedAtMillis: 20, value: 1 },
    ])
  })

  it('are rows of states for state sets', () => {
    const family: StateSetFamily = { ...common, kind: 'stateset', states: ['a', 'b', 'c'], values: Uint8Array.of(0, 1, 0, 1, 1, 0) }
    expect([...points(family)]).toEqual([
      { labels: LABELS[0], startedAtMillis: 10, values: Uint8Array.of(0, 1, 0) },
      { labels: LABELS[1], startedAtMillis: 20, values: Uint8Array.of(1, 1, 0) },
    ])
  })

  it('are none where there are no series', () => {
    const none: LabelSetList = { ...labelSets, length: 0 }
    expect([...points({ ...common, labelSets: none, kind: 'counter', values: new Float64Array(0) })]).toEqual([])
  })

  it('are typed by the kind of the family', () => {
    expectTypeOf<PointOf<CounterFamily>>().toEqualTypeOf<NumberPoint>()
    expectTypeOf<PointOf<HistogramFamily>>().toEqualTypeOf<HistogramPoint>()
    expectTypeOf<PointOf<SummaryFamily>>().toEqualTypeOf<SummaryPoint>()
    expectTypeOf<PointOf<Family>>().toEqualTypeOf<NumberPoint | HistogramPoint | SummaryPoint | StateSetPoint>()
  })
})

describe('a label value', () => {
  it.each([
    ['a', '2'],
    ['b', 'x'],
    ['c', ''],
    ['constructor', ''],
  ])('of %s is %o', (name, value) => {
    expect(labelValue(LABELS[1] as LabelSet, name)).toBe(value)
  })

  it('is empty where the label is absent', () => {
    expect(labelValue(LABELS[0] as LabelSet, 'b')).toBe('')
  })
})
