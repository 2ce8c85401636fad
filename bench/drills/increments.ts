/**
 * Many threads increment one labelled metric; the sums must be exact while they live and after they have been terminated.
 *
 * A hundred threads record far fewer increments a second than eight, for two reasons, of which neither is contention. Each thread compiles the loop for itself, on helper threads of the engine
 * that compete with the hundred for the same cores, so most of its increments run unoptimised: 200 ns each from the first to the last, but 10 ns after the first 40,000 with
 * `--no-concurrent-recompilation`. And where all threads together have declared more series than the metric may have, each reads what the others have declared before it makes one, to know how
 * many of them are the same: 2 µs a series of every other thread, once.
 */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { IncrementsInput, IncrementsOutput } from '../programs/drills/increments.js'
import { type Drill, type DrillResult, exactly } from './drill.js'

export interface IncrementsSize extends IncrementsInput {
  /** How the main thread loads the packages. */
  readonly format: ModuleFormat
}

export async function runIncrements(size: IncrementsSize): Promise<DrillResult> {
  const { format, threadCount, timesPerThread, seriesCount, formats } = size
  const found = await callProgram<IncrementsOutput>('drills/increments', 'run', size, { format })
  const expected = threadCount * timesPerThread
  return {
    title: `${threadCount} threads × ${timesPerThread.toLocaleString('en-US')} labelled increments on ${seriesCount} series, ${format} main, ${formats} threads`,
    checks: [
      exactly('sum of all series', found.total, expected),
      exactly('series', found.seriesFound, Math.min(seriesCount, timesPerThread)),
      exactly('series whose value is wrong', found.wrongSeries, 0),
      exactly('sum after all threads were terminated', found.totalAfterwards, expected),
    ],
    figures: {
      'wall time': `${found.wallMillis.toFixed(0)} ms`,
      'all threads together': `${(expected / found.wallMillis / 1_000).toFixed(1)} million increments a second`,
    },
  }
}

export const increments: Drill = {
  name: 'increments',
  promise: 'No increment of any thread is lost or counted twice.',
  async run(progress) {
    const sizes: readonly IncrementsSize[] = [
      { threadCount: 8, timesPerThread: 10_000_000, seriesCount: 1, format: 'esm', formats: 'esm' },
      { threadCount: 8, timesPerThread: 10_000_000, seriesCount: 1_000, format: 'esm', formats: 'esm' },
      { threadCount: 8, timesPerThread: 10_000_000, seriesCount: 1, format: 'cjs', formats: 'cjs' },
      { threadCount: 8, timesPerThread: 10_000_000, seriesCount: 1_000, format: 'cjs', formats: 'mixed' },
      { threadCount: 100, timesPerThread: 100_000, seriesCount: 1, format: 'esm', formats: 'mixed' },
      { threadCount: 100, timesPerThread: 100_000, seriesCount: 1_000, format: 'cjs', formats: 'mixed' },
    ]
    const results: DrillResult[] = []
    for (const size of sizes) {
      progress(`${size.threadCount} threads on ${size.seriesCount} series`)
      results.push(await runIncrements(size))
    }
    return results
  },
}
