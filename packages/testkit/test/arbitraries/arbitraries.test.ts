import { claimedNames, type NativePoint, points } from '@telltale/core/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionArbitrary, familyArbitrary, labelSetArbitrary, snapshotArbitrary } from '../../src/arbitraries/index.js'
import { createTestRegistry } from '../../src/test-registry.js'

function totalOf({ zeroCount, positive, negative }: NativePoint): number {
  return [zeroCount, ...positive.counts, ...negative.counts].reduce((sum, count) => sum + count, 0)
}

describe('definitionArbitrary', () => {
  it('makes what an empty registry takes, whole', () => {
    fc.assert(
      fc.property(definitionArbitrary(), (definition) => {
        const { registry } = createTestRegistry()
        const { name, labels } = definition.options
        switch (definition.kind) {
          case 'counter':
            registry.counter(definition.options)
            break
          case 'gauge':
            registry.gauge(definition.options)
            break
          case 'histogram':
            registry.histogram(definition.options)
            break
          case 'summary':
            registry.summary(definition.options)
            break
        }
        const [family] = registry.gather().families
        expect(family).toMatchObject({ kind: definition.kind, name, labelNames: expect.arrayContaining([...labels]) })
      }),
    )
  })
})

describe('labelSetArbitrary', () => {
  it('makes what an instrument takes, which is shown as it was given', () => {
    fc.assert(
      fc.property(labelSetArbitrary(), (labels) => {
        fc.pre(Object.keys(labels).length > 0)
        const { registry } = createTestRegistry()
        registry.counter({ name: 'c_total', labels: Object.keys(labels) }).inc(labels)
        const [family] = registry.gather().families
        expect(family?.labelSets.at(0)).toEqual({ names: Object.keys(labels), values: Object.values(labels) })
      }),
    )
  })

  it('makes them for the names given', () => {
    for (const labels of fc.sample(labelSetArbitrary(['a', 'constructor']), 20)) expect(Object.keys(labels)).toEqual(['a', 'constructor'])
  })
})

describe('snapshotArbitrary', () => {
  it('makes snapshots that keep the promises of the read model', () => {
    fc.assert(
      fc.property(snapshotArbitrary(), ({ families, takenAtMillis }) => {
        const names = families.map(({ name }) => name)
        expect(names).toEqual([...names].sort())
        const claimed = families.flatMap(({ kind, name }) => claimedNames(kind, name))
        expect(new Set(claimed).size).toBe(claimed.length)
        for (const family of families) {
          const shown = [...points(family)].map(({ labels, startedAtMillis }) => {
            expect(startedAtMillis).toBeLessThanOrEqual(takenAtMillis)
            return JSON.stringify(labels.values)
          })
          expect(new Set(shown).size).toBe(family.labelSets.length)
          if (family.kind === 'counter') expect(family.values.every((value) => value >= 0 && Number.isFinite(value))).toBe(true)
          if (family.kind === 'histogram') {
            expect(family.counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true)
            for (const { count, native, min, max } of points(family)) {
              if (native) expect(totalOf(native)).toBe(count)
              if (count === 0) expect([min ?? Number.NaN, max ?? Number.NaN]).toEqual([Number.NaN, Number.NaN])
              else if (min !== undefined) expect(min).toBeLessThanOrEqual(max as number)
            }
          }
        }
      }),
    )
  })

  it('makes as much as it is told to, of the kinds it is told to', () => {
    fc.assert(
      fc.property(snapshotArbitrary({ kinds: ['gauge', 'summary'], maxFamilies: 2, maxSeries: 3 }), ({ families }) => {
        expect(families.length).toBeLessThanOrEqual(2)
        for (const { kind, labelSets } of families) {
          expect(['gauge', 'summary']).toContain(kind)
          expect(labelSets.length).toBeLessThanOrEqual(3)
        }
      }),
    )
  })

  it('reaches all kinds, families without series and with several', () => {
    const families = fc.sample(familyArbitrary(), 300)
    expect(new Set(families.map(({ kind }) => kind)).size).toBe(6)
    expect(new Set(families.map(({ labelSets }) => labelSets.length)).size).toBeGreaterThan(3)
    const histograms = fc
      .sample(familyArbitrary({ kinds: ['histogram'] }), 300)
      .flatMap((family) => (family.kind === 'histogram' ? family : []))
    const traits = histograms.map(({ native, extremes }) => `${native !== undefined} ${extremes !== undefined}`)
    expect(new Set(traits).size).toBe(4)
    const scales = histograms.flatMap(({ native }) => [...(native?.scales ?? [])])
    expect([Math.min(...scales), Math.max(...scales)]).toEqual([-4, 8])
  })
})
