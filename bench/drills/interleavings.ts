/** Four threads set and add to one gauge at once; every result must be that of an order which keeps each thread's own. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { InterleavingsInput, InterleavingsOutput } from '../programs/drills/interleavings.js'
import { atLeast, type Drill, type DrillResult, exactly } from './drill.js'
import { interleavedThreads } from './interleaved-steps.js'

export interface InterleavingsSize extends InterleavingsInput {
  readonly format: ModuleFormat
}

export async function runInterleavings(size: InterleavingsSize): Promise<DrillResult> {
  const { format, formats, roundCount, seed } = size
  const found = await callProgram<InterleavingsOutput>('drills/interleavings', 'run', size, { format })
  const order = exactly("violations of a thread's own order", found.violations, 0)
  return {
    title: `${roundCount.toLocaleString('en-US')} rounds of ${interleavedThreads} threads on one gauge, seed ${seed}, ${format} main, ${formats} threads`,
    checks: [
      order.holds ? order : { ...order, found: `${order.found}; ${found.firstViolation}` },
      // Without these the threads took turns, and nothing has been shown.
      atLeast('rounds in which threads ran into one another', found.interleavedRounds, 1),
      exactly('threads whose set was the last of some round', found.winners, interleavedThreads),
    ],
    figures: { 'a round': `${((found.wallMillis * 1_000) / roundCount).toFixed(0)} µs` },
  }
}

export const interleavings: Drill = {
  name: 'interleavings',
  promise: 'Sets and increments of one gauge from several threads take effect in an order that keeps each thread its own.',
  async run(progress) {
    const seed = Math.floor(Math.random() * 1e9)
    progress(`seed ${seed}`)
    return [await runInterleavings({ roundCount: 500_000, seed, format: 'esm', formats: 'mixed' })]
  },
}
