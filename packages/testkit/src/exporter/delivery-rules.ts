/** Rules about what is delivered when nothing goes wrong. */

import { failure } from '../assertions/failure.js'
import { awkwardSnapshots } from '../snapshots/awkward-snapshots.js'
import { buildSnapshot } from '../snapshots/build-snapshot.js'
import { counters } from './given-snapshots.js'
import type { ExporterRule } from './trial.js'

export function deliveryRules(): readonly ExporterRule[] {
  return [
    {
      title: 'has a short fixed name and a temporality',
      async run({ exporter: { name, temporality } }) {
        if (!/^[a-z][a-z0-9_-]{0,39}$/.test(name))
          throw failure(`exporter: expected a short name in lower case, got ${JSON.stringify(name)}`)
        if (temporality !== 'delta' && temporality !== 'cumulative') {
          throw failure(`exporter: expected the temporality 'delta' or 'cumulative', got ${JSON.stringify(temporality)}`)
        }
      },
    },
    {
      title: 'delivers what it is given',
      async run(trial) {
        const { outcome } = await trial.push(counters(3, 4))
        if (outcome !== 'accepted') throw failure(`push: expected accepted, got ${outcome}`)
        await trial.showsTotals({ jobs_total: 3, mails_total: 4 })
      },
    },
    {
      title: 'accepts a snapshot without families',
      async run(trial) {
        const { outcome } = await trial.push(buildSnapshot())
        if (outcome !== 'accepted') throw failure(`push: expected accepted, got ${outcome}`)
      },
    },
    ...awkwardSnapshots().map(
      ({ name, snapshot }): ExporterRule => ({
        title: `survives a snapshot: ${name}`,
        async run(trial) {
          const result = await trial.push(snapshot)
          if (result.outcome === 'retryable') throw failure(`push: expected accepted or rejected, got retryable: ${result.reason}`)
          // And is as good as before afterwards.
          if ((await trial.push(counters(3, 4))).outcome !== 'accepted') throw failure('push: expected the next snapshot to be accepted')
          await trial.showsTotals({ mails_total: 4 })
        },
      }),
    ),
  ]
}
