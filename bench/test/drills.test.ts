import { describe, expect, it } from 'vitest'
import { runBlockedMain } from '../drills/blocked-main.js'
import { runCardinality } from '../drills/cardinality.js'
import { runChurn } from '../drills/churn.js'
import type { DrillResult } from '../drills/drill.js'
import { runGarbage } from '../drills/garbage.js'
import { runIncrements } from '../drills/increments.js'
import { runInterleavings } from '../drills/interleavings.js'
import { runKills } from '../drills/kills.js'
import { runLateJoiners } from '../drills/late-joiners.js'
import { runLoopDelay } from '../drills/loop-delay.js'
import { runObservations } from '../drills/observations.js'
import { runRemovalKills, runRemovals } from '../drills/removals.js'
import { runShortLives } from '../drills/short-lives.js'
import { runSnapshots } from '../drills/snapshots.js'

/** Counts must hold at any size on any machine; times are for the drill at full size. */
function expectCounts({ checks }: DrillResult, expectedCount: number): void {
  const counts = checks.filter(({ kind }) => kind === 'count')
  expect(counts.filter(({ holds }) => !holds)).toEqual([])
  expect(counts).toHaveLength(expectedCount)
}

const formats = [
  ['esm', 'esm'],
  ['cjs', 'cjs'],
  ['esm', 'mixed'],
  ['cjs', 'mixed'],
] as const

describe.each(formats)('threads that load the built packages by name: %s main, %s threads', (format, threads) => {
  it('lose no increment on one series', async () => {
    expectCounts(await runIncrements({ threadCount: 8, timesPerThread: 20_000, seriesCount: 1, format, formats: threads }), 4)
  })

  it('lose no increment on 1,000 series', async () => {
    expectCounts(await runIncrements({ threadCount: 8, timesPerThread: 20_500, seriesCount: 1_000, format, formats: threads }), 4)
  })

  it('lose no observation', async () => {
    expectCounts(await runObservations({ threadCount: 8, timesPerThread: 20_000, seriesCount: 10, format, formats: threads }), 8)
  })

  it('lose nothing when they were there before the main thread imported the library', async () => {
    expectCounts(await runLateJoiners({ threadCount: 4, times: 5_000, format, formats: threads }), 5)
  })
})

it('100 threads lose no increment', async () => {
  expectCounts(await runIncrements({ threadCount: 100, timesPerThread: 1_000, seriesCount: 10, format: 'esm', formats: 'mixed' }), 4)
})

it('no reading under 4 writers is torn', async () => {
  expectCounts(await runSnapshots({ writerCount: 4, readCount: 1_000, format: 'esm', formats: 'mixed' }), 4)
})

it('four threads set and add to one gauge, and each keeps its own order', async () => {
  // The seed of this run, which is printed at its start.
  const seed = Number(process.env['FAST_CHECK_SEED'])
  expectCounts(await runInterleavings({ roundCount: 3_000, seed, format: 'cjs', formats: 'mixed' }), 3)
})

describe.each([
  ['esm', 'esm'],
  ['cjs', 'mixed'],
] as const)('threads that are terminated: %s main, %s threads', (format, threads) => {
  it('take nothing with them that they had counted', async () => {
    expectCounts(
      await runKills({ killCount: 16, atOnce: 2, seriesCount: 50, longestLifeMillis: 10, makeAtMost: 50, format, formats: threads }),
      8,
    )
  })
})

describe('series that are removed while threads write them', () => {
  it('take no update of another, and begin again from zero', async () => {
    expectCounts(await runRemovals({ writerCount: 4, removalCount: 600, format: 'esm', formats: 'mixed' }), 5)
  })

  it('also when those that remove and those that write are terminated', async () => {
    const size = { writerCount: 2, removerCount: 2, killCount: 24, longestLifeMillis: 40 }
    expectCounts(await runRemovalKills({ ...size, format: 'cjs', formats: 'mixed' }), 6)
  })
})

it.each(['esm', 'cjs'] as const)('short-lived threads leave their sums and no memory: %s main', async (format) => {
  expectCounts(await runShortLives({ threadCount: 40, earlyCount: 10, atOnce: 2, times: 20, format, formats: 'mixed' }), 6)
})

describe.each([
  { threadCount: 0, hasRemoved: false, claims: 6 },
  { threadCount: 0, hasRemoved: true, claims: 6 },
  { threadCount: 4, hasRemoved: true, claims: 5 },
])('hostile label values: $threadCount threads, after a removal: $hasRemoved', ({ claims, ...size }) => {
  it('reach the limit and cost not one count', async () => {
    expectCounts(await runCardinality({ ...size, valueCount: 20_000, maxSeries: 500, format: 'esm', formats: 'mixed' }), claims)
  })
})

it('series that come and go are right while they are there', async () => {
  expectCounts(await runChurn({ seriesCount: 10_000, aliveAtMost: 200, readEvery: 500, format: 'cjs' }), 3)
})

it('a bound update of whatever kind allocates nothing', async () => {
  expectCounts(await runGarbage({ callCount: 1_000_000, format: 'esm' }), 10)
})

describe.each([
  ['esm', 'cjs'],
  ['cjs', 'esm'],
] as const)('a blocked main thread: %s main, %s threads', (format, threadFormat) => {
  it('neither stops scrapes nor hides what it counts', async () => {
    const result = await runBlockedMain({ blockMillis: 300, burstSize: 5_000, format, threadFormat })
    expectCounts(result, 4)
    expect(Number(result.figures['scrapes at full speed'])).toBeGreaterThan(0)
  })
})

it.each(['own', 'caller'] as const)('a registry served by the %s thread answers every scrape whole', async (thread) => {
  expectCounts(
    await runLoopDelay({ library: 'telltale', thread, seriesCount: 2_000, scrapeCount: 4, pauseMillis: 10, format: 'esm' }, 1),
    1,
  )
})
