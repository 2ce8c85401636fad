/** Bound updates of every kind leave nothing to the garbage collector. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { GarbageInput, GarbageOutput } from '../programs/drills/garbage.js'
import { atMost, type Drill, type DrillResult, exactly } from './drill.js'

export interface GarbageSize extends GarbageInput {
  readonly format: ModuleFormat
}

/** For all calls together: what asking for the heap's size leaves, and numbers that are boxed until the engine has compiled the loop. One object a call would be 16 MB a million. */
const toleratedBytes = 1_000_000

export async function runGarbage(size: GarbageSize): Promise<DrillResult> {
  const { format, callCount } = size
  const found = await callProgram<readonly GarbageOutput[]>('drills/garbage', 'run', size, { format, nodeOptions: ['--expose-gc'] })
  const collections = found.reduce((sum, one) => sum + one.collections, 0)
  return {
    title: `${callCount.toLocaleString('en-US')} bound updates of each kind, collections traced, ${format}`,
    checks: [
      ...found.map(({ name, allocatedBytes }) => atMost(`bytes allocated by all ${name}`, allocatedBytes, toleratedBytes)),
      { ...exactly('collections meanwhile', collections, 0), kind: 'memory' },
      exactly('kinds that did not record every call', found.filter(({ isComplete }) => !isComplete).length, 0),
    ],
    figures: {
      'bytes a call, at worst': (Math.max(...found.map(({ allocatedBytes }) => allocatedBytes)) / callCount).toFixed(5),
    },
  }
}

export const garbage: Drill = {
  name: 'garbage',
  promise: 'A bound update of whatever kind allocates nothing.',
  async run(progress) {
    const results: DrillResult[] = []
    for (const format of ['esm', 'cjs'] as const) {
      progress(format)
      results.push(await runGarbage({ callCount: 10_000_000, format }))
    }
    return results
  },
}
