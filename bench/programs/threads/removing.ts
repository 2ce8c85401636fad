/** A thread that removes what others record, without a pause until it is told to stop. */

import { createRegistry } from '@telltale/core'
import { FOUND, IN_CALL, keyCount, labelsOf, REMOVED, removedMetrics, STOP } from '../../drills/removed-metrics.js'
import { answerCalls } from '../../harness/program.js'

export interface RemovingOrder {
  readonly control: SharedArrayBuffer
  /** Place of this remover among those alive. */
  readonly place: number
}

answerCalls({
  remove({ control, place }: RemovingOrder): void {
    const words = new Int32Array(control)
    const { counter, gauge, histogram } = removedMetrics(createRegistry())
    const metrics = [counter, gauge, histogram]
    for (let i = 0; Atomics.load(words, STOP) === 0; i++) {
      const metric = metrics[i % metrics.length]
      const labels = labelsOf(i % keyCount)
      words[IN_CALL + place] = 1
      if (i % 1_000 === 999) metric?.clear()
      else if (metric?.remove(labels)) Atomics.add(words, FOUND, 1)
      words[IN_CALL + place] = 0
      Atomics.add(words, REMOVED, 1)
    }
  },
})
