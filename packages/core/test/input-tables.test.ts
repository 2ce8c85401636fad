/**
 * Bad and extreme input, row by row of the table "What happens to bad data" in docs/instruments.md. This file has the rows that concern several instruments at once; the others are
 * tested where they belong:
 *
 * | rows | |
 * | --- | --- |
 * | names, help, unit, limits | registry/names-refused.test.ts, model/names.test.ts |
 * | names that clash | registry/conflicts.test.ts; between threads series/reader.test.ts, threads/conflicts.test.ts |
 * | label values | instruments/labels.test.ts, series/label-values.test.ts |
 * | values of counters, gauges, histograms, summaries | instruments/<kind>.test.ts |
 * | buckets, options of summaries | registry/options-refused.test.ts, model/buckets.test.ts |
 * | clocks | instruments/timing.test.ts |
 * | memory that is used up, too many series | registry/no-room.test.ts, registry/drops.test.ts, registry/removal.test.ts |
 */

import { describe, expect, it } from 'vitest'
import type { Across } from '../src/instruments/types.js'
import { exponentialBuckets, exponentialBucketsRange, linearBuckets } from '../src/model/buckets.js'
import type { Registry } from '../src/registry/types.js'
import { type NamedValue, NOT_NUMBERS } from './support/hostile-values.js'
import { createPrivateRegistry } from './support/private-registry.js'
import { findFamily, labelValuesOf } from './support/snapshot-reading.js'

const ACROSS: readonly Across[] = ['last', 'sum', 'min', 'max', 'each']
const LABELS = ['a', 'b', 'c', 'd', 'e'] as const
type Labels = Readonly<Record<(typeof LABELS)[number], string>>

/** Every labelled instrument, updated once by each way there is. */
const UPDATES: readonly (readonly [kind: string, update: (registry: Registry, labels: Labels) => void])[] = [
  [
    'counter',
    (registry, labels) => {
      const counter = registry.counter({ name: 'm', labels: LABELS })
      counter.inc(labels)
      counter.with(labels).inc()
    },
  ],
  ...ACROSS.map(
    (across) =>
      [
        `gauge by "${across}"`,
        (registry: Registry, labels: Labels) => {
          const gauge = registry.gauge({ name: 'm', labels: LABELS, across })
          gauge.set(labels, 1)
          gauge.inc(labels)
          gauge.with(labels).dec()
        },
      ] as const,
  ),
  [
    'histogram',
    (registry, labels) => {
      const histogram = registry.histogram({ name: 'm', labels: LABELS })
      histogram.observe(labels, 1)
      histogram.startTimer(labels)()
    },
  ],
  [
    'summary',
    (registry, labels) => {
      const summary = registry.summary({ name: 'm', labels: LABELS })
      summary.observe(labels, 1)
      summary.time(labels, () => {})
    },
  ],
]

function permutationsOf<T>(values: readonly T[]): T[][] {
  if (values.length === 0) return [[]]
  return values.flatMap((value, i) => permutationsOf(values.toSpliced(i, 1)).map((rest) => [value, ...rest]))
}

describe.each(UPDATES)('the labels of a %s', (_kind, update) => {
  it('are one series in each of their 120 orders', () => {
    const { registry, problems } = createPrivateRegistry()
    for (const names of permutationsOf(LABELS)) update(registry, Object.fromEntries(names.map((name) => [name, `of ${name}`])) as Labels)
    const family = registry.gather().families.find(({ name }) => name === 'm')
    expect(family && labelValuesOf(family).map((values) => values.slice(0, LABELS.length))).toEqual([LABELS.map((name) => `of ${name}`)])
    expect(problems).toEqual([])
  })

  it('throw for a `__proto__` among them, whichever way it came there, and change no prototype', () => {
    const { registry } = createPrivateRegistry()
    const fine = '"a": "1", "b": "2", "c": "3", "d": "4"'
    const given = [
      JSON.parse(`{ ${fine}, "__proto__": { "e": "5" } }`),
      JSON.parse(`{ ${fine}, "e": "5", "__proto__": { "polluted": 1 } }`),
      { ...JSON.parse(`{ ${fine} }`), __proto__: { e: '5' } },
    ] as unknown as Labels[]
    for (const labels of given) {
      expect(() => update(registry, labels)).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'invalid_labels' }))
    }
    expect(registry.gather().families.map((family) => family.labelSets.length)).toEqual([0])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

/** The metric `m`, increased once by a value that is left out. */
const LEFT_OUT: readonly (readonly [way: string, inc: (registry: Registry) => void])[] = [
  ['a bare counter', (r) => r.counter({ name: 'm' }).inc(undefined)],
  ['a labelled counter', (r) => r.counter({ name: 'm', labels: ['a'] }).inc({ a: 'x' }, undefined)],
  [
    'a bound counter',
    (r) =>
      r
        .counter({ name: 'm', labels: ['a'] })
        .with({ a: 'x' })
        .inc(undefined),
  ],
  ...ACROSS.flatMap((across): [string, (registry: Registry) => void][] => [
    [`a bare gauge by "${across}"`, (r) => r.gauge({ name: 'm', across }).inc(undefined)],
    [`a labelled gauge by "${across}"`, (r) => r.gauge({ name: 'm', labels: ['a'], across }).inc({ a: 'x' }, undefined)],
    [
      `a bound gauge by "${across}"`,
      (r) =>
        r
          .gauge({ name: 'm', labels: ['a'], across })
          .with({ a: 'x' })
          .inc(undefined),
    ],
  ]),
]

describe('a value that is left out', () => {
  it.each(LEFT_OUT)('is 1 for %s', (_way, inc) => {
    const { registry, problems } = createPrivateRegistry()
    inc(registry)
    expect(registry.gather().families).toMatchObject([{ name: 'm', values: Float64Array.of(1) }])
    expect(problems).toEqual([])
  })
})

/** What each method refuses, beside what is no number. */
const METHODS: readonly (readonly [
  way: string,
  refused: readonly unknown[],
  make: (r: Registry) => readonly [(value: never) => void, () => unknown],
])[] = [
  [
    'inc of a counter',
    [-1, -5e-324, Number.NaN, Infinity, -Infinity],
    (r) => {
      const counter = r.counter({ name: 'm' })
      counter.inc(2)
      return [(value) => counter.inc(value), () => counter.get()]
    },
  ],
  ...ACROSS.flatMap((across) =>
    (['set', 'inc', 'dec'] as const).map(
      (method) =>
        [
          `${method} of a gauge by "${across}"`,
          method === 'set' ? [] : [Number.NaN, Infinity, -Infinity],
          (r: Registry) => {
            const gauge = r.gauge({ name: 'm', across })
            gauge.set(2)
            return [(value: never) => gauge[method](value), () => gauge.get()] as const
          },
        ] as const,
    ),
  ),
  ...(['histogram', 'summary'] as const).map(
    (kind) =>
      [
        `observe of a ${kind}`,
        [undefined, Number.NaN],
        (r: Registry) => {
          const observer = kind === 'histogram' ? r.histogram({ name: 'm' }) : r.summary({ name: 'm' })
          observer.observe(2)
          return [(value: never) => observer.observe(value), () => observer.get()] as const
        },
      ] as const,
  ),
]

describe.each(METHODS)('%s', (_way, refused, make) => {
  const bad: readonly NamedValue[] = [...refused.map((value): NamedValue => [String(value), value]), ...NOT_NUMBERS]

  it('drops and counts each of what it refuses, and changes nothing', () => {
    const { registry, drops, problems } = createPrivateRegistry()
    const [update, read] = make(registry)
    const before = read()
    for (const [name, value] of bad) {
      expect(() => update(value as never), name).not.toThrow()
      expect(read(), name).toEqual(before)
    }
    expect(drops()).toEqual({ 'm bad_value': bad.length })
    expect(problems.map(({ kind }) => kind)).toEqual(['bad_value'])
  })

  it('throws it where the registry is strict, and changes nothing', () => {
    const { registry, drops } = createPrivateRegistry({ strict: true })
    const [update, read] = make(registry)
    const before = read()
    for (const [name, value] of bad) {
      expect(() => update(value as never), name).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'invalid_value' }))
      expect(read(), name).toEqual(before)
    }
    expect(drops()).toEqual({})
  })
})

describe('a number beyond what doubles count exactly', () => {
  const steps = [2 ** 53, 1, 1, 2 ** 63, 1, 2 ** 64, 1e300]

  it('never makes a counter fall or turn negative, in whichever series', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    let last = 0
    for (const step of steps) {
      counter.inc({ a: 'x' }, step)
      expect(counter.get({ a: 'x' })).toBeGreaterThanOrEqual(last)
      last = counter.get({ a: 'x' })
    }
    expect(last).toBe(1e300)
  })

  it.each(ACROSS)('is added to and taken from a gauge by "%s" as exactly as doubles are', (across) => {
    const { registry } = createPrivateRegistry()
    const gauge = registry.gauge({ name: 'g', across })
    let exact = BigInt(2 ** 53)
    gauge.set(2 ** 53)
    for (const step of [1, 2, 5, -(2 ** 54), 3]) {
      gauge.inc(step)
      exact += BigInt(step)
      expect(Math.abs(Number(BigInt(gauge.get()) - exact))).toBeLessThanOrEqual(4)
    }
    gauge.set(-(2 ** 63))
    gauge.dec(2 ** 63)
    expect(gauge.get()).toBe(-(2 ** 64))
  })

  it.each(['histogram', 'summary'] as const)('never makes the sum of a %s something else than a number', (kind) => {
    const { registry, drops } = createPrivateRegistry()
    const observer = kind === 'histogram' ? registry.histogram({ name: 'm' }) : registry.summary({ name: 'm' })
    for (const value of [Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, Infinity, -Infinity, -1]) observer.observe(value)
    expect(observer.get()).toEqual({ count: 5, sum: Infinity })
    expect(drops()).toEqual({ 'm bad_value': 1 })
    expect(findFamily(registry.gather(), 'm', kind).sums).toEqual(Float64Array.of(Infinity))
  })
})

describe('bounds by rule', () => {
  const COUNTS: readonly NamedValue[] = [
    ['0', 0],
    ['negative', -1],
    ['no whole number', 1.5],
    ['NaN', Number.NaN],
    ['infinite', Infinity],
    ['beyond 10,000', 10_001],
    ['a text', '3'],
    ['left out', undefined],
    ['a bigint', 3n],
  ]
  const RULES = [
    ['linearBuckets', (count: number) => linearBuckets(1, 1, count)],
    ['exponentialBuckets', (count: number) => exponentialBuckets(1, 2, count)],
    ['exponentialBucketsRange', (count: number) => exponentialBucketsRange(1, 2, count)],
  ] as const

  it.each(RULES.flatMap(([rule, make]) => COUNTS.map(([name, count]) => [rule, name, make, count] as const)))(
    '%s refuses a count that is %s',
    (rule, _name, make, count) => {
      const message = expect.stringMatching(new RegExp(`^${rule}: .*count must be a whole number`))
      expect(() => make(count as number)).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'invalid_options', message }))
    },
  )

  it.each([
    ['a start that is NaN', () => linearBuckets(Number.NaN, 1, 2)],
    ['an infinite start', () => linearBuckets(Infinity, 1, 2)],
    ['no width', () => linearBuckets(0, 0, 2)],
    ['a negative width', () => linearBuckets(0, -1, 2)],
    ['a width too small to be told', () => linearBuckets(2 ** 53, 0.5, 3)],
    ['a last bound too large', () => linearBuckets(1e308, 1e308, 3)],
    ['a start of 0', () => exponentialBuckets(0, 2, 2)],
    ['a negative start', () => exponentialBuckets(-1, 2, 2)],
    ['a factor of 1', () => exponentialBuckets(1, 1, 2)],
    ['a factor below 1', () => exponentialBuckets(1, 0.5, 2)],
    ['a last power too large', () => exponentialBuckets(1, 10, 400)],
    ['a range from 0', () => exponentialBucketsRange(0, 1, 2)],
    ['a range that ends where it begins', () => exponentialBucketsRange(1, 1, 2)],
    ['a range without an end', () => exponentialBucketsRange(1, Infinity, 2)],
  ])('refuse %s', (_name, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'invalid_options' }))
  })

  it('may be as many as a histogram takes, and no more', () => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.histogram({ name: 'most', buckets: linearBuckets(1, 1, 8_182) })).not.toThrow()
    const message = 'histogram "more": buckets must be at most 8182 long, got 10000'
    expect(() => registry.histogram({ name: 'more', buckets: linearBuckets(1, 1, 10_000) })).toThrow(
      expect.objectContaining({ code: 'invalid_options', message }),
    )
  })
})
