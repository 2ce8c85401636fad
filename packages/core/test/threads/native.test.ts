/** Native histograms over real threads: exact sums, and nothing that a killed thread could leave half done. */

import { expect, test } from 'vitest'
import { exponentialScale } from '../../src/model/exponential.js'
import { runScenario, seed } from './support/scenario.js'

test('8 threads that observe in one native histogram lose nothing, and readers see its count rise only', async () => {
  const [threads, times] = [8, 100_000]
  interface Buckets {
    readonly offset: number
    readonly counts: Float64Array
  }
  interface Outcome {
    readonly falls: readonly unknown[]
    readonly got: { readonly count: number; readonly sum: number }
    readonly point: {
      readonly count: number
      readonly sum: number
      readonly min: number
      readonly max: number
      readonly native: { readonly scale: number; readonly zeroCount: number; readonly positive: Buckets; readonly negative: Buckets }
    }
  }
  const { falls, point, got } = await runScenario<Outcome>('native-sums.mjs', { threads, times })
  expect(falls).toEqual([])

  const values = Array.from({ length: times }, (_, i) => ((i % 4_001) - 2_000) / 8)
  const sum = values.reduce((all, value) => all + value, 0) * threads
  expect(point).toMatchObject({ count: threads * times, sum, min: -250, max: 250 })
  expect(got).toEqual({ count: threads * times, sum })
  const { scale, zeroCount, positive, negative } = point.native
  expect(zeroCount).toBe(values.filter((value) => value === 0).length * threads)
  for (const [run, sign] of [
    [positive, 1],
    [negative, -1],
  ] as const) {
    const expected = new Float64Array(run.counts.length)
    for (const value of values) {
      if (value * sign <= 0) continue
      const at = exponentialScale(scale).indexOf(value * sign) - run.offset
      expected[at] = (expected[at] as number) + threads
    }
    expect(run.counts).toEqual(expected)
  }
  expect(positive.counts.length + negative.counts.length).toBeLessThanOrEqual(100)
})

test('threads terminated while they observe and make octaves leave whole series, none of whose values is lost', async () => {
  const kills = 32
  const outcome = await runScenario<{
    faults: string[]
    faultCount: number
    problems: object[]
    kills: number
    gathers: number
    observations: number
  }>('native-kills.mjs', { seed, kills, atOnce: 4 })
  expect(outcome).toMatchObject({ faults: [], faultCount: 0, problems: [], kills, gathers: kills / 4 + 1 })
  expect(outcome.observations).toBeGreaterThan(kills * 100)
})
