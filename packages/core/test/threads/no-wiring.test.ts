/** A thread takes part by importing the library: nothing is passed to it, whatever kind of thread it is and whoever started it. */

import { describe, expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

type Row = Readonly<Record<string, number>>

describe('a thread started after the import in the main thread', () => {
  test.each([
    'plain',
    'commonjs',
    'shared environment',
    'empty environment',
    'no arguments for Node',
    'evaluated',
    'limited resources',
    'nothing tracked',
  ])('is read at once: %s', async (kind) => {
    const outcome = await runScenario<{ values: Row; seenByThread: Row; origin: number }>('kinds-of-threads.mjs', { kind })
    expect(outcome).toEqual({ values: { thread: 20, main: 8 }, seenByThread: { thread: 20, main: 8 }, origin: 0 })
  })

  test('is read at once however deep it is below, and whether or not the threads between import the library', async () => {
    const outcome = await runScenario<{ seenByMain: Row; seenBelow: Row; origins: number[] }>('descendants.mjs')
    const expected = { grandchild: 3, 'great-grandchild': 4, 'below a stranger': 5, late: 6, 'below a late one': 7 }
    expect(outcome).toEqual({ seenByMain: expected, seenBelow: expected, origins: [0, 0, 0, 0] })
  })
})

describe('a pool', () => {
  interface Outcome {
    readonly done: number
    readonly table: object
    readonly afterwards: object
    readonly threads: number
    readonly origins: readonly number[]
  }

  test.each(['piscina', 'tinypool'])('%s made after the import: every task is read, also when the threads are gone', async (pool) => {
    const { done, table, afterwards, threads, origins } = await runScenario<Outcome>('pools.mjs', { pool, poolIsFirst: false })
    expect(threads).toBeGreaterThan(1)
    expect(new Set(origins)).toEqual(new Set([0]))
    expect(table).toEqual(expectedOfTasks(done))
    expect(afterwards).toEqual(table)
  })

  test.each(['piscina', 'tinypool'])('%s made before the import: no task is lost or counted twice', async (pool) => {
    const { done, table, afterwards, threads, origins } = await runScenario<Outcome>('pools.mjs', { pool, poolIsFirst: true })
    expect(threads).toBeGreaterThan(1)
    expect(origins).not.toContain(0)
    expect(table).toEqual(expectedOfTasks(done))
    expect(afterwards).toEqual(table)
  })

  function expectedOfTasks(count: number): object {
    const sizes = [0.5, 1, 1.5, 3, 5]
    const tasks = { a: 0, b: 0 }
    const buckets = [0, 0, 0, 0]
    let sum = 0
    for (let i = 0; i < count; i++) {
      tasks[i % 3 === 0 ? 'a' : 'b']++
      const size = sizes[i % sizes.length] as number
      const bucket = [1, 2, 4].filter((bound) => bound < size).length
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
      sum += size
    }
    return { tasks_total: tasks, task_size: { '': { count, sum, buckets } } }
  }
})

describe('without a main thread that imports the library', () => {
  test.each([
    ['in the order of their start', [0, 1, 2, 3]],
    ['in the opposite order', [3, 2, 1, 0]],
    ['mixed', [2, 0, 3, 1]],
  ])('threads that import it %s meet where the oldest one is', async (_, importOrder) => {
    const { origins, lowest, tables } = await runScenario<{ origins: number[]; lowest: number; tables: object[] }>('without-main.mjs', {
      importOrder,
    })
    expect(origins).toEqual([lowest, lowest, lowest, lowest, lowest])
    const each = { 'thread 0': 100, 'thread 1': 100, 'thread 2': 100, 'thread 3': 100, child: 100 }
    const expected = { calls_total: { ...each, all: 100, later: 500 }, sizes: { '': { count: 100, sum: 150, buckets: [0, 100, 0] } } }
    for (const table of tables) expect(table).toEqual(expected)
  })
})
