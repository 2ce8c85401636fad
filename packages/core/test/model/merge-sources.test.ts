import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/ground/problems.js'
import { mergeSources, type Registry, type RegistryOptions, type SnapshotSource } from '../../src/index.js'
import { points } from '../../src/model/points.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, labelValuesOf, toPlain, valuesOf } from '../support/snapshot-reading.js'

function createTwo(first: RegistryOptions = {}, second: RegistryOptions = {}) {
  const problems: Problem[] = []
  const [a, b] = [createPrivateRegistry({ name: 'a', ...first }).registry, createPrivateRegistry({ name: 'b', ...second }).registry]
  return { a, b, problems, merged: mergeSources([a, b], { onConflict: (problem) => problems.push(problem) }) }
}

function drain(source: SnapshotSource): { readonly snapshot: Snapshot; readonly turns: number } {
  const chunks = source.gatherChunks(0)
  for (let turns = 0; ; turns++) {
    const step = chunks.next()
    if (step.done) return { snapshot: step.value, turns }
  }
}

describe('merged sources', () => {
  it('show the families of all, sorted by name, each as its source has it', () => {
    const { a, b, merged, problems } = createTwo()
    b.counter({ name: 'b_total' }).inc(2)
    a.counter({ name: 'a_total' }).inc(1)
    a.gauge({ name: 'z' }).set(3)
    b.histogram({ name: 'h', buckets: [1] }).observe(2)
    const snapshot = merged.gather()
    expect(merged.name).toBe('a+b')
    expect(snapshot.families.map(({ name }) => name)).toEqual(['a_total', 'b_total', 'h', 'z'])
    expect(toPlain({ ...snapshot, families: snapshot.families.filter(({ name }) => name === 'h') })).toEqual(
      toPlain({ ...b.gather(), families: [findFamily(b.gather(), 'h', 'histogram')] }),
    )
    // Nothing is made of its own for a family that one source alone has: what exporters keep for it stays good.
    const generationOf = (from: SnapshotSource) => findFamily(from.gather(), 'z', 'gauge').labelSets.generation
    expect(generationOf(merged)).toBe(generationOf(a))
    expect(problems).toEqual([])
    expect(snapshot.takenAtMillis).toBe(a.gather().takenAtMillis)
  })

  it('put the series of one family behind one another, in every kind', () => {
    const { a, b, merged, problems } = createTwo({ labels: { from: 'same' } }, { labels: { from: 'same' } })
    for (const [i, registry] of [a, b].entries()) {
      const labels = ['x'] as const
      const x = `${i}`
      registry.counter({ name: 'c_total', labels }).inc({ x }, i + 1)
      registry.gauge({ name: 'g', labels }).set({ x }, i + 10)
      registry.histogram({ name: 'h', labels, buckets: [1, 2] }).observe({ x }, i + 0.5)
      registry.summary({ name: 's', labels, quantiles: [0, 1] }).observe({ x }, 0)
    }
    const { snapshot, turns } = drain(merged)
    expect(toPlain(snapshot)).toEqual(toPlain(merged.gather()))
    expect(turns).toBeGreaterThanOrEqual(4)
    for (const family of snapshot.families)
      expect(labelValuesOf(family)).toEqual([
        ['same', '0'],
        ['same', '1'],
      ])
    const own = [a, b].map((registry) => registry.gather().families.map((family) => [...points(family)]))
    expect(snapshot.families.map((family) => [...points(family)])).toEqual(own[0]?.map((first, i) => [...first, ...(own[1]?.[i] ?? [])]))
    expect(problems).toEqual([])
  })

  it('keep every series in its slot while the sources do, whichever of them grows', () => {
    const { a, b, merged } = createTwo()
    const [first, second] = [a, b].map((registry) => registry.counter({ name: 'c_total', labels: ['x'] }))
    const read = () => findFamily(merged.gather(), 'c_total', 'counter').labelSets
    first?.inc({ x: 'a1' })
    second?.inc({ x: 'b1' })
    const early = read()
    first?.inc({ x: 'a2' })
    second?.inc({ x: 'b2' })
    first?.inc({ x: 'a3' })
    const late = read()
    expect(late.generation).toBe(early.generation)
    expect([...early].map(({ values }) => values[0])).toEqual(['a1', 'b1'])
    expect([...late].map(({ values }) => values[0])).toEqual(['a1', 'b1', 'a2', 'a3', 'b2'])
    expect(() => early.at(2)).toThrow(RangeError)

    // A family that begins anew is another.
    b.unregister('c_total')
    b.counter({ name: 'c_total', labels: ['x'] }).inc({ x: 'b9' })
    expect(read().generation).not.toBe(late.generation)
    expect([...read()].map(({ values }) => values[0])).toEqual(['a1', 'a2', 'a3', 'b9'])
    b.unregister('c_total')
    expect(read().generation).toBe(findFamily(a.gather(), 'c_total', 'counter').labelSets.generation)
  })

  it('read in turns show what was there when they began, whatever is read meanwhile', () => {
    const { a, b, merged } = createTwo()
    const [first, second] = [a, b].map((registry) => registry.counter({ name: 'c_total', labels: ['x'] }))
    for (const registry of [a, b]) registry.counter({ name: 'a_total', labels: ['x'] }).inc({ x: registry.name })
    first?.inc({ x: 'a1' })
    second?.inc({ x: 'b1' })
    const slow = merged.gatherChunks(0)
    // As far as the first family that both have.
    let step = slow.next()
    while (!step.done) {
      first?.inc({ x: `a${Math.random()}` })
      second?.inc({ x: `b${Math.random()}` })
      const { generation } = findFamily(merged.gather(), 'c_total', 'counter').labelSets
      step = slow.next()
      expect(findFamily(merged.gather(), 'c_total', 'counter').labelSets.generation).toBe(generation)
    }
    const { length } = findFamily(step.value, 'c_total', 'counter').values
    const labels = labelValuesOf(findFamily(step.value, 'c_total', 'counter'))
    expect(labels.length).toBe(length)
    expect(new Set(labels.map(String)).size).toBe(length)
    expect(labels.slice(0, 2)).toContainEqual(['a1'])
  })

  it('show the first of series with the same labels, and say so once', () => {
    const { a, b, merged, problems } = createTwo()
    a.counter({ name: 'c_total', labels: ['x'] }).inc({ x: 'both' }, 1)
    b.counter({ name: 'c_total', labels: ['x'] }).inc({ x: 'both' }, 2)
    b.counter({ name: 'c_total', labels: ['x'] }).inc({ x: 'b' }, 3)
    for (let i = 0; i < 3; i++) expect(valuesOf(findFamily(merged.gather(), 'c_total', 'counter'))).toEqual({ both: 1, b: 3 })
    // Also where the first is the last to have it: in the slot it has, with the labels that older snapshots show there.
    const before = findFamily(merged.gather(), 'c_total', 'counter')
    a.counter({ name: 'c_total', labels: ['x'] }).inc({ x: 'b' }, 10)
    expect(valuesOf(findFamily(merged.gather(), 'c_total', 'counter'))).toEqual({ both: 1, b: 10 })
    expect(valuesOf(before)).toEqual({ both: 1, b: 3 })
    expect(findFamily(merged.gather(), 'c_total', 'counter').labelSets.generation).toBe(before.labelSets.generation)
    expect(problems).toMatchObject([{ kind: 'duplicate_series', metric: 'c_total', message: expect.stringContaining('"a", "b"') }])
  })

  it.each<readonly [string, (registry: Registry) => unknown]>([
    ['kind', (registry) => registry.gauge({ name: 'm', labels: ['x'] })],
    ['labels', (registry) => registry.histogram({ name: 'm', labels: ['y'], buckets: [1] })],
    ['order of labels', (registry) => registry.histogram({ name: 'm', labels: ['x', 'y'], buckets: [1] })],
    ['unit', (registry) => registry.histogram({ name: 'm', labels: ['x'], buckets: [1], unit: 'bytes' })],
    ['bounds', (registry) => registry.histogram({ name: 'm', labels: ['x'], buckets: [1, 2] })],
    ['name, in part', (registry) => registry.gauge({ name: 'm_sum', labels: ['x'] })],
  ])('show the first of families that differ in %s, and say so once', (_, make) => {
    const { a, b, merged, problems } = createTwo()
    a.histogram({ name: 'm', labels: ['x'], buckets: [1], help: 'First.' })
    make(b)
    for (let i = 0; i < 3; i++) expect(merged.gather().families).toMatchObject([{ name: 'm', kind: 'histogram', bounds: [1], unit: '' }])
    expect(problems).toMatchObject([
      { kind: 'metric_conflict', message: expect.stringMatching(/"m" with labels \[x\] of "a" and .*"m(_sum)?" with labels .* of "b"/) },
    ])
    expect(mergeSources([b, a], { onConflict: () => {} }).gather().families.length).toBe(1)
  })

  it('do not mind another help', () => {
    const { a, b, merged, problems } = createTwo()
    a.counter({ name: 'c_total', labels: ['x'], help: 'One.' }).inc({ x: 1 })
    b.counter({ name: 'c_total', labels: ['x'], help: 'Two.' }).inc({ x: 2 })
    expect(merged.gather().families).toMatchObject([{ help: 'One.', labelSets: { length: 2 } }])
    expect(problems).toEqual([])
  })

  it('may be merged again, and take what is known of the process from the first that knows', () => {
    const { a, b } = createTwo()
    a.counter({ name: 'a_total' }).inc()
    b.counter({ name: 'b_total' }).inc()
    const about = (source: SnapshotSource, attributes: Record<string, string>): SnapshotSource => ({
      ...source,
      name: source.name,
      gather: () => ({ ...source.gather(), resource: { attributes } }),
      gatherChunks: (budgetMillis) => source.gatherChunks(budgetMillis),
    })
    const merged = mergeSources([mergeSources([about(a, { host: 'a', a: '1' })], { name: 'x' }), about(b, { host: 'b', b: '2' })])
    expect(merged.name).toBe('x+b')
    expect(merged.gather().resource.attributes).toEqual({ host: 'a', a: '1', b: '2' })
    expect(merged.gather().families.map(({ name }) => name)).toEqual(['a_total', 'b_total'])
  })

  it('hold exactly the series of all, for whatever is recorded where and when', () => {
    const step = fc.record({ source: fc.nat(2), family: fc.nat(2), label: fc.constantFrom('x', 'y', 'z', 'w'), reads: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const sources = ['a', 'b', 'c'].map((name) => createPrivateRegistry({ name }).registry)
        const merged = mergeSources(sources, { onConflict: () => {} })
        const seen = new Map<object, string[][]>()
        for (const { source, family, label, reads } of steps) {
          sources[source]?.counter({ name: `f${family}_total`, labels: ['l'] }).inc({ l: label })
          if (!reads) continue
          for (const shown of merged.gather().families) {
            const expected = new Map<string, number>()
            for (const one of sources) {
              const own = one.gather().families.find(({ name }) => name === shown.name)
              if (own?.kind !== 'counter') continue
              for (const [key, value] of Object.entries(valuesOf(own))) if (!expected.has(key)) expected.set(key, value)
            }
            if (shown.kind !== 'counter') throw new Error('there are counters only')
            expect(valuesOf(shown)).toEqual(Object.fromEntries(expected))
            const before = seen.get(shown.labelSets.generation) ?? []
            expect(labelValuesOf(shown).slice(0, before.length)).toEqual(before)
            seen.set(shown.labelSets.generation, labelValuesOf(shown))
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  it.each<readonly [unknown, unknown, string]>([
    [[], {}, 'sources must be a list of one or more registries or other sources of snapshots, got an array'],
    [undefined, {}, 'sources must be a list of one or more'],
    [[{ gather() {} }], {}, 'sources must be a list of one or more'],
    [[null], {}, 'sources must be a list of one or more'],
    [
      [createPrivateRegistry().registry],
      { name: 5, onConflict: 'x' },
      'name must be a string, got 5; onConflict must be a function, got "x"',
    ],
  ])('of %o with %o are refused', (sources, options, fault) => {
    expect(() => mergeSources(sources as never, options as never)).toThrow(
      expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(`mergeSources: `) }),
    )
    expect(() => mergeSources(sources as never, options as never)).toThrow(fault)
  })
})
