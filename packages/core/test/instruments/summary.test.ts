import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../src/arena/arena.js'
import { points } from '../../src/model/points.js'
import { SUMMARY_WINDOWS, WINDOW_CELLS, WINDOW_EPOCH, WINDOW_ZERO_COUNT } from '../../src/series/cell-layout.js'
import { createReader } from '../../src/series/reader.js'
import { type NamedValue, NOT_NUMBERS } from '../support/hostile-values.js'
import { placeOf } from '../support/lanes.js'
import { createPrivateRegistry, fillArena, type PrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

function pointOf({ registry }: PrivateRegistry): { readonly quantiles: number[]; readonly count: number; readonly sum: number } {
  const [point, ...others] = points(findFamily(registry.gather(), 's', 'summary'))
  expect(others).toEqual([])
  return { quantiles: [...(point?.quantileValues ?? [])], count: point?.count as number, sum: point?.sum as number }
}

/** Where the one series counts its zeros at this moment. */
function zeroCountOf({ registry, seat }: PrivateRegistry): { readonly page: Page; readonly word: number } {
  const reader = createReader(seat.arena, () => {})
  reader.refresh()
  const [share] = reader.family(registry.name, 's')?.sharesOf(0) ?? []
  const { page, first } = placeOf(seat.arena, share?.ref as number)
  const windows = [0, 1, 2, 3, 4].map((window) => (first + SUMMARY_WINDOWS + window * WINDOW_CELLS) * 2)
  const current = windows.find((window) => page.words[window + WINDOW_EPOCH] !== 0) as number
  return { page, word: current + WINDOW_ZERO_COUNT }
}

/** The smallest of the values with at least `quantile × count` of them at or below it. */
function nearestRank(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] as number
}

/** Magnitudes over the whole promised range, both signs, and zeros. */
const observation = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -64, max: 63.999, noNaN: true }).map((exponent) => 2 ** exponent) },
  { weight: 3, arbitrary: fc.double({ min: -64, max: 63.999, noNaN: true }).map((exponent) => -(2 ** exponent)) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, 2 ** -64, -(2 ** -64), 2 ** 63) },
  { weight: 2, arbitrary: fc.double({ min: 0.001, max: 10, noNaN: true }) },
)

describe('a summary', () => {
  it('reads every quantile within its relative error of the true one', () => {
    const quantile = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.99, 0.999, 1), fc.double({ min: 0, max: 1, noNaN: true }))
    const quantiles = fc.uniqueArray(
      quantile.map((value) => value + 0),
      { minLength: 1, maxLength: 6 },
    )
    const relativeError = fc.constantFrom(0.4, 0.1, 0.05, 0.01, 0.001)
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 200 }), quantiles, relativeError, (values, asked, error) => {
        const given = createPrivateRegistry()
        const sorted = asked.sort((a, b) => a - b)
        const summary = given.registry.summary({ name: 's', quantiles: sorted, relativeError: error })
        let sum = 0
        for (const value of values) {
          summary.observe(value)
          sum += value
        }
        const point = pointOf(given)
        expect([point.count, point.sum]).toEqual([values.length, sum])
        expect(summary.get()).toEqual({ count: values.length, sum })
        for (const [i, value] of point.quantiles.entries()) {
          const exact = nearestRank(values, sorted[i] as number)
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(error * Math.abs(exact) * (1 + 1e-9))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is asked for no quantiles where nothing is said, and counts and adds up all the same', () => {
    const given = createPrivateRegistry()
    const summary = given.registry.summary({ name: 's' })
    for (const value of [3, -1, 0]) summary.observe(value)
    expect(pointOf(given)).toEqual({ quantiles: [], count: 3, sum: 2 })
    expect(summary.name).toBe('s')
  })

  it('has no quantiles before the first observation', () => {
    const given = createPrivateRegistry()
    given.registry.summary({ name: 's', quantiles: [0.5, 1] })
    expect(pointOf(given)).toEqual({ quantiles: [Number.NaN, Number.NaN], count: 0, sum: 0 })
  })

  it('counts what is beyond its range at the nearest end of it', () => {
    const given = createPrivateRegistry()
    const summary = given.registry.summary({ name: 's', quantiles: [0, 0.4, 0.6, 1], relativeError: 0.01 })
    for (const value of [-Infinity, -1e300, 5e-324, 1e-300, 1e300]) summary.observe(value)
    const { quantiles, count, sum } = pointOf(given)
    expect([count, sum]).toEqual([5, -Infinity])
    const ends = [-(2 ** 64), -(2 ** 64), 2 ** -64, 2 ** 64]
    for (const [i, end] of ends.entries()) expect(Math.abs((quantiles[i] as number) / end - 1)).toBeLessThan(0.02)
  })

  it.each<NamedValue>([['NaN', Number.NaN], ['undefined', undefined], ...NOT_NUMBERS])(
    'drops, counts and announces %s, and stays as it was',
    (_name, value) => {
      const given = createPrivateRegistry()
      const summary = given.registry.summary({ name: 's', quantiles: [1] })
      summary.observe(0)
      expect(() => summary.observe(value as number)).not.toThrow()
      expect(pointOf(given)).toEqual({ quantiles: [0], count: 1, sum: 0 })
      expect(given.drops()).toEqual({ 's bad_value': 1 })
      expect(given.problems).toEqual([
        {
          kind: 'bad_value',
          metric: 's',
          message: expect.stringMatching(
            /^metric "s": observe: expected a number that leaves the sum a number, got .+; the update is dropped$/,
          ),
        },
      ])
    },
  )

  it('never lets its sum stop being a number', () => {
    const given = createPrivateRegistry()
    const summary = given.registry.summary({ name: 's', quantiles: [] })
    for (const value of [-Infinity, Infinity, 3]) summary.observe(value)
    expect(pointOf(given)).toEqual({ quantiles: [], count: 2, sum: -Infinity })
    expect(given.drops()).toEqual({ 's bad_value': 1 })
  })

  it('stops counting in a bucket that is full, and never begins anew', () => {
    const given = createPrivateRegistry()
    const summary = given.registry.summary({ name: 's', quantiles: [0.999999999, 1] })
    summary.observe(0)
    summary.observe(5)
    const { page, word } = zeroCountOf(given)
    page.words[word] = 0xffff_fffe | 0
    for (let i = 0; i < 3; i++) summary.observe(0)
    expect((page.words[word] as number) >>> 0).toBe(0xffff_ffff)
    expect(pointOf(given).quantiles).toEqual([0, expect.closeTo(5, 1)])
    expect(summary.get().count).toBe(5)
  })

  it('drops and counts what found no room, and counts on in the buckets it has', () => {
    const given = createPrivateRegistry()
    const summary = given.registry.summary({ name: 's', quantiles: [1], relativeError: 0.001 })
    given.registry.gauge({ name: 'g' }).set('not a number' as never)
    summary.observe(1.5)
    fillArena(given.seat)
    for (let magnitude = 0; magnitude < 64; magnitude++) for (const sign of [1, -1]) summary.observe(sign * 2 ** magnitude)
    for (let i = 0; i < 10; i++) summary.observe(1.5)
    const { count, sum } = pointOf(given)
    const dropped = given.drops()['s arena_full'] ?? 0
    expect(dropped).toBeGreaterThan(0)
    expect(count + dropped).toBe(1 + 128 + 10)
    expect(Number.isFinite(sum)).toBe(true)
    expect(given.problems.filter(({ metric }) => metric === 's')).toEqual([
      { kind: 'arena_full', metric: 's', message: 'metric "s": the arena is full; what found no room there is not exposed' },
    ])
  })

  it('has a point for every label set, whichever way it is observed', () => {
    const { registry } = createPrivateRegistry()
    const summary = registry.summary({ name: 's', labels: ['kind'], quantiles: [0.5] })
    for (let i = 0; i < 300; i++) summary.observe({ kind: i % 100 }, (i % 100) + 1)
    const bound = summary.with({ kind: 7 })
    bound.observe(8)
    expect(bound.get()).toEqual({ count: 4, sum: 32 })
    expect(summary.get({ kind: '7' })).toEqual({ count: 4, sum: 32 })
    expect(summary.get({ kind: 'never' })).toEqual({ count: 0, sum: 0 })
    expect(summary.with({ kind: '7' })).toBe(bound)
    for (const [slot, point] of [...points(findFamily(registry.gather(), 's', 'summary'))].entries()) {
      const median = point.quantileValues[0] as number
      if (Math.abs(median / (slot + 1) - 1) > 0.01) expect([slot, median]).toBeUndefined()
    }
  })
})
