/** A worker of `cluster-scrape.ts`: many series of one counter in prom-client's default registry. */

import { AggregatorRegistry, Counter } from 'prom-client'
import { fillingNames, fillingHelp as help, labelNames, labelsOf } from '../peers/series-labels.js'

// Makes this worker answer its primary.
new AggregatorRegistry()
const counter = new Counter({ name: fillingNames.counter, help, labelNames: [...labelNames('first')] })

process.on('message', (message: { change?: number }) => {
  if (message.change === undefined) return
  for (let series = 0; series < message.change; series++) counter.inc(labelsOf(series, 'first'))
  process.send?.('changed')
})
process.on('disconnect', () => process.exit(1))
