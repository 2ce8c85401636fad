/** Threads that recorded before the main thread's first import join it: nothing they recorded is lost or counted twice. */

import { beforeAll, describe, expect, test } from 'vitest'
import { HEAD_BYTES, HEADER_LAYOUT_VERSION, PAGE_BYTES } from '../../src/arena/layout.js'
import { runScenario } from './support/scenario.js'

type Rows<T = number> = Readonly<Record<string, T>>
interface Distribution {
  readonly count: number
  readonly sum: number
  readonly buckets: readonly number[]
}
interface Weights {
  readonly count: number
  readonly sum: number
  readonly quantiles: readonly number[]
}
interface Table {
  readonly calls_total: Rows
  readonly bare_total: Rows
  readonly last: Rows
  readonly total: Rows
  readonly lowest: Rows
  readonly highest: Rows
  readonly apiece: Rows
  readonly sizes: Rows<Distribution>
  readonly weights: Rows<Weights>
  readonly natives: Rows<
    Distribution & { readonly zeroCount: number; readonly range: readonly number[] } & Record<'positive' | 'negative', Run>
  >
}
interface Run {
  readonly counts: Float64Array
}

describe('threads that recorded before the main thread’s first import', () => {
  test('bring along every kind of metric, record on while they join, and go on through the handles they had', async () => {
    const outcome = await runScenario<{
      turns: number[]
      isRising: boolean
      table: Table
      seenByThreads: Table[]
      seenByLatecomer: Table
    }>('late-joiners.mjs')
    const { turns, isRising, table, seenByThreads, seenByLatecomer } = outcome
    const [turns1, turns2, turns3] = turns as [number, number, number]
    expect(Math.min(...turns)).toBeGreaterThan(0)
    expect(isRising).toBe(true)

    expect(table.calls_total).toEqual({
      'thread 1': 2 * 10 * 1 + 1_000,
      'thread 2': 2 * 10 * 2 + 1_000 + turns2,
      'thread 3': 2 * 10 * 3 + 1_000,
      child: 2 * 10 * 4,
      main: 10 * 5,
      turns: turns1 + turns3,
      all: 9 * 0.5 * 4,
    })
    expect(table.bare_total).toEqual({ '': 2 * (1 + 2 + 3 + 4) + 5 })
    expect(table.last).toEqual({
      'thread 1': 101 + 3 * 1,
      'thread 2': 102 + 3 * 2,
      'thread 3': 103 + 3 * 3,
      child: 104 + 3 * 4,
      main: 105 + 3 * 5,
      'added only': 2 * (1 + 2 + 3 + 4) + 5,
    })
    expect(table.total).toEqual({ '': 2 * (1 + 2 + 3 + 4) + 5 })
    expect(table.lowest).toEqual({ '': 50 - 5 })
    expect(table.highest).toEqual({ '': 5 })
    expect(Object.values(table.apiece).sort()).toEqual([1, 2, 3, 4, 5])
    expectSizes(table.sizes)
    expectWeights(table.weights)
    expectNatives(table.natives)

    for (const seen of [...seenByThreads, seenByLatecomer]) expect(seen).toEqual(table)
  })

  test('are counted while they are stuck, and read as soon as they are not', async () => {
    const outcome = await runScenario('stuck-joiner.mjs')
    expect(outcome).toEqual({ before: undefined, whileStuck: 0, afterwards: 7, origin: 0 })
  })
})

/** What each thread observed in all, with how often: the number it multiplies its sizes by. */
const OBSERVERS = [
  { n: 1, times: 2 },
  { n: 2, times: 2 },
  { n: 3, times: 2 },
  { n: 4, times: 2 },
  { n: 5, times: 1 },
]
const repeat = <T>(times: number, values: readonly T[]): T[] => Array.from({ length: times }, () => values).flat()

/** Ten values nine times: three of them below zero, two of them zero. */
function expectNatives(natives: Table['natives']): void {
  expect(natives['all']).toMatchObject({ count: 90, buckets: [45, 18, 27], zeroCount: 18, range: [-5_000, 1e9] })
  for (const [side, apiece] of [
    ['negative', 3],
    ['positive', 5],
  ] as const) {
    const counts = [...(natives['all']?.[side].counts ?? [])].filter((count) => count > 0)
    expect(counts).toEqual(Array.from({ length: apiece }, () => 9))
  }
}

function expectSizes(sizes: Rows<Distribution>): void {
  const all = [
    ...OBSERVERS.flatMap(({ n, times }) =>
      repeat(
        times,
        [-2, -1, 0.5, 10, 11, 11].map((size) => size * n),
      ),
    ),
    0.5,
    0.5,
    0.5,
  ]
  expect(sizes['all']).toEqual(distribution(all))
  expect(sizes['thread 3']).toEqual(distribution(repeat(2 * 3, [0.5])))
  expect(sizes['child']).toEqual(distribution(repeat(2 * 4, [0.5])))
  expect(sizes['main']).toEqual(distribution(repeat(5, [0.5])))
}

function distribution(values: readonly number[]): Distribution {
  const buckets = [0, 0, 0, 0, 0]
  for (const value of values) {
    const bucket = [-1, 0, 1, 10].filter((bound) => bound < value).length
    buckets[bucket] = (buckets[bucket] ?? 0) + 1
  }
  return { count: values.length, sum: sumOf(values), buckets }
}

function expectWeights(weights: Rows<Weights>): void {
  const once = [-5_000, -3, -0.001, 0, 0, 0.25, 1, 1.5, 40, 1e9]
  const all = [...repeat(9, once), -7, -7, -7].sort((a, b) => a - b)
  const { count, sum, quantiles } = weights['all'] as Weights
  expect(count).toBe(all.length)
  expect(sum).toBeCloseTo(sumOf(all), 3)
  for (const [i, quantile] of [0, 0.5, 0.9, 1].entries()) {
    const exact = all[Math.max(1, Math.ceil(quantile * all.length)) - 1] as number
    expect(Math.abs((quantiles[i] as number) - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.01)
  }
  expect(weights['child']).toMatchObject({ count: 2, sum: -8 })
  for (const quantile of weights['child']?.quantiles ?? []) expect(Math.abs(quantile + 4)).toBeLessThanOrEqual(0.04)
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

describe('attach', () => {
  interface Outcome {
    readonly originBefore: number
    readonly own: Table
    readonly beforeAttach: object
    readonly afterAttach: Table
    readonly again: readonly unknown[]
    readonly afterAgain: Table
    readonly refusals: Readonly<Record<string, unknown>>
    readonly total: number
  }
  let outcome: Outcome

  beforeAll(async () => {
    const layout = { pageBytes: PAGE_BYTES, headBytes: HEAD_BYTES, versionWord: HEADER_LAYOUT_VERSION }
    outcome = await runScenario<Outcome>('attaching.mjs', { layout })
  })

  test('brings everything over at once, in one step, without a turn of the event loop', () => {
    const { originBefore, own, beforeAttach, afterAttach } = outcome
    expect(originBefore).toBeGreaterThan(0)
    expect(beforeAttach).toEqual({})
    expect(afterAttach).toEqual({ ...own, bare_total: { '': 101 } })
  })

  test('again, by whoever is there already, changes nothing', () => {
    expect(outcome.again).toEqual(['attached', 'attached', 'attached'])
    expect(outcome.afterAgain).toEqual(outcome.afterAttach)
  })

  test('refuses what is no handle with an error of its own, and the thread stays where it was', () => {
    const expected = Object.keys(outcome.refusals).map((name) => [
      name,
      { name: 'TelltaleError', code: 'invalid_arena', isTelltaleError: true },
    ])
    expect(outcome.refusals).toEqual(Object.fromEntries(expected))
    expect(outcome.total).toBe(101 + 2 + 10)
  })
})
