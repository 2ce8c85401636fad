/** Series are removed while other threads write them, and the threads that remove and write are terminated at it. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { RemovalKillsInput, RemovalsInput, RemovalsOutput } from '../programs/drills/removals.js'
import { atLeast, type Check, type Drill, type DrillResult, exactly } from './drill.js'

interface InFormat {
  readonly format: ModuleFormat
}

/** What must hold whoever removes, and however threads end. */
function checksOf({ strayCount, strays, failedReadings, leftOver, wrongAfterwards }: RemovalsOutput): Check[] {
  const stray = exactly('updates that went to another series, or read with another number', strayCount, 0)
  return [
    stray.holds ? stray : { ...stray, found: `${stray.found}; ${strays.join('; ')}` },
    exactly('readings that failed', failedReadings, 0),
    exactly('series left after the last removal', leftOver, 0),
    exactly('series that are not exactly what was recorded after it', wrongAfterwards, 0),
  ]
}

export async function runRemovals(size: RemovalsInput & InFormat): Promise<DrillResult> {
  const { format, formats, writerCount, removalCount } = size
  const found = await callProgram<RemovalsOutput>('drills/removals', 'run', size, { format })
  const { removed, recorded, arenaBytes, wallMillis } = found
  return {
    title: `${removalCount.toLocaleString('en-US')} removals, a reading after each, under ${writerCount} writers, ${format} main, ${formats} threads`,
    checks: [...checksOf(found), atLeast('removals that found something', removed, removalCount / 2)],
    figures: {
      'recorded meanwhile': `${recorded.toLocaleString('en-US')} times in three metrics`,
      arena: `${(arenaBytes / 1e6).toFixed(2)} MB`,
      'a removal and a reading': `${((wallMillis * 1_000) / removalCount).toFixed(0)} µs`,
    },
  }
}

export async function runRemovalKills(size: RemovalKillsInput & InFormat): Promise<DrillResult> {
  const { format, formats, writerCount, removerCount, killCount } = size
  const found = await callProgram<RemovalsOutput>('drills/removals', 'kill', size, { format })
  return {
    title: `${killCount} removers terminated, ${removerCount} at a time, and ${writerCount} writers over and over, ${format} main, ${formats} threads`,
    checks: [
      ...checksOf(found),
      atLeast('removers terminated within the call', found.killedRemoving, killCount / 20),
      atLeast('removals that found something', found.removed, killCount),
    ],
    figures: {
      readings: found.readings.toLocaleString('en-US'),
      arena: `${(found.arenaBytes / 1e6).toFixed(2)} MB`,
    },
  }
}

export const removals: Drill = {
  name: 'removals',
  promise: 'What is recorded while it is removed goes to its own series or to none, and what comes after is all there.',
  async run(progress) {
    progress('100,000 removals')
    const removed = await runRemovals({ writerCount: 4, removalCount: 100_000, format: 'esm', formats: 'mixed' })
    progress('300 removers terminated')
    const kill = { writerCount: 2, removerCount: 2, killCount: 300, longestLifeMillis: 80, format: 'cjs', formats: 'mixed' } as const
    return [removed, await runRemovalKills(kill)]
  },
}
