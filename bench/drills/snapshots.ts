/** Expositions are read one after the other while many threads write; none may be torn. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { SnapshotsInput, SnapshotsOutput } from '../programs/drills/snapshots.js'
import { atLeast, type Drill, type DrillResult, exactly } from './drill.js'

export interface SnapshotsSize extends SnapshotsInput {
  readonly format: ModuleFormat
}

export async function runSnapshots(size: SnapshotsSize): Promise<DrillResult> {
  const { format, formats, writerCount, readCount } = size
  const found = await callProgram<SnapshotsOutput>('drills/snapshots', 'run', size, { format })
  const torn = exactly('torn or inconsistent expositions', found.faultCount, 0)
  return {
    title: `${readCount.toLocaleString('en-US')} readings under ${writerCount} writers, ${format} main, ${formats} threads`,
    checks: [
      torn.holds ? torn : { ...torn, found: [torn.found, ...found.faults].join('\n') },
      // Enough to show that they wrote meanwhile; how many there are is up to the scheduler.
      atLeast('readings that showed more than the one before', found.changedCount, 10),
      exactly('counted at the end', found.countedAtEnd, found.written),
      exactly('observed at the end', found.observedAtEnd, found.written),
    ],
    figures: {
      'samples compared with the reading before': found.comparedCount.toLocaleString('en-US'),
      'written meanwhile': `${found.written.toLocaleString('en-US')} times`,
      'wall time': `${found.wallMillis.toFixed(0)} ms`,
    },
  }
}

export const snapshots: Drill = {
  name: 'snapshots',
  promise: 'No reading is torn: buckets are monotone, the last of them is the count, and nothing falls from one reading to the next.',
  async run(progress) {
    progress('8 writers')
    return [await runSnapshots({ writerCount: 8, readCount: 100_000, format: 'esm', formats: 'mixed' })]
  },
}
