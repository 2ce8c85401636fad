/** A thread that counts under hostile label values. */

import { createRegistry } from '@telltale/core'
import { attack, hostileCounter } from '../../drills/hostile-labels.js'
import { answerCalls } from '../../harness/program.js'

export interface AttackOrder {
  readonly maxSeries: number
  /** Number of its first value; no other thread uses it or those that follow. */
  readonly first: number
  readonly count: number
}

answerCalls({
  attack({ maxSeries, first, count }: AttackOrder): void {
    // What is announced once a thread is not the drill's business.
    attack(hostileCounter(createRegistry({ onProblem: () => {} }), maxSeries), first, count)
  },
})
