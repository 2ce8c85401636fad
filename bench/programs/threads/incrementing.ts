/** A thread that increments a labelled counter as often as it is told. */

import { createRegistry } from '@telltale/core'
import { answerCalls } from '../../harness/program.js'

export interface IncrementOrder {
  readonly metric: string
  readonly seriesCount: number
  readonly times: number
}

answerCalls({
  increment({ metric, seriesCount, times }: IncrementOrder): void {
    const counter = createRegistry().counter({ name: metric, help: 'Incremented by threads.', labels: ['series', 'kind'] })
    const names = Array.from({ length: seriesCount }, (_, series) => `s${series}`)
    for (let i = 0; i < times; i++) counter.inc({ series: names[i % seriesCount] as string, kind: 'labelled' })
  },
})
