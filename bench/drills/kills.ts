/** Threads are terminated at random moments while they count and make series; every acknowledged increment must be there, in every scrape. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import { median } from '../harness/statistics.js'
import type { KillsInput, KillsOutput } from '../programs/drills/kills.js'
import { atLeast, type Check, type Drill, type DrillResult, exactly } from './drill.js'

export interface KillsSize extends KillsInput {
  readonly format: ModuleFormat
}

const scrapeBoundMillis = 50

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
  const { millis, failed, lost } = found.scrapes
  const slow = millis.filter((one) => one > scrapeBoundMillis).length
  return {
    title: `${killCount} threads terminated, ${atOnce} at a time, ${format} main, ${formats} threads`,
    checks: [
      between('increments counted', found.counted, found.acknowledged, killCount),
      between('increments without labels', found.countedInAll, found.acknowledged, killCount),
      between('observations', found.observations, found.acknowledged, killCount),
      between('sum of observations', found.observed, found.acknowledged, killCount),
      exactly('series that were made and are not there, or not right', found.wrongSeries, 0),
      exactly('scrapes that failed', failed, 0),
      exactly('scrapes that lost something', lost, 0),
      { ...exactly(`scrapes of more than ${scrapeBoundMillis} ms`, slow, 0), kind: 'time' },
      atLeast('threads terminated at work', found.killedAtWork, killCount / 4),
    ],
    figures: {
      'terminated within the call that makes a series': `${found.killedMaking} of ${killCount}`,
      'series made by them': found.madeSeries.toLocaleString('en-US'),
      scrapes: millis.length.toLocaleString('en-US'),
      'median and slowest of them': `${median(millis).toFixed(1)} ms, ${Math.max(0, ...millis).toFixed(1)} ms`,
    },
  }
}

export const kills: Drill = {
  name: 'kills',
  promise: 'A terminated thread takes nothing with it that it had counted, and no scrape notices its end.',
  async run(progress) {
    const results: DrillResult[] = []
    for (const [format, formats] of [
      ['esm', 'esm'],
      ['cjs', 'mixed'],
    ] as const) {
      progress(`${format} main, ${formats} threads`)
      results.push(
        await runKills({ format, formats, killCount: 1_000, atOnce: 2, seriesCount: 1_000, longestLifeMillis: 40, makeAtMost: 200 }),
      )
    }
    return results
  },
}
