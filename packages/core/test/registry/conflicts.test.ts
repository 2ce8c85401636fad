import { describe, expect, it } from 'vitest'
import type { Registry } from '../../src/registry/types.js'
import { createPrivateRegistry } from '../support/private-registry.js'

type Make = (registry: Registry) => unknown

const COUNTER: Make = (registry) => registry.counter({ name: 'x', help: 'Of x.', labels: ['a', 'b'] })
const HISTOGRAM: Make = (registry) => registry.histogram({ name: 'x', buckets: [1, 2] })
const SUMMARY: Make = (registry) => registry.summary({ name: 'x', quantiles: [0.5] })
const GAUGE: Make = (registry) => registry.gauge({ name: 'x', across: 'sum' })

describe('a metric made twice', () => {
  it.each<readonly [string, Make]>([
    ['counter', COUNTER],
    ['histogram', HISTOGRAM],
    ['summary', SUMMARY],
    ['gauge', GAUGE],
    ['counter without labels', (registry) => registry.counter({ name: 'x' })],
  ])('is the same instrument: %s', (_name, make) => {
    const { registry } = createPrivateRegistry()
    expect(make(registry)).toBe(make(registry))
    expect(registry.gather().families.length).toBe(1)
  })

  it.each<readonly [string, Make, Make]>([
    ['defaults left out and written', (r) => r.gauge({ name: 'x' }), (r) => r.gauge({ name: 'x', help: '', unit: '', across: 'last' })],
    ['the implied bucket written', HISTOGRAM, (r) => r.histogram({ name: 'x', buckets: [1, 2, Infinity] })],
    ['no labels and an empty list', (r) => r.counter({ name: 'x' }), (r) => r.counter({ name: 'x', labels: [] })],
    ['another limit', (r) => r.counter({ name: 'x' }), (r) => r.counter({ name: 'x', maxSeries: 5 })],
    [
      'a relative error of the same resolution',
      (r) => r.summary({ name: 'x', relativeError: 0.01 }),
      (r) => r.summary({ name: 'x', relativeError: 0.0099 }),
    ],
    ['options in another order', (r) => r.gauge({ name: 'x', help: 'h', unit: 'u' }), (r) => r.gauge({ unit: 'u', help: 'h', name: 'x' })],
  ])('is the same instrument though it is said differently: %s', (_name, first, second) => {
    const { registry } = createPrivateRegistry()
    expect(second(registry)).toBe(first(registry))
  })

  it.each<readonly [string, Make, Make, string, string]>([
    ['kind', COUNTER, GAUGE, 'counter "x" with help "Of x.", labelNames [a, b]', 'gauge "x" with labelNames [], across "sum"'],
    [
      'labels',
      COUNTER,
      (r) => r.counter({ name: 'x', help: 'Of x.', labels: ['a'] }),
      'counter "x" with help "Of x.", labelNames [a, b]',
      'counter "x" with help "Of x.", labelNames [a]',
    ],
    [
      'order of labels',
      COUNTER,
      (r) => r.counter({ name: 'x', help: 'Of x.', labels: ['b', 'a'] }),
      'counter "x" with help "Of x.", labelNames [a, b]',
      'counter "x" with help "Of x.", labelNames [b, a]',
    ],
    [
      'help',
      GAUGE,
      (r) => r.gauge({ name: 'x', help: 'Other.', across: 'sum' }),
      'gauge "x" with labelNames [], across "sum"',
      'help "Other."',
    ],
    [
      'unit',
      GAUGE,
      (r) => r.gauge({ name: 'x', unit: 'bytes', across: 'sum' }),
      'gauge "x" with labelNames [], across "sum"',
      'unit "bytes"',
    ],
    ['rule', GAUGE, (r) => r.gauge({ name: 'x' }), 'across "sum"', 'across "last"'],
    ['buckets', HISTOGRAM, (r) => r.histogram({ name: 'x', buckets: [1, 3] }), 'bounds [1, 2]', 'bounds [1, 3]'],
    ['quantiles', SUMMARY, (r) => r.summary({ name: 'x', quantiles: [0.9] }), 'quantiles [0.5]', 'quantiles [0.9]'],
    ['window', SUMMARY, (r) => r.summary({ name: 'x', quantiles: [0.5], maxAgeSeconds: 60 }), 'maxAgeSeconds 600', 'maxAgeSeconds 60'],
  ])('throws for another %s, and shows both definitions', (_name, first, second, had, wanted) => {
    const { registry } = createPrivateRegistry()
    first(registry)
    const before = registry.gather().families
    const make = () => second(registry)
    expect(make).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'metric_conflict' }))
    expect(make).toThrow(had)
    expect(make).toThrow(wanted)
    expect(make).toThrow(/^(counter|gauge|histogram|summary) "x": expected the definition it has already, .+, got .+$/)
    expect(registry.gather().families).toHaveLength(before.length)
    expect(first(registry)).toBe(first(registry))
  })
})

describe('names that two metrics would both write', () => {
  it.each<readonly [string, Make, Make, string]>([
    ['a histogram and a gauge of its count', HISTOGRAM, (r) => r.gauge({ name: 'x_count' }), 'x_count'],
    ['a histogram and a counter of its sum', HISTOGRAM, (r) => r.counter({ name: 'x_sum' }), 'x_sum'],
    ['a histogram and a gauge of its buckets', HISTOGRAM, (r) => r.gauge({ name: 'x_bucket' }), 'x_bucket'],
    ['a histogram and a gauge of its creation', HISTOGRAM, (r) => r.gauge({ name: 'x_created' }), 'x_created'],
    ['a summary and a gauge of its count', SUMMARY, (r) => r.gauge({ name: 'x_count' }), 'x_count'],
    ['a gauge and a counter with the suffix', (r) => r.gauge({ name: 'x' }), (r) => r.counter({ name: 'x_total' }), 'x'],
    ['a counter with and one without the suffix', (r) => r.counter({ name: 'x_total' }), (r) => r.counter({ name: 'x' }), 'x'],
    ['a counter and a gauge of its creation', (r) => r.counter({ name: 'x_total' }), (r) => r.gauge({ name: 'x_created' }), 'x_created'],
    ['a counter and a gauge with the suffix', (r) => r.counter({ name: 'x' }), (r) => r.gauge({ name: 'x_total' }), 'x_total'],
  ])('are refused: %s', (_name, first, second, claimed) => {
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const { registry } = createPrivateRegistry()
      one(registry)
      const make = () => other(registry)
      expect(make).toThrow(expect.objectContaining({ name: 'TelltaleError', code: 'metric_conflict' }))
      expect(make).toThrow(`; both would expose "${claimed}"`)
      expect(make).toThrow(/expected the definition it has already, \w+ "x\w*" with .+, got \w+ "x\w*" with /)
      expect(registry.gather().families).toHaveLength(1)
    }
  })

  it('are not those of a gauge and a histogram whose names merely begin alike', () => {
    const { registry } = createPrivateRegistry()
    registry.histogram({ name: 'x' })
    for (const name of ['x_', 'x_counts', 'x_max', 'y_count', 'xx']) expect(() => registry.gauge({ name })).not.toThrow()
  })

  it('are free again for others after a refusal', () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'x_count' })
    expect(() => registry.histogram({ name: 'x' })).toThrow(/both would expose "x_count"/)
    expect(() => registry.gauge({ name: 'x_sum' })).not.toThrow()
    expect(() => registry.gauge({ name: 'x' })).not.toThrow()
  })
})
