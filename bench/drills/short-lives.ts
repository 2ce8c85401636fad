/** Thousands of threads come, record a little and go: memory must not notice. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { ShortLivesInput, ShortLivesOutput } from '../programs/drills/short-lives.js'
import { type Drill, type DrillResult, exactly, grewAtMost } from './drill.js'

export interface ShortLivesSize extends ShortLivesInput {
  readonly format: ModuleFormat
}

export async function runShortLives(size: ShortLivesSize): Promise<DrillResult> {
  const { format, formats, threadCount, earlyCount, atOnce, times } = size
  // Else the C library keeps what threads have freed in pools of its own: half of what 2,000 threads seem to leave, and no two runs alike.
  const options = { format, nodeOptions: ['--expose-gc'], environment: { MALLOC_ARENA_MAX: '1' } }
  const { early, late, recorded, living, apiece, wallMillis } = await callProgram<ShortLivesOutput>(
    'drills/short-lives',
    'run',
    size,
    options,
  )
  const expected = threadCount * times
  const last = threadCount.toLocaleString('en-US')
  return {
    title: `${last} short-lived threads, ${atOnce} at a time, ${format} main, ${formats} threads`,
    checks: [
      exactly(`arena bytes after ${last} threads beyond those after ${earlyCount}`, late.arenaBytes - early.arenaBytes, 0),
      grewAtMost(`resident memory after ${last} threads beyond that after ${earlyCount}`, late.residentBytes - early.residentBytes, 10),
      exactly('counted', recorded.counter, expected),
      exactly('gauge', recorded.last, expected),
      exactly('observations', recorded.observations, expected),
      exactly('observations in the summary', recorded.weights, expected),
      exactly('threads the gauges take for living', living + apiece, 0),
    ],
    figures: {
      arena: `${(late.arenaBytes / 1e6).toFixed(2)} MB`,
      resident: `${(early.residentBytes / 1e6).toFixed(1)} MB, then ${(late.residentBytes / 1e6).toFixed(1)} MB`,
      'wall time': `${(wallMillis / threadCount).toFixed(1)} ms a thread`,
    },
  }
}

export const shortLives: Drill = {
  name: 'short-lives',
  promise: 'Threads that come and go leave their sums and use no more memory than the first of them.',
  async run(progress) {
    progress('10,000 threads')
    return [await runShortLives({ threadCount: 10_000, earlyCount: 100, atOnce: 4, times: 20, format: 'esm', formats: 'mixed' })]
  },
}
