/** What short-lived threads record: something of every kind, on series all of them share. */

import type { Registry } from '@telltale/core'

const seriesCount = 5

/** Records `times` times in metrics of every kind, whole numbers only. */
export function recordShortly(registry: Registry, times: number): void {
  const counter = registry.counter({ name: 'drill_lives_total', help: 'Recorded by short-lived threads.', labels: ['series'] })
  const last = registry.gauge({ name: 'drill_lives_last', help: 'Up by one each time.' })
  const living = registry.gauge({ name: 'drill_lives_living', help: 'Threads that have not ended.', across: 'sum' })
  const apiece = registry.gauge({ name: 'drill_lives_apiece', help: 'One a thread.', across: 'each' })
  const histogram = registry.histogram({ name: 'drill_lives_size', help: 'Ones.', labels: ['series'], buckets: [0, 1, 2] })
  const summary = registry.summary({ name: 'drill_lives_weight', help: 'Ones.', labels: ['series'], quantiles: [0.5] })
  living.inc()
  apiece.set(1)
  for (let i = 0; i < times; i++) {
    const labels = { series: `s${i % seriesCount}` }
    counter.inc(labels)
    last.inc()
    histogram.observe(labels, 1)
    summary.observe(labels, 1)
  }
}
