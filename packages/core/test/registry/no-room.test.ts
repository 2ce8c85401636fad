import { beforeEach, describe, expect, it } from 'vitest'
import type { Registry } from '../../src/registry/types.js'
import { createPrivateRegistry, fillArena, type PrivateRegistry } from '../support/private-registry.js'

/** Takes all the room there is, the lane's own included, but for the drops of `m`, which can be counted. */
function createFull(): PrivateRegistry {
  const given = createPrivateRegistry({ maxSeriesPerMetric: 100_000 })
  const { registry, seat } = given
  const first = registry.counter({ name: 'first_total' })
  const metric = 'm'
  for (const reason of ['arena_full', 'bad_value', 'bad_label']) dropsOf(registry).with({ metric, reason })
  fillArena(seat)
  while (seat.allocateCells(1) !== undefined);
  first.inc()
  expect(first.get()).toBe(1)
  return given
}

const dropsOf = (registry: Registry) =>
  registry.counter({
    name: 'telltale_dropped_updates_total',
    help: 'Updates that were dropped because their data was bad or found no room.',
    labels: ['metric', 'reason'],
  })

/** What the drops of `m` are counted to be, as far as there are any. */
function dropped(given: PrivateRegistry): Record<string, number> {
  return Object.fromEntries(Object.entries(given.drops()).filter(([, count]) => count > 0))
}

/** One update each, of an instrument without labels and of one with. */
const KINDS: readonly (readonly [
  kind: string,
  bare: (registry: Registry) => () => void,
  labelled: (registry: Registry) => (a: string) => void,
])[] = [
  [
    'counter',
    (registry) => {
      const counter = registry.counter({ name: 'm' })
      return () => counter.inc()
    },
    (registry) => {
      const counter = registry.counter({ name: 'm', labels: ['a'] })
      return (a) => counter.inc({ a }, 0)
    },
  ],
  ...(['last', 'sum', 'each'] as const).flatMap((across) =>
    (['inc', 'set', 'setToCurrentTime'] as const).map(
      (method) =>
        [
          `gauge by "${across}", ${method}`,
          (registry: Registry) => {
            const gauge = registry.gauge({ name: 'm', across })
            return () => gauge[method](Number(method !== 'set'))
          },
          (registry: Registry) => {
            const gauge = registry.gauge({ name: 'm', across, labels: ['a'] })
            return (a: string) => gauge[method]({ a }, Number(method !== 'set'))
          },
        ] as const,
    ),
  ),
  [
    'histogram',
    (registry) => {
      const histogram = registry.histogram({ name: 'm' })
      return () => histogram.observe(1)
    },
    (registry) => {
      const histogram = registry.histogram({ name: 'm', labels: ['a'] })
      return (a) => histogram.observe({ a }, 1)
    },
  ],
  [
    'summary',
    (registry) => {
      const summary = registry.summary({ name: 'm' })
      return () => summary.observe(1)
    },
    (registry) => {
      const summary = registry.summary({ name: 'm', labels: ['a'] })
      return (a) => summary.observe({ a }, 1)
    },
  ],
]

describe.each(KINDS)('a %s that found no room', (_kind, bare, labelled) => {
  let given: PrivateRegistry
  beforeEach(() => {
    given = createFull()
  })

  it('counts every update as dropped, announces that once, and throws nothing', () => {
    const update = bare(given.registry)
    for (let i = 0; i < 3; i++) expect(update).not.toThrow()
    expect(dropped(given)).toEqual({ 'm arena_full': 3 })
    expect(given.problems).toEqual([
      { kind: 'arena_full', metric: 'm', message: 'metric "m": the arena is full; what found no room there is not exposed' },
    ])
  })

  it('counts every update of every label set as dropped', () => {
    const update = labelled(given.registry)
    for (const a of ['x', 'y', 'x', 'z', 'x']) expect(() => update(a)).not.toThrow()
    expect(dropped(given)).toEqual({ 'm arena_full': 5 })
    expect(given.problems.map(({ kind, metric }) => [kind, metric])).toEqual([['arena_full', 'm']])
  })

  it('shows no series', () => {
    bare(given.registry)()
    const family = given.registry.gather().families.find(({ name }) => name === 'm')
    expect(family?.labelSets.length ?? 0).toBe(0)
  })
})

describe('what was recorded where there was no room', () => {
  it('reads as nothing', () => {
    const { registry } = createFull()
    const counter = registry.counter({ name: 'c_total' })
    counter.inc(5)
    const labelled = registry.counter({ name: 'd_total', labels: ['a'] })
    labelled.inc({ a: 'x' }, 5)
    const gauges = (['last', 'sum', 'each'] as const).map((across) => registry.gauge({ name: across, across }))
    for (const gauge of gauges) gauge.set(5)
    const histogram = registry.histogram({ name: 'h' })
    histogram.observe(5)
    const summary = registry.summary({ name: 's' })
    summary.observe(5)
    expect([counter.get(), labelled.get({ a: 'x' }), labelled.with({ a: 'x' }).get()]).toEqual([0, 0, 0])
    expect(gauges.map((gauge) => gauge.get())).toEqual([0, 0, 0])
    expect([histogram.get(), summary.get()]).toEqual([
      { count: 0, sum: 0 },
      { count: 0, sum: 0 },
    ])
  })
})

describe('a handle bound by bad labels', () => {
  it('records nothing, and is counted once, when it is bound', () => {
    const given = createPrivateRegistry()
    const { registry } = given
    const bad = { a: {} } as never
    const bound = [
      registry.counter({ name: 'c_total', labels: ['a'] }).with(bad),
      registry.gauge({ name: 'last', labels: ['a'] }).with(bad),
      registry.gauge({ name: 'sum', labels: ['a'], across: 'sum' }).with(bad),
    ]
    const observers = [registry.histogram({ name: 'h', labels: ['a'] }).with(bad), registry.summary({ name: 's', labels: ['a'] }).with(bad)]
    for (let i = 0; i < 3; i++) {
      for (const handle of bound) handle.inc()
      for (const handle of observers) handle.observe(1)
    }
    expect(given.drops()).toEqual({ 'c_total bad_label': 1, 'last bad_label': 1, 'sum bad_label': 1, 'h bad_label': 1, 's bad_label': 1 })
    expect(bound.map((handle) => handle.get())).toEqual([0, 0, 0])
    expect(observers.map((handle) => handle.get().count)).toEqual([0, 0])
    for (const family of registry.gather().families)
      if (family.name !== 'telltale_dropped_updates_total') expect(family.labelSets.length).toBe(0)
  })
})
