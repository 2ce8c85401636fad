import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { progressLine, showProgress } from '../src/progress.js'

const state = { finishedCount: 1_234, failedCount: 5, readBytes: 12_300_000, wordCount: 1_000_000, activeWorkerCount: 2, queueDepth: 766 }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('showProgress', () => {
  it('adds a line a second where there is no terminal, and one at the end', () => {
    const lines: string[] = []
    const stop = showProgress({ write: (text) => lines.push(text) }, 2_000, () => state)
    vi.advanceTimersByTime(2_500)
    stop()
    vi.advanceTimersByTime(5_000)
    expect(lines).toHaveLength(4)
    expect(new Set(lines)).toEqual(new Set([`${progressLine(state, 2_000)}\n`]))
  })

  it('rewrites one line of a terminal, never longer than the terminal is wide', () => {
    const written: string[] = []
    const stop = showProgress({ isTTY: true, columns: 30, write: (text) => written.push(text) }, 2_000, () => state)
    vi.advanceTimersByTime(1_000)
    stop()
    expect(written.at(-1)).toBe('\n')
    const rewrites = written.slice(0, -1)
    expect(rewrites).toHaveLength(12)
    for (const rewrite of rewrites) {
      expect(rewrite.startsWith('\r\x1b[K')).toBe(true)
      expect(rewrite.length).toBeLessThanOrEqual(4 + 29)
      expect(rewrite).not.toContain('\n')
    }
  })
})

describe('progressLine', () => {
  it('says everything in one line', () => {
    expect(progressLine(state, 2_000)).toBe(' 61 %  1,234 files  12.3 MB  1,000,000 words  5 refused  2 active  766 queued')
  })
})
