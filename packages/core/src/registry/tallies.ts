/** Counts, in the registry concerned, what became of updates that were not recorded as they came. Each counter is made when there is something to count. */

import type { ProblemReporter } from '../ground/problems.js'
import type { UpdateTallies } from '../instruments/instrument.js'
import type { LabelledCounter } from '../instruments/types.js'

/** Metrics that are told apart, however few series a metric of the registry may have. */
const MAX_METRICS = 10_000

const DROPPED = {
  name: 'telltale_dropped_updates_total',
  help: 'Updates that were dropped because their data was bad or found no room.',
  labels: ['metric', 'reason'],
  maxSeries: MAX_METRICS,
  exemplars: false,
} as const
const OVERFLOWED = {
  name: 'telltale_overflowed_updates_total',
  help: "Updates beyond a metric's limit of series, recorded in its overflow series.",
  labels: ['metric'],
  maxSeries: MAX_METRICS,
  exemplars: false,
} as const
const REPAIRED = {
  name: 'telltale_repaired_updates_total',
  help: 'Updates recorded under a label value in which a lone surrogate was replaced by U+FFFD.',
  labels: ['metric'],
  maxSeries: MAX_METRICS,
  exemplars: false,
} as const
const OWN_NAMES: ReadonlySet<string> = new Set([DROPPED.name, OVERFLOWED.name, REPAIRED.name])

export interface Tallies extends UpdateTallies {
  /** Makes the counters anew at the next update: one may have been withdrawn. */
  forget(): void
}

/** What the tallies need of a registry. */
export interface CounterMaker {
  counter<const L extends string>(options: {
    readonly name: string
    readonly help: string
    readonly labels: readonly L[]
    readonly maxSeries: number
    readonly exemplars: boolean
  }): LabelledCounter<L>
}

export function createTallies(registry: CounterMaker, report: ProblemReporter): Tallies {
  let dropped: LabelledCounter<'metric' | 'reason'> | undefined
  let overflowed: LabelledCounter<'metric'> | undefined
  let repaired: LabelledCounter<'metric'> | undefined

  /** A name may be taken by a metric of the application's own: that is said, and nothing is thrown into an update. */
  function quietly(metric: string, count: () => void): void {
    if (OWN_NAMES.has(metric)) return
    try {
      count()
    } catch (error) {
      report({ kind: 'drops_not_counted', message: error instanceof Error ? error.message : String(error) })
    }
  }

  return {
    forget() {
      dropped = overflowed = repaired = undefined
    },
    dropped(metric, reason) {
      quietly(metric, () => {
        dropped ??= registry.counter(DROPPED)
        dropped.inc({ metric, reason })
      })
    },
    overflowed(metric) {
      quietly(metric, () => {
        overflowed ??= registry.counter(OVERFLOWED)
        overflowed.inc({ metric })
      })
    },
    repaired(metric) {
      quietly(metric, () => {
        repaired ??= registry.counter(REPAIRED)
        repaired.inc({ metric })
      })
    },
  }
}
