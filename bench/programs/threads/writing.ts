/** A thread that writes one metric for a while, as fast as it can. */

import { createRegistry } from '@telltale/core'
import { answerCalls } from '../../harness/program.js'
import { createWrittenMetric, type WrittenKind } from '../../peers/telltale/written.js'

export interface WritingOrder {
  readonly kind: WrittenKind
  readonly metric: string
  readonly millis: number
}

/** A look at the clock costs as much as twenty increments: one look for this many. */
const batch = 10_000

answerCalls({
  /** How often it wrote. */
  write({ kind, metric, millis }: WritingOrder): number {
    const { loop } = createWrittenMetric(createRegistry(), kind, metric)
    const deadline = performance.now() + millis
    let count = 0
    do {
      loop(batch)
      count += batch
    } while (performance.now() < deadline)
    return count
  },
})
