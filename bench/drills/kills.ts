/** Threads are terminated at random moments while they count; every acknowledged increment must be there afterwards. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { KillsInput, KillsOutput } from '../programs/drills/kills.js'
import { type Check, type Drill, type DrillResult, exactly } from './drill.js'

export interface KillsSize extends KillsInput {
  readonly format: ModuleFormat
}

/** Each thread may have made one recording that it was not left the time to acknowledge. */
function between(claim: string, found: number, acknowledged: number, threadCount: number): Check {
  const excess = found - acknowledged
  return {
    claim,
    kind: 'count',
    holds: excess >= 0 && excess <= threadCount,
    found: `${found.toLocaleString('en-US')}, ${acknowledged.toLocaleString('en-US')} acknowledged`,
  }
}

export async function runKills(size: KillsSize): Promise<DrillResult> {
  const { format, formats, killCount, atOnce } = size
  const found = await callProgram<KillsOutput>('drills/kills', 'run', size, { format })
  return {
    title: `${killCount} threads terminated, ${atOnce} at a time, ${format} main, ${formats} threads`,
    checks: [
      between('increments counted', found.counted, found.acknowledged, killCount),
      between('observations', found.observations, found.acknowledged, killCount),
      between('sum of observations', found.observed, found.acknowledged, killCount),
      exactly('readings in between that lost something', found.badReadings, 0),
      {
        claim: 'threads terminated at work',
        kind: 'count',
        holds: found.killedAtWork >= killCount / 4,
        found: `${found.killedAtWork} of ${killCount}`,
      },
    ],
    figures: { 'readings in between': String(found.readings) },
  }
}

export const kills: Drill = {
  name: 'kills',
  promise: 'A terminated thread takes nothing with it that it had counted.',
  async run(progress) {
    const results: DrillResult[] = []
    for (const [format, formats] of [
      ['esm', 'esm'],
      ['cjs', 'mixed'],
    ] as const) {
      progress(`${format} main, ${formats} threads`)
      results.push(await runKills({ format, formats, killCount: 200, atOnce: 4, seriesCount: 1_000, longestLifeMillis: 40 }))
    }
    return results
  },
}
