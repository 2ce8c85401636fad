import { describe, expect, it } from 'vitest'
import { runBlockedMain } from '../drills/blocked-main.js'
import type { DrillResult } from '../drills/drill.js'
import { runIncrements } from '../drills/increments.js'
import { runKills } from '../drills/kills.js'
import { runLateJoiners } from '../drills/late-joiners.js'
import { runLoopDelay } from '../drills/loop-delay.js'

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

  it('lose nothing when they were there before the main thread imported the library', async () => {
    expectCounts(await runLateJoiners({ threadCount: 4, times: 5_000, format, formats: threads }), 5)
  })
})

it('100 threads lose no increment', async () => {
  expectCounts(await runIncrements({ threadCount: 100, timesPerThread: 1_000, seriesCount: 10, format: 'esm', formats: 'mixed' }), 4)
})

describe.each([
  ['esm', 'esm'],
  ['cjs', 'mixed'],
] as const)('threads that are terminated: %s main, %s threads', (format, threads) => {
  it('take nothing with them that they had counted', async () => {
    expectCounts(await runKills({ killCount: 16, atOnce: 2, seriesCount: 50, longestLifeMillis: 10, format, formats: threads }), 5)
  })
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
