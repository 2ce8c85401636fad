/** A gauge that several threads change reads as its rule says, at every moment. */

import { describe, expect, test } from 'vitest'
import { runScenario, seed } from './support/scenario.js'

type Row = Readonly<Record<string, number>>

describe('the rules over threads', () => {
  interface Reading {
    readonly what: string
    readonly table: Readonly<Record<string, Row>>
    readonly gets: Row
    readonly seenByThread: Readonly<Record<string, Row>>
  }
  interface Expected {
    readonly what: string
    readonly last: number
    readonly sum: number
    readonly min: number
    readonly max: number
    /** By thread. */
    readonly each: Row
  }
  const infinite = Number.POSITIVE_INFINITY

  /** Main is thread 0; one, two and three have these numbers. A thread that has not written does not count. */
  const EXPECTED: readonly Expected[] = [
    { what: 'three sets 5', last: 5, sum: 5, min: 5, max: 5, each: { 3: 5 } },
    { what: 'one adds 2', last: 7, sum: 7, min: 2, max: 5, each: { 1: 2, 3: 5 } },
    { what: 'two sets -4', last: -4, sum: 3, min: -4, max: 5, each: { 1: 2, 2: -4, 3: 5 } },
    { what: 'main sets 1.5', last: 1.5, sum: 4.5, min: -4, max: 5, each: { 0: 1.5, 1: 2, 2: -4, 3: 5 } },
    { what: 'two subtracts 3', last: -1.5, sum: 1.5, min: -7, max: 5, each: { 0: 1.5, 1: 2, 2: -7, 3: 5 } },
    { what: 'two is killed', last: -1.5, sum: 8.5, min: 1.5, max: 5, each: { 0: 1.5, 1: 2, 3: 5 } },
    { what: 'one sets infinity', last: infinite, sum: infinite, min: 1.5, max: infinite, each: { 0: 1.5, 1: infinite, 3: 5 } },
    { what: 'one has ended', last: infinite, sum: 6.5, min: 1.5, max: 5, each: { 0: 1.5, 3: 5 } },
    { what: 'main adds 1', last: infinite, sum: 7.5, min: 2.5, max: 5, each: { 0: 2.5, 3: 5 } },
  ]

  test('last, sum, min, max and each, through sets, increments, a kill and an end', async () => {
    const [first, ...readings] = (await runScenario('rules.mjs')) as Reading[]
    expect(first?.gets).toEqual({ last: 0, sum: 0, min: 0, max: 0 })
    expect(first?.table).toEqual({ last: {}, sum: {}, min: {}, max: {}, each: {} })
    const expected = EXPECTED.map(({ what, each, ...gets }) => {
      const rows = Object.fromEntries(Object.entries(gets).map(([rule, value]) => [rule, { all: value }]))
      const ofThreads = Object.fromEntries(Object.entries(each).map(([thread, value]) => [`all,${thread}`, value]))
      const table = { ...rows, each: ofThreads }
      return { what, table, gets, seenByThread: table }
    })
    expect(readings).toEqual(expected)
  })
})

describe('the last that was set, in turns', () => {
  interface Step {
    readonly thread: number
    readonly method: 'set' | 'inc' | 'dec'
    readonly value: number
  }
  interface Outcome {
    readonly read: readonly number[]
    readonly afterwards: number
  }

  test('every thread reads after every step what one thread alone would have', async () => {
    // Whole numbers and eighths: sums are exact, so the model needs no tolerance.
    const steps = randomSteps(4, 1_200, (random) => (random(4_000) - 2_000) / 8)
    const { read, afterwards } = await runScenario<Outcome>('turns.mjs', { steps, threads: 4 })
    const expected: number[] = []
    let level = 0
    for (const { method, value } of steps) {
      level = method === 'set' ? value : method === 'inc' ? level + value : level - value
      expected.push(level)
    }
    expect(read).toEqual(expected)
    expect(afterwards).toBe(expected.at(-1))
  })

  test('what is set is read exactly, whatever fractions were added before', async () => {
    const steps = randomSteps(4, 600, (random) => random(1_000_000) / 7_919 - 60)
    const { read } = await runScenario<Outcome>('turns.mjs', { steps, threads: 4 })
    expect(read).toHaveLength(steps.length)
    for (const [i, { method, value }] of steps.entries()) if (method === 'set') expect(read[i]).toBe(value)
  })

  /** Deterministic in the seed of the run. */
  function randomSteps(threads: number, count: number, drawValue: (random: (below: number) => number) => number): Step[] {
    let state = seed
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      return (((state >>> 8) / 2 ** 24) * below) | 0
    }
    const methods = ['set', 'inc', 'dec', 'inc', 'dec'] as const
    return Array.from({ length: count }, () => ({
      thread: random(threads),
      method: methods[random(methods.length)] ?? 'set',
      value: drawValue(random),
    }))
  }
})

describe('the last that was set, while it is set', () => {
  test('a reader sees a number that was set and only what was added to that one, and never an older one again', async () => {
    const sets = 10_000
    const outcome = await runScenario<Record<string, unknown>>('read-between.mjs', { sets })
    expect(outcome).toMatchObject({ faults: [], faultCount: 0, seenCount: sets })
  })
})

describe('the last that was set, by four threads at once', () => {
  test('is what some order of all steps gives that keeps the order of each thread', async () => {
    const rounds = 20_000
    const outcome = await runScenario<{ violations: object[]; violationCount: number; rounds: number; winners: number; partial: number }>(
      'interleavings.mjs',
      {
        seed,
        rounds,
      },
    )
    expect(outcome).toMatchObject({ violations: [], violationCount: 0, rounds })
    // Each thread won some round, and in some an increment came before another thread's set: the rounds did overlap.
    expect(outcome.winners).toBeGreaterThanOrEqual(4)
    expect(outcome.partial).toBeGreaterThan(0)
  })
})
