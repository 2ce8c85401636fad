import { claimedNames, isLabelName, isMetricName, points } from '@telltale/core/model'
import { describe, expect, it } from 'vitest'
import { awkwardSnapshots } from '../../src/snapshots/awkward-snapshots.js'
import { AWKWARD_TEXTS } from '../../src/snapshots/awkward-texts.js'
import { createTestRegistry } from '../../src/test-registry.js'

const snapshots = awkwardSnapshots()

describe('the awkward snapshots', () => {
  it('have a name each', () => {
    expect(new Set(snapshots.map(({ name }) => name)).size).toBe(snapshots.length)
  })

  it.each(snapshots)('could have been gathered: $name', ({ snapshot }) => {
    const claimed = snapshot.families.flatMap(({ kind, name }) => claimedNames(kind, name))
    expect(new Set(claimed).size).toBe(claimed.length)
    for (const { name, labelNames, help, unit, labelSets } of snapshot.families) {
      expect([name, ...labelNames].filter((one, i) => !(i === 0 ? isMetricName(one) : isLabelName(one)))).toEqual([])
      const texts = [help, unit, ...[...labelSets].flatMap(({ values }) => values)]
      expect(texts.filter((text) => !text.isWellFormed())).toEqual([])
    }
  })

  it('have no label values that a registry would refuse or change', () => {
    const { registry } = createTestRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['text'] })
    for (const text of Object.values(AWKWARD_TEXTS)) counter.inc({ text })
    const [family] = registry.gather().families
    expect([...(family?.labelSets ?? [])].map(({ values }) => values[0])).toEqual(Object.values(AWKWARD_TEXTS))
  })

  it('have definitions that a registry takes', () => {
    for (const { snapshot } of snapshots) {
      const { registry } = createTestRegistry()
      for (const family of snapshot.families) {
        const { name, help, unit, labelNames: labels } = family
        const options = { name, help, unit, labels }
        if (family.kind === 'histogram') {
          const { bounds: buckets, native, extremes } = family
          const nativeOptions = native && { schema: Math.max(...native.scales, -4), zeroThreshold: native.zeroThreshold, maxBuckets: 320 }
          registry.histogram({ ...options, buckets, native: nativeOptions ?? false, extremes: extremes !== undefined })
        } else if (family.kind === 'summary') registry.summary({ ...options, quantiles: family.quantiles })
        else if (family.kind === 'gauge') registry.gauge(options)
        else if (family.kind === 'stateset') registry.stateSet({ ...options, states: family.states })
        else if (family.kind === 'info') {
          for (const { names, values } of family.labelSets)
            registry.info({ ...options, labels: Object.fromEntries(names.map((label, i) => [label, values[i]])) })
        } else registry.counter(options)
      }
    }
  })

  it('hold what is hardest of each kind', () => {
    const families = snapshots.flatMap(({ snapshot }) => snapshot.families)
    const ofKind = <K extends (typeof families)[number]['kind']>(kind: K) =>
      families.filter((family) => family.kind === kind) as Extract<(typeof families)[number], { kind: K }>[]
    const gauges = ofKind('gauge').flatMap(({ values }) => [...values])
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324, Number.MAX_VALUE])
      expect(gauges.some((held) => Object.is(held, value))).toBe(true)
    expect(Math.max(...ofKind('counter').flatMap(({ values }) => [...values]))).toBeGreaterThan(2 ** 53)
    const bounds = ofKind('histogram').map((family) => family.bounds.length)
    expect([Math.min(...bounds), Math.max(...bounds)]).toEqual([0, 1_000])
    const native = ofKind('histogram').flatMap((family) => (family.native ? [...points(family)] : []))
    expect([...new Set(native.map((point) => point.native?.scale))].sort()).toEqual([-4, 0, 3, 8])
    expect(native.some(({ bucketCounts }) => bucketCounts.length > 1)).toBe(true)
    expect(native.some((point) => (point.native?.negative.counts.length ?? 0) > 0)).toBe(true)
    expect(native.some(({ count }) => count === 0)).toBe(true)
    expect(native.some(({ min }) => min !== undefined && min < 0)).toBe(true)
    expect(ofKind('summary').map(({ quantiles }) => quantiles.length)).toContain(0)
    expect(ofKind('summary').some(({ quantileValues }) => quantileValues.some(Number.isNaN))).toBe(true)
    expect(Math.max(...families.map(({ labelSets }) => labelSets.length))).toBe(10_000)
    const empty = families.filter(({ labelSets }) => labelSets.length === 0).map(({ kind }) => kind)
    expect([...new Set(empty)].sort()).toEqual(['counter', 'gauge', 'histogram', 'info', 'stateset', 'summary'])
  })
})
