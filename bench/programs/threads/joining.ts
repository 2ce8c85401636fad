/** A thread that may be there before anybody else has loaded the library, and records as often as it is told. */

import { createRegistry } from '@telltale/core'
import { joinMetrics } from '../../drills/joining-metrics.js'
import { answerCalls } from '../../harness/program.js'

export interface JoiningOrder {
  readonly times: number
  /** Name of this thread in a label. */
  readonly thread: string
}

answerCalls({
  record({ times, thread }: JoiningOrder): void {
    joinMetrics(createRegistry()).record(thread, times)
  },
})
