import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deltaOf } from '../../src/model/delta.js'
import { histogramQuantile } from '../../src/model/histogram-quantile.js'
import type { HistogramFamily, Snapshot } from '../../src/model/snapshot.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

const histogramOf = (snapshot: Snapshot): HistogramFamily => findFamily(snapshot, 'h', 'histogram')

/** What a registry shows that observed all these values and no others. */
function alone(values: readonly number[], maxBuckets: number): HistogramFamily {
  const { registry } = createPrivateRegistry()
  const histogram = registry.histogram({ name: 'h', native: { schema: 4, maxBuckets } })
  for (const value of values) histogram.observe(value)
  return histogramOf(registry.gather())
}

describe('the delta of native buckets', () => {
  it('holds what was observed in between, at the resolution of the later snapshot', () => {
    const values = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0.5, max: 2, noNaN: true })), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(values, values, fc.constantFrom(16, 40, 160), (first, then, maxBuckets) => {
        const { registry } = createPrivateRegistry()
        const histogram = registry.histogram({ name: 'h', native: { schema: 4, maxBuckets } })
        for (const value of first) histogram.observe(value)
        const before = registry.gather()
        for (const value of then) histogram.observe(value)
        const after = registry.gather()
        const delta = histogramOf(deltaOf(before, after))
        expect(delta.counts[0]).toBe(then.length)
        expect(delta.native?.scales[0]).toBe(histogramOf(after).native?.scales[0])
        const total = (family: HistogramFamily): number =>
          (family.native?.zeroCounts[0] as number) +
          [family.native?.positive[0], family.native?.negative[0]].reduce(
            (sum, run) => sum + (run?.counts.reduce((a, b) => a + b, 0) ?? 0),
            0,
          )
        expect(total(delta)).toBe(then.length)
        for (const run of [delta.native?.positive[0], delta.native?.negative[0]]) {
          expect(run?.counts.every((count) => count >= 0)).toBe(true)
          if (run && run.counts.length > 0) expect([run.counts[0], run.counts.at(-1)]).not.toContain(0)
        }
        // The same buckets that these values alone fill, where both are shown at one resolution.
        const expected = alone(then, maxBuckets)
        if (expected.native?.scales[0] !== delta.native?.scales[0]) return
        expect(delta.native?.positive[0]).toEqual(expected.native?.positive[0])
        for (const quantile of [0, 0.5, 1]) expect(histogramQuantile(delta, 0, quantile)).toBe(histogramQuantile(expected, 0, quantile))
      }),
    )
  })

  it('does not know the extremes of the interval', () => {
    const { registry } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', labels: ['a'], native: true, extremes: true })
    histogram.observe({ a: 'old' }, 5)
    const before = registry.gather()
    histogram.observe({ a: 'old' }, 7)
    histogram.observe({ a: 'new' }, 9)
    const delta = histogramOf(deltaOf(before, registry.gather()))
    expect([...(delta.extremes?.mins ?? [])]).toEqual([Number.NaN, 9])
    expect([...(delta.extremes?.maxs ?? [])]).toEqual([Number.NaN, 9])
  })

  it('counts a series that was removed in between from its new start', () => {
    const { registry, advanceSeconds } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', labels: ['a'], native: true })
    for (let i = 0; i < 5; i++) histogram.observe({ a: 'x' }, 3)
    const before = registry.gather()
    advanceSeconds(1)
    histogram.remove({ a: 'x' })
    for (let i = 0; i < 7; i++) histogram.observe({ a: 'x' }, 3)
    expect(histogramOf(deltaOf(before, registry.gather())).native?.positive[0]?.counts).toEqual(Float64Array.of(7))
  })
})
