/** A thread that sets and adds to a gauge, in rounds that begin together for all threads. */

import { createRegistry } from '@telltale/core'
import { DONE, interleavedMetric, READY, ROUND, stepsOf, units, waitFor } from '../../drills/interleaved-steps.js'
import { answerCalls } from '../../harness/program.js'

export interface InterleavingOrder {
  readonly gate: SharedArrayBuffer
  readonly seed: number
  readonly roundCount: number
  readonly me: number
}

answerCalls({
  step({ gate, seed, roundCount, me }: InterleavingOrder): void {
    const words = new Int32Array(gate)
    const level = createRegistry().gauge({ name: interleavedMetric, help: 'Set and added to by four threads.' })
    for (let round = 0; round < roundCount; round++) {
      const steps = stepsOf(seed, round, me)
      Atomics.add(words, READY, 1)
      Atomics.notify(words, READY)
      waitFor(words, ROUND, round + 1)
      for (const value of steps) {
        if (value === undefined) level.inc(units[me])
        else level.set(value)
      }
      Atomics.add(words, DONE, 1)
      Atomics.notify(words, DONE)
    }
  },
})
