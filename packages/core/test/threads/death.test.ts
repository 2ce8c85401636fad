/** A thread may end at any moment and in any way: what it had recorded stays, nobody waits for it, and it leaves what it was busy with. */

import { describe, expect, test } from 'vitest'
import { HEAD_BYTES, OWNERS_BYTE_OFFSET } from '../../src/arena/layout.js'
import { runScenario, seed } from './support/scenario.js'

type Row = Readonly<Record<string, number>>

describe('threads terminated at random moments', () => {
  test('lose no update that had returned, make no reader fail, and leave the gauges of the living', async () => {
    const kills = 32
    const outcome = await runScenario<{
      faults: string[]
      problems: object[]
      kills: number
      gathers: number
      updates: number
      active: number
      apiece: Row
    }>('kills.mjs', { seed, kills, atOnce: 4 })
    expect(outcome.faults).toEqual([])
    expect(outcome.problems).toEqual([])
    expect(outcome).toMatchObject({ kills, gathers: kills + 1, active: 0, apiece: {} })
    expect(outcome.updates).toBeGreaterThan(kills * 100)
  })
})

describe('a thread that ends', () => {
  interface Outcome {
    readonly code: number
    readonly errors: readonly string[]
    readonly acknowledged: readonly number[]
    readonly faults: readonly string[]
    readonly busy: readonly { readonly active: number; readonly apiece: Row }[]
    readonly active: readonly number[]
    readonly apiece: readonly Row[]
  }

  test.each([
    ['terminate', 1, []],
    ['uncaught exception', 1, ['meant to be thrown']],
    ['unhandled rejection', 1, ['meant to be rejected']],
    ['process.exit', 3, []],
    ['heap exhaustion', 1, ['ERR_WORKER_OUT_OF_MEMORY']],
    ['natural end', 0, []],
  ])('by %s leaves its sums and takes its gauges along', async (ending, code, errors) => {
    const outcome = await runScenario<Outcome>('deaths.mjs', { ending })
    expect(outcome.code).toBe(code)
    expect(outcome.errors).toEqual(errors)
    expect(outcome.faults).toEqual([])
    if (ending === 'terminate') expect(outcome.busy).toEqual([{ active: 12, apiece: { 0: 10, 1: 1, 2: 2 } }])
    else expect(outcome.acknowledged).toEqual(Array.from({ length: 7 }, () => 500))
    expect(outcome.active).toEqual([11, 11, 10])
    expect(outcome.apiece).toEqual([{ 0: 10, 1: 1 }, { 0: 10 }])
  })
})

describe('a thread that ends with others below it', () => {
  type Role = 'records' | 'reads' | 'stranger'
  interface Outcome {
    readonly before: number
    readonly after: number
    readonly calls: Row
    readonly atTheEnd: number
  }

  test.each<{ readonly chain: readonly Role[] }>([
    { chain: ['records', 'records'] },
    { chain: ['records', 'records', 'records'] },
    { chain: ['reads', 'records'] },
    { chain: ['reads', 'reads', 'records'] },
    { chain: ['reads', 'reads', 'reads', 'records'] },
    { chain: ['records', 'stranger', 'records'] },
  ])('takes them along: $chain', async ({ chain }) => {
    const recording = chain.filter((role) => role === 'records').length
    const { before, after, calls, atTheEnd } = await runScenario<Outcome>('branches.mjs', { chain })
    expect({ before, after, atTheEnd }).toEqual({ before: recording + 2, after: 2, atTheEnd: 0 })
    const ofChain = chain.flatMap((role, depth) => (role === 'records' ? [[`depth ${depth}`, 7]] : []))
    expect(calls).toEqual({ ...Object.fromEntries(ofChain), beside: 7, 'below beside': 7 })
  })
})

describe('a thread that starts after another has ended', () => {
  test('goes on in its place: sums go on, gauges of the living begin anew, and no memory is taken', async () => {
    interface Table {
      readonly calls_total: Row
      readonly total: Row
      readonly lowest: Row
      readonly apiece: Row
      readonly sizes: Readonly<Record<string, { readonly count: number }>>
      readonly weights: Readonly<Record<string, { readonly count: number; readonly quantiles: readonly number[] }>>
    }
    const generations = 10
    const layout = { ownersByteOffset: OWNERS_BYTE_OFFSET, maxPages: (HEAD_BYTES - OWNERS_BYTE_OFFSET) / 4 }
    const outcome = await runScenario<{ tables: Table[]; afterwards: Table; lanes: number }>('generations.mjs', { generations, layout })
    expect(outcome.lanes).toBe(1)
    for (const [generation, table] of outcome.tables.entries()) {
      expect(table.calls_total['heirs'] ?? 0).toBe(generation * 10)
      expect(table.calls_total[`generation ${generation}`]).toBe(1)
      expect(table.total['']).toBe(generation === 0 ? 1_000 : 1)
      expect(table.lowest['']).toBe(generation === 0 ? -1_000 : 49)
      expect(Object.keys(table.apiece)).toHaveLength(generation === 0 ? 0 : 1)
      expect(table.sizes['all']?.count ?? 0).toBe(generation * 6)
      expect(table.weights['all']?.count ?? 0).toBe(generation * 10)
    }
    const { total, apiece, calls_total, weights } = outcome.afterwards
    expect({ total, apiece }).toEqual({ total: { '': 0 }, apiece: {} })
    expect(Object.keys(calls_total)).toHaveLength(generations + 2)
    // The window of a dead thread's observations is not forgotten either.
    const [least, , , greatest] = weights['all']?.quantiles ?? []
    expect(Math.abs((least ?? 0) + 5_000)).toBeLessThanOrEqual(50)
    expect(Math.abs((greatest ?? 0) - 1e9)).toBeLessThanOrEqual(1e7)
  })
})
