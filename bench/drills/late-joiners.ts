/** Threads that were there before the main thread first imported the library lose nothing when they join it. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { LateJoinersInput, LateJoinersOutput } from '../programs/drills/late-joiners.js'
import { type Drill, type DrillResult, exactly } from './drill.js'

export interface LateJoinersSize extends LateJoinersInput {
  readonly format: ModuleFormat
}

export async function runLateJoiners(size: LateJoinersSize): Promise<DrillResult> {
  const { format, formats, threadCount, times } = size
  const { read, expected, joinedAfterMillis } = await callProgram<LateJoinersOutput>('drills/late-joiners', 'run', size, { format })
  return {
    title: `${threadCount} threads before the main thread's import, ${times.toLocaleString('en-US')} recordings at a time, ${format} main, ${formats} threads`,
    checks: [
      exactly('counter', read.plain, expected),
      exactly('labelled counter, handles and calls', read.labelled, expected),
      exactly('gauge', read.gauge, expected),
      exactly('observations', read.observations, expected),
      exactly('sum of observations', read.observed, expected),
    ],
    figures: { 'everything read after': `${joinedAfterMillis.toFixed(0)} ms from the import` },
  }
}

export const lateJoiners: Drill = {
  name: 'late-joiners',
  promise: 'What a thread recorded before the main thread imported the library is neither lost nor counted twice.',
  async run(progress) {
    const results: DrillResult[] = []
    for (const [format, formats] of [
      ['esm', 'esm'],
      ['cjs', 'cjs'],
      ['esm', 'mixed'],
      ['cjs', 'mixed'],
    ] as const) {
      progress(`${format} main, ${formats} threads`)
      results.push(await runLateJoiners({ format, formats, threadCount: 16, times: 100_000 }))
    }
    return results
  },
}
