/** A thread that observes as often as it is told, in a histogram and a summary. */

import { createRegistry } from '@telltale/core'
import { observedMetrics, observedSeries, observedValue } from '../../drills/observed-metrics.js'
import { answerCalls } from '../../harness/program.js'

export interface ObservationOrder {
  readonly seriesCount: number
  readonly times: number
}

answerCalls({
  observe({ seriesCount, times }: ObservationOrder): void {
    const { counter, histogram, summary } = observedMetrics(createRegistry())
    const names = Array.from({ length: seriesCount }, (_, series) => `s${series}`)
    const bound = names.map((series) => ({ histogram: histogram.with({ series }), summary: summary.with({ series }) }))
    for (let i = 0; i < times; i++) {
      const series = observedSeries(i, seriesCount)
      const value = observedValue(i, seriesCount)
      counter.inc()
      // Handle and call in turn.
      if (i % 2 === 0) {
        bound[series]?.histogram.observe(value)
        bound[series]?.summary.observe(value)
      } else {
        histogram.observe({ series: names[series] as string }, value)
        summary.observe({ series: names[series] as string }, value)
      }
    }
  },
})
