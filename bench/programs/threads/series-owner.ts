/** A thread with many series of one counter, changed when it is told: the aggregated scrape's workload. */

import { createRegistry } from '@telltale/core'
import { answerCalls } from '../../harness/program.js'
import { fillingNames, fillingHelp as help, labelNames, labelsOf } from '../../peers/series-labels.js'

answerCalls({
  change(seriesCount: number): void {
    const options = { name: fillingNames.counter, help, labels: labelNames('first'), maxSeries: seriesCount + 1 }
    const counter = createRegistry().counter(options)
    for (let series = 0; series < seriesCount; series++) counter.inc(labelsOf(series, 'first'))
  },
})
