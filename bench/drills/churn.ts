/** Series come and go, many more than are ever alive at a time. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { ChurnInput, ChurnOutput } from '../programs/drills/churn.js'
import { type Drill, type DrillResult, exactly } from './drill.js'

export interface ChurnSize extends ChurnInput {
  readonly format: ModuleFormat
}

export async function runChurn(size: ChurnSize): Promise<DrillResult> {
  const { format, seriesCount, aliveAtMost } = size
  const { alive, wrong, badReadings, before, after, millis } = await callProgram<ChurnOutput>('drills/churn', 'run', size, {
    format,
    nodeOptions: ['--expose-gc'],
  })
  const removedCount = seriesCount - aliveAtMost
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
  return {
    title: `${seriesCount.toLocaleString('en-US')} series made and removed, ${aliveAtMost.toLocaleString('en-US')} alive at a time, ${format}`,
    checks: [
      exactly('series alive at the end', alive, aliveAtMost),
      exactly('readings in between with more or fewer', badReadings, 0),
      exactly('series that were read with the number of another', wrong, 0),
    ],
    figures: {
      // A lane's log is only ever appended to: what was made and removed stays written there.
      'arena bytes a series made and removed': ((after.arenaBytes - before.arenaBytes) / removedCount).toFixed(1),
      arena: `${megabytes(before.arenaBytes)}, then ${megabytes(after.arenaBytes)}`,
      'resident memory grew by': megabytes(after.residentBytes - before.residentBytes),
      'made and removed in': `${((millis * 1_000) / removedCount).toFixed(1)} µs, readings included`,
    },
  }
}

export const churn: Drill = {
  name: 'churn',
  promise: 'Series may come and go without end: those alive are right, and cells are used again.',
  async run(progress) {
    progress('1,000,000 series')
    return [await runChurn({ seriesCount: 1_000_000, aliveAtMost: 1_000, readEvery: 10_000, format: 'esm' })]
  },
}
