/** Many threads increment one labelled metric; the sums must be exact while they live and after they have been terminated. */

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
      { threadCount: 8, timesPerThread: 1_000_000, seriesCount: 1, format: 'esm', formats: 'esm' },
      { threadCount: 8, timesPerThread: 1_000_000, seriesCount: 1_000, format: 'esm', formats: 'esm' },
      { threadCount: 8, timesPerThread: 1_000_000, seriesCount: 1, format: 'cjs', formats: 'cjs' },
      { threadCount: 8, timesPerThread: 1_000_000, seriesCount: 1_000, format: 'cjs', formats: 'mixed' },
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
