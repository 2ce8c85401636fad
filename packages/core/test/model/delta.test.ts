import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deltaOf, seriesCountOf } from '../../src/model/delta.js'
import type { CounterFamily, Family, HistogramFamily, Snapshot, SummaryFamily } from '../../src/model/snapshot.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'
import { familyOf, type SeriesGiven, snapshotAt } from '../support/snapshots.js'

/** The delta of one counter. */
function counterDelta(before: readonly SeriesGiven[], now: readonly SeriesGiven[], generations: object[] = []): CounterFamily {
  const [first = {}, second = {}] = generations
  return deltaFamily(familyOf('counter', before, { generation: first }), familyOf('counter', now, { generation: second })) as CounterFamily
}

function deltaFamily(before: Family, now: Family): Family {
  return deltaOf(snapshotAt(100, before), snapshotAt(200, now)).families[0] as Family
}

describe('deltaOf', () => {
  it('is the snapshot itself when nothing came before', () => {
    const snapshot = snapshotAt(200, familyOf('counter', [{ labels: ['a'], value: 5 }]))
    expect(deltaOf(undefined, snapshot)).toBe(snapshot)
  })

  it('subtracts counters, and says where the increment begins', () => {
    const delta = counterDelta(
      [{ labels: ['a'], value: 5, startedAtMillis: 10 }],
      [
        { labels: ['a'], value: 8, startedAtMillis: 10 },
        { labels: ['b'], value: 2, startedAtMillis: 150 },
      ],
    )
    expect([...delta.values]).toEqual([3, 2])
    expect([...delta.startedAtMillis]).toEqual([100, 150])
  })

  it('meets series by their labels when the slots may differ, in any order of names and with empty values as none', () => {
    const before = familyOf(
      'counter',
      [
        { labels: ['1', '2', ''], value: 1 },
        { labels: ['3', '', ''], value: 10 },
      ],
      { labelNames: ['a', 'b', 'c'] },
    )
    const now = familyOf(
      'counter',
      [
        { labels: ['', '3'], value: 11 },
        { labels: ['2', '1'], value: 3 },
        { labels: ['1', '2'], value: 7 },
      ],
      { labelNames: ['b', 'a'] },
    )
    expect([...(deltaFamily(before, now) as CounterFamily).values]).toEqual([1, 2, 7])
  })

  it('asks for no label set when both lists are of one generation', () => {
    const generation = {}
    const families = [1, 4].map((value) => {
      const family = familyOf('counter', [{ labels: ['a'], value }], { generation })
      const at = () => expect.unreachable('a label set was asked for')
      return { ...family, labelSets: { length: 1, generation, at, [Symbol.iterator]: at } } as unknown as Family
    })
    expect([...(deltaFamily(...(families as [Family, Family])) as CounterFamily).values]).toEqual([3])
  })

  it('counts a series that was removed and made anew from its start, though its value is above the old one', () => {
    const delta = counterDelta([{ labels: ['a'], value: 5, startedAtMillis: 10 }], [{ labels: ['a'], value: 9, startedAtMillis: 150 }])
    expect([...delta.values]).toEqual([9])
    expect([...delta.startedAtMillis]).toEqual([150])
  })

  it('takes a later start before the last snapshot for another record of the same series', () => {
    const delta = counterDelta([{ labels: ['a'], value: 5, startedAtMillis: 10 }], [{ labels: ['a'], value: 9, startedAtMillis: 60 }])
    expect([...delta.values]).toEqual([4])
  })

  it('is never negative: what fell has started anew', () => {
    expect([...counterDelta([{ labels: ['a'], value: 5 }], [{ labels: ['a'], value: 2 }]).values]).toEqual([2])
    const before = { labels: ['a'], counts: [3, 0, 1], sum: 9 }
    const histogram = deltaFamily(familyOf('histogram', [before]), familyOf('histogram', [{ ...before, counts: [2, 5, 1] }]))
    expect([...(histogram as HistogramFamily).counts]).toEqual([2, 5, 1])
    expect([...(histogram as HistogramFamily).sums]).toEqual([9])
  })

  it('begins no increment after its end, though the clock was set back', () => {
    const now = familyOf('counter', [{ labels: ['a'], value: 6 }])
    const delta = deltaOf(snapshotAt(5_000, familyOf('counter', [{ labels: ['a'], value: 5 }])), snapshotAt(200, now))
    expect([...(delta.families[0] as CounterFamily).startedAtMillis]).toEqual([200])
    expect([...(delta.families[0] as CounterFamily).values]).toEqual([1])
  })

  it('subtracts histograms bucket by bucket, unless the buckets are others', () => {
    const before = familyOf('histogram', [{ labels: ['a'], counts: [1, 0, 2], sum: 7 }])
    const series = [{ labels: ['a'], counts: [1, 4, 3], sum: 13.5 }]
    const delta = deltaFamily(before, familyOf('histogram', series)) as HistogramFamily
    expect([...delta.counts]).toEqual([0, 4, 1])
    expect([...delta.sums]).toEqual([6.5])
    const other = deltaFamily(before, familyOf('histogram', series, { bounds: [1, 3] })) as HistogramFamily
    expect([...other.counts]).toEqual([1, 4, 3])
  })

  it('has no NaN when a sum has become infinite', () => {
    const family = (sum: number) => familyOf('histogram', [{ labels: ['a'], counts: [0, 0, 1], sum }])
    expect([...(deltaFamily(family(Infinity), family(Infinity)) as HistogramFamily).sums]).toEqual([0])
    expect([...(deltaFamily(family(1), family(Infinity)) as HistogramFamily).sums]).toEqual([Infinity])
  })

  it('subtracts the counts and sums of summaries and leaves their quantiles, which have a window of their own', () => {
    const before = familyOf('summary', [{ labels: ['a'], count: 2, sum: 5, value: 3 }])
    const delta = deltaFamily(before, familyOf('summary', [{ labels: ['a'], count: 6, sum: 9, value: 4 }])) as SummaryFamily
    expect([delta.counts[0], delta.sums[0], delta.quantileValues[0]]).toEqual([4, 4, 4])
  })

  it('leaves gauges as they are, and a family that is another kind now', () => {
    const gauge = familyOf('gauge', [{ labels: ['a'], value: 2 }])
    expect(deltaFamily(familyOf('gauge', [{ labels: ['a'], value: 5 }]), gauge)).toBe(gauge)
    const counter = familyOf('counter', [{ labels: ['a'], value: 2 }])
    expect(deltaFamily(familyOf('gauge', [{ labels: ['a'], value: 1 }]), counter)).toBe(counter)
  })

  it('changes neither of the two', () => {
    const before = snapshotAt(100, familyOf('counter', [{ labels: ['a'], value: 1 }]))
    const now = snapshotAt(200, familyOf('counter', [{ labels: ['a'], value: 3 }]))
    deltaOf(before, now)
    expect([...(before.families[0] as CounterFamily).values, ...(now.families[0] as CounterFamily).values]).toEqual([1, 3])
  })

  it('adds up to the last snapshot, whatever happened in between', () => {
    const kind = fc.constantFrom('a', 'b', 'c')
    const action = fc.oneof(
      fc.record({ do: fc.constant('inc' as const), kind, by: fc.integer({ min: 0, max: 1e9 }) }),
      fc.record({ do: fc.constant('observe' as const), kind, by: fc.integer({ min: 0, max: 100 }) }),
      fc.record({ do: fc.constant('snapshot' as const) }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), fc.boolean(), (actions, areSlotsKept) => {
        const { registry, clock } = createPrivateRegistry()
        const counter = registry.counter({ name: 'jobs_total', labels: ['kind'] })
        const histogram = registry.histogram({ name: 'took_seconds', labels: ['kind'], buckets: [10, 50] })
        const summary = registry.summary({ name: 'size_bytes', labels: ['kind'] })
        const sums = new Map<string, number>()
        let previous: Snapshot | undefined
        const take = (): void => {
          clock.advanceMillis(10)
          const current = areSlotsKept ? registry.gather() : withoutIdentity(registry.gather())
          addAll(sums, deltaOf(previous, current))
          previous = current
        }
        for (const one of actions) {
          if (one.do === 'inc') counter.inc({ kind: one.kind }, one.by)
          else if (one.do === 'observe') {
            histogram.observe({ kind: one.kind }, one.by)
            summary.observe({ kind: one.kind }, one.by)
          } else take()
        }
        take()
        const totals = new Map<string, number>()
        addAll(totals, registry.gather())
        expect(sums).toEqual(totals)
      }),
    )
  })
})

describe('seriesCountOf', () => {
  it('counts the series of all families', () => {
    const { registry } = createPrivateRegistry()
    registry.counter({ name: 'a_total' }).inc()
    const labelled = registry.gauge({ name: 'b', labels: ['l'] })
    labelled.set({ l: '1' }, 1)
    labelled.set({ l: '2' }, 1)
    expect(seriesCountOf(registry.gather())).toBe(3)
    expect(valuesOf(findFamily(registry.gather(), 'b', 'gauge'))).toEqual({ 1: 1, 2: 1 })
  })
})

/** As another reader would give it: slots mean nothing, and are in another order. */
function withoutIdentity(snapshot: Snapshot): Snapshot {
  const families = snapshot.families.map((family) => ({
    ...family,
    labelSets: Object.assign(Object.create(family.labelSets), { generation: {} }),
  }))
  return { ...snapshot, families: families as unknown as readonly Family[] }
}

/** Adds every number of counters, histograms and summaries to what is there by name, labels and column. */
function addAll(sums: Map<string, number>, snapshot: Snapshot): void {
  for (const family of snapshot.families) {
    let slot = 0
    for (const { values: labels } of family.labelSets) {
      const add = (column: string, value: number | undefined): void => {
        const key = `${family.name} ${labels.join()} ${column}`
        sums.set(key, (sums.get(key) ?? 0) + (value as number))
      }
      if (family.kind === 'counter') add('value', family.values[slot])
      if (family.kind === 'histogram' || family.kind === 'summary') add('sum', family.sums[slot])
      if (family.kind === 'summary') add('count', family.counts[slot])
      if (family.kind === 'histogram') for (let bucket = 0; bucket < 3; bucket++) add(`${bucket}`, family.counts[slot * 3 + bucket])
      slot++
    }
  }
}
