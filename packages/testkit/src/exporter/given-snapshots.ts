/** Snapshots the rules push. */

import { systemClock } from '@telltale/core/exporter'
import type { Snapshot } from '@telltale/core/model'
import { buildSnapshot } from '../snapshots/build-snapshot.js'

/** Two counters. */
export function counters(jobs: number, mails: number): Snapshot {
  return buildSnapshot({
    takenAtMillis: systemClock.wallMillis(),
    families: [
      { kind: 'counter', name: 'jobs_total', series: [{ value: jobs }] },
      { kind: 'counter', name: 'mails_total', series: [{ labels: { kind: 'news' }, value: mails }] },
    ],
  })
}

/** One counter of many series, each at 1: more than fits into one request of most protocols. */
export function manySeries(seriesCount: number): Snapshot {
  const series = Array.from({ length: seriesCount }, (_, i) => ({ labels: { shard: `shard-${i}` }, value: 1 }))
  return buildSnapshot({ takenAtMillis: systemClock.wallMillis(), families: [{ kind: 'counter', name: 'jobs_total', series }] })
}
