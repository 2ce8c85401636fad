/** A thread that increments one counter through a bound handle for a while, as fast as it can. */

import { createRegistry } from '@telltale/core'
import { answerCalls } from '../../harness/program.js'

/** A look at the clock costs as much as twenty increments: one look for this many. */
const batch = 10_000

answerCalls({
  /** How often it incremented. */
  write({ metric, millis }: { metric: string; millis: number }): number {
    const counter = createRegistry().counter({ name: metric, help: 'Written by all threads.' })
    const deadline = performance.now() + millis
    let count = 0
    do {
      for (let i = 0; i < batch; i++) counter.inc()
      count += batch
    } while (performance.now() < deadline)
    return count
  },
})
