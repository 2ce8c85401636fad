import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../src/model/snapshot.js'
import type { Registry } from '../../src/registry/types.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, toPlain, valuesOf } from '../support/snapshot-reading.js'

/** Some of every kind, some with many series. */
function fill(registry: Registry, seriesCount: number): void {
  registry.counter({ name: 'empty_total', labels: ['a'] })
  const counter = registry.counter({ name: 'counter_total', labels: ['a', 'b'], help: 'Of things.', unit: 'things' })
  const gauge = registry.gauge({ name: 'gauge', labels: ['a'] })
  const each = registry.gauge({ name: 'each', across: 'each' })
  const histogram = registry.histogram({ name: 'histogram', labels: ['a'], buckets: [1, 2] })
  const summary = registry.summary({ name: 'summary', labels: ['a'], quantiles: [0.5] })
  each.set(3)
  for (let i = 0; i < seriesCount; i++) {
    counter.inc({ a: i, b: 'x' }, i)
    gauge.set({ a: i }, -i)
    histogram.observe({ a: i }, i)
    if (i < 20) summary.observe({ a: i }, i)
  }
}

function runToEnd(chunks: Generator<undefined, Snapshot, void>): { readonly turns: number; readonly snapshot: Snapshot } {
  for (let turns = 1; ; turns++) {
    const step = chunks.next()
    if (step.done) return { turns, snapshot: step.value }
  }
}

describe('a snapshot', () => {
  it('lists families by name, by code unit, those without series too', () => {
    const { registry } = createPrivateRegistry()
    const names = ['b', 'a', 'B', 'aa', '_', ':', 'a_', 'Z', 'a0']
    for (const name of names) registry.gauge({ name, labels: ['l'] })
    expect(registry.gather().families.map(({ name }) => name)).toEqual([...names].sort())
    for (const family of registry.gather().families) {
      expect(family.labelSets.length).toBe(0)
      expect([...family.labelSets]).toEqual([])
    }
  })

  it('says when it was taken and when each series began', () => {
    const { registry, clock } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    clock.setWallMillis(1_000)
    counter.inc({ a: 1 })
    clock.setWallMillis(2_000.5)
    counter.inc({ a: 1 })
    counter.inc({ a: 2 })
    clock.setWallMillis(3_000)
    const snapshot = registry.gather()
    expect(snapshot.takenAtMillis).toBe(3_000)
    expect(findFamily(snapshot, 'c_total', 'counter').startedAtMillis).toEqual(Float64Array.of(1_000, 2_000.5))
    expect(snapshot.resource).toEqual({ attributes: {} })
  })

  it('says what was declared', () => {
    const { registry } = createPrivateRegistry()
    fill(registry, 3)
    expect(findFamily(registry.gather(), 'counter_total', 'counter')).toMatchObject({
      help: 'Of things.',
      unit: 'things',
      labelNames: ['a', 'b'],
    })
    expect(findFamily(registry.gather(), 'histogram', 'histogram')).toMatchObject({ help: '', unit: '', labelNames: ['a'], bounds: [1, 2] })
    expect(findFamily(registry.gather(), 'summary', 'summary').quantiles).toEqual([0.5])
  })

  it('is a copy: what comes later does not change it', () => {
    const { registry } = createPrivateRegistry()
    fill(registry, 50)
    const snapshot = registry.gather()
    const before = structuredClone(toPlain(snapshot))
    fill(registry, 500)
    expect(toPlain(snapshot)).toEqual(before)
  })

  it('gives a slot to a series for ever, by the same list of label sets', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: 'x' })
    const first = findFamily(registry.gather(), 'c_total', 'counter').labelSets
    for (let i = 0; i < 100; i++) counter.inc({ a: i })
    const second = findFamily(registry.gather(), 'c_total', 'counter').labelSets
    expect(second.generation).toBe(first.generation)
    expect([first.length, second.length]).toEqual([1, 101])
    expect(second.at(0)).toEqual(first.at(0))
    const other = registry.counter({ name: 'd_total', labels: ['a'] })
    other.inc({ a: 'x' })
    expect(findFamily(registry.gather(), 'd_total', 'counter').labelSets.generation).not.toBe(first.generation)
  })

  it('has no label set outside its length', () => {
    const { registry } = createPrivateRegistry()
    registry.counter({ name: 'c_total', labels: ['a'] }).inc({ a: 1 })
    const { labelSets } = findFamily(registry.gather(), 'c_total', 'counter')
    for (const slot of [-1, 1, 2, Number.NaN])
      expect(() => labelSets.at(slot)).toThrow(new RangeError(`slot must be in [0, 1), got ${slot}`))
  })

  it('can be taken again and again without disturbing anything', () => {
    const { registry } = createPrivateRegistry()
    fill(registry, 30)
    const first = toPlain(registry.gather())
    for (let i = 0; i < 3; i++) expect(toPlain(registry.gather())).toEqual(first)
  })

  it('is what collecting gives', async () => {
    const { registry } = createPrivateRegistry()
    fill(registry, 30)
    expect(toPlain(await registry.collect())).toEqual(toPlain(registry.gather()))
  })
})

describe('a snapshot taken in turns', () => {
  it.each([undefined, 0, 1, 1_000_000])('is the one taken at once, with a budget of %o ms', (budgetMillis) => {
    const { registry } = createPrivateRegistry()
    fill(registry, 400)
    const { snapshot } = runToEnd(registry.gatherChunks(budgetMillis))
    expect(toPlain(snapshot)).toEqual(toPlain(registry.gather()))
    expect(snapshot.takenAtMillis).toBe(registry.gather().takenAtMillis)
  })

  it('yields whenever its budget is spent, and not before', () => {
    const { registry, clock } = createPrivateRegistry()
    fill(registry, 400)
    // The clock stands still: nothing is ever spent.
    expect(runToEnd(registry.gatherChunks(5)).turns).toBe(1)
    const busy = createPrivateRegistry()
    fill(busy.registry, 400)
    const chunks = busy.registry.gatherChunks(0)
    expect(runToEnd(chunks).turns).toBeGreaterThan(10)
    expect(clock.monotonicMillis()).toBe(busy.clock.monotonicMillis())
  })

  it('may be given up, or be overtaken, without harm to others', () => {
    const { registry } = createPrivateRegistry()
    fill(registry, 400)
    const abandoned = registry.gatherChunks(0)
    abandoned.next()
    const overtaken = registry.gatherChunks(0)
    overtaken.next()
    const whole = toPlain(registry.gather())
    expect(toPlain(runToEnd(overtaken).snapshot)).toEqual(whole)
    abandoned.return(undefined as never)
    expect(toPlain(registry.gather())).toEqual(whole)
  })

  it('takes in what is declared meanwhile at the latest the next time', () => {
    const { registry } = createPrivateRegistry()
    fill(registry, 400)
    const chunks = registry.gatherChunks(0)
    chunks.next()
    registry.counter({ name: 'late_total', labels: ['a'] }).inc({ a: 'x' }, 7)
    runToEnd(chunks)
    expect(valuesOf(findFamily(runToEnd(registry.gatherChunks(0)).snapshot, 'late_total', 'counter'))).toEqual({ x: 7 })
  })
})
