/** What the threads of the drill with the blocked main thread share, and the thread that counts a burst when the main thread says so. */

import { createRegistry } from '@telltale/core'
import { acknowledge, burstMetric, type Stage, stageOf, waitForStage } from '../../drills/blocked-stages.js'
import { answerCalls } from '../../harness/program.js'

export interface BurstsOrder {
  readonly control: SharedArrayBuffer
  readonly burstSize: number
}

answerCalls({
  /** Declares its series, so that even the first scrape has it. */
  prepare() {
    createRegistry()
      .counter({ name: burstMetric, help: 'Counted in bursts.', labels: ['thread'] })
      .with({ thread: 'worker' })
  },
  /** One burst at each of the two stages that ask for one; a full-speed count in the last. Never returns to the event loop in between. */
  count({ control, burstSize }: BurstsOrder): void {
    const counter = createRegistry().counter({ name: burstMetric, help: 'Counted in bursts.', labels: ['thread'] })
    for (const stage of ['first burst', 'second burst'] satisfies Stage[]) {
      waitForStage(control, stage)
      for (let i = 0; i < burstSize; i++) counter.inc({ thread: 'worker' })
      acknowledge(control, 'worker', burstSize)
    }
    waitForStage(control, 'full speed')
    while (stageOf(control) === 'full speed') {
      counter.inc({ thread: 'worker' })
      acknowledge(control, 'worker', 1)
    }
  },
})
