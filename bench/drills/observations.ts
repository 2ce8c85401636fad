/** Many threads observe in one histogram and one summary; buckets, counts and sums must be exact. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { ObservationsInput, ObservationsOutput } from '../programs/drills/observations.js'
import { type Drill, type DrillResult, exactly } from './drill.js'

export interface ObservationsSize extends ObservationsInput {
  readonly format: ModuleFormat
}

export async function runObservations(size: ObservationsSize): Promise<DrillResult> {
  const { format, formats, threadCount, timesPerThread, seriesCount } = size
  const { alive, afterwards, wallMillis } = await callProgram<ObservationsOutput>('drills/observations', 'run', size, { format })
  const expected = threadCount * timesPerThread
  return {
    title: `${threadCount} threads × ${timesPerThread.toLocaleString('en-US')} observations on ${seriesCount} series, ${format} main, ${formats} threads`,
    checks: [
      exactly('counted beside them', alive.counted, expected),
      exactly('observations in the histogram', alive.inHistogram, expected),
      exactly('observations in the summary', alive.inSummary, expected),
      exactly('histogram series with a wrong bucket or sum', alive.wrongHistograms, 0),
      exactly('summary series with a wrong count or sum', alive.wrongSummaries, 0),
      exactly('quantiles beyond the promised error', alive.wrongQuantiles, 0),
      exactly('series that are wrong after all threads were terminated', afterwards.wrongHistograms + afterwards.wrongSummaries, 0),
      exactly('observations in the histogram by then', afterwards.inHistogram, expected),
    ],
    figures: {
      'wall time': `${wallMillis.toFixed(0)} ms`,
      'all threads together': `${((2 * expected) / wallMillis / 1_000).toFixed(1)} million observations a second`,
    },
  }
}

export const observations: Drill = {
  name: 'observations',
  promise: 'No observation of any thread is lost or counted twice, in histograms and summaries.',
  async run(progress) {
    const timesPerThread = 1_000_000
    const sizes: readonly ObservationsSize[] = [
      { threadCount: 8, timesPerThread, seriesCount: 1, format: 'esm', formats: 'esm' },
      { threadCount: 8, timesPerThread, seriesCount: 100, format: 'cjs', formats: 'mixed' },
    ]
    const results: DrillResult[] = []
    for (const size of sizes) {
      progress(`${size.threadCount} threads on ${size.seriesCount} series`)
      results.push(await runObservations(size))
    }
    return results
  },
}
