/** A thread that counts and observes without a pause until it is told to stop. */

import { createRegistry } from '@telltale/core'
import { steadyMetrics, steadySeries, steadyValues } from '../../drills/steady-metrics.js'
import { answerCalls } from '../../harness/program.js'

/** Rounds between two looks at the flag. */
const burst = 1_000

answerCalls({
  /** How often it counted and observed. `flag` holds one Int32: not 0 to stop. */
  write(flag: SharedArrayBuffer): number {
    const stop = new Int32Array(flag)
    const { counter, histogram } = steadyMetrics(createRegistry())
    let times = 0
    while (Atomics.load(stop, 0) === 0) {
      for (let i = 0; i < burst; i++, times++) {
        const series = steadySeries[times % steadySeries.length] as string
        counter.inc({ series })
        histogram.observe({ series }, steadyValues[times % steadyValues.length] as number)
      }
    }
    return times
  },
})
