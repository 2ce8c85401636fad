/** What many threads record adds up exactly, whichever copy of the library each of them loaded. */

import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

interface Work {
  readonly copyOfMain: 'esm' | 'cjs'
  readonly copiesOfThreads: readonly ('esm' | 'cjs' | 'both')[]
  readonly threads: number
  readonly times: number
  readonly seriesCount: number
}

interface Outcome {
  readonly codes: readonly number[]
  readonly table: Table
  readonly chunked: Table
  readonly get: number
}

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>
interface Update {
  readonly queue: string
  readonly status: string
  readonly item: string
  readonly size: number
}

const { updateAt } = createRequire(import.meta.url)('./fixtures/workload.cjs') as {
  updateAt: (thread: number, i: number, seriesCount: number) => Update
}

describe('sums over threads', () => {
  test('8 threads and the main thread on one counter series each and on 1,000 series: exact', async () => {
    await expectExact({ copyOfMain: 'esm', copiesOfThreads: ['esm'], threads: 8, times: 100_000, seriesCount: 1_000 })
  })

  test('100 threads: exact', async () => {
    await expectExact({ copyOfMain: 'esm', copiesOfThreads: ['esm', 'cjs'], threads: 100, times: 300, seriesCount: 40 })
  })

  test('the CommonJS copy everywhere: exact', async () => {
    await expectExact({ copyOfMain: 'cjs', copiesOfThreads: ['cjs'], threads: 4, times: 10_000, seriesCount: 100 })
  })

  test('the ESM copy in the main thread, the CommonJS copy in the others: exact', async () => {
    await expectExact({ copyOfMain: 'esm', copiesOfThreads: ['cjs'], threads: 4, times: 10_000, seriesCount: 100 })
  })

  test('the CommonJS copy in the main thread, the ESM copy, the CommonJS copy and both in one thread in the others: exact', async () => {
    await expectExact({ copyOfMain: 'cjs', copiesOfThreads: ['esm', 'cjs', 'both'], threads: 6, times: 10_000, seriesCount: 100 })
  })
})

async function expectExact(work: Work): Promise<void> {
  const { codes, table, chunked, get } = await runScenario<Outcome>('workload.mjs', work)
  expect(codes).toEqual(Array.from({ length: work.threads }, () => 0))
  const expected = expectedTable(work)
  expect(table).toEqual(expected)
  expect(chunked).toEqual(expected)
  expect(get).toBe(expected['jobs_total']?.['q0,ok'])
}

const BOUNDS = [0.25, 0.5, 1, 2, 4]

/** What the main thread and the others record, added up one update after the other. */
function expectedTable({ threads, times, seriesCount }: Work): Table {
  const jobs: Record<string, number> = {}
  const items: Record<string, number> = {}
  const sizes: Record<string, { count: number; sum: number; buckets: number[] }> = {}
  const weights = { count: 0, sum: 0, quantiles: [] }
  for (let thread = 0; thread <= threads; thread++) {
    for (let i = 0; i < times; i++) {
      const { queue, status, item, size } = updateAt(thread, i, seriesCount)
      const job = `${queue},${status}`
      jobs[job] = (jobs[job] ?? 0) + 1 + (i % 2)
      items[item] = (items[item] ?? 0) + 1
      sizes[queue] ??= { count: 0, sum: 0, buckets: [0, 0, 0, 0, 0, 0] }
      const ofQueue = sizes[queue]
      const bucket = BOUNDS.filter((bound) => bound < size).length
      ofQueue.buckets[bucket] = (ofQueue.buckets[bucket] ?? 0) + 1
      ofQueue.count++
      ofQueue.sum += size
      weights.count++
      weights.sum += size
    }
  }
  return { jobs_total: jobs, items_total: items, sizes, weights: { '': weights } }
}
