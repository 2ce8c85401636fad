/** What threads write together: one metric of each kind that a bound call or a labelled one records in. */

import type { Registry } from '@telltale/core'
import { methods, observations, orderMask, statuses } from '../workload.js'

export const writtenKinds = ['counter', 'labelled counter', 'gauge', 'histogram', 'summary'] as const
export type WrittenKind = (typeof writtenKinds)[number]

export interface WrittenMetric {
  readonly loop: (times: number) => void
  /** How often all threads together have written it. */
  readonly written: () => number
}

const help = 'Written by all threads.'

/** The metric in whichever thread. Each kind has a loop of its own: a shared one would be compiled for all of them. */
export function createWrittenMetric(registry: Registry, kind: WrittenKind, name: string): WrittenMetric {
  switch (kind) {
    case 'counter': {
      const counter = registry.counter({ name, help })
      return {
        loop(times) {
          for (let i = 0; i < times; i++) counter.inc()
        },
        written: () => counter.get(),
      }
    }
    case 'labelled counter': {
      const counter = registry.counter({ name, help, labels: ['method', 'status'] })
      return {
        loop(times) {
          for (let i = 0; i < times; i++) counter.inc({ method: methods[i & 3] as string, status: statuses[(i >> 2) & 3] as string })
        },
        written: () => methods.flatMap((method) => statuses.map((status) => counter.get({ method, status }))).reduce((a, b) => a + b, 0),
      }
    }
    case 'gauge': {
      const gauge = registry.gauge({ name, help })
      return {
        loop(times) {
          for (let i = 0; i < times; i++) gauge.inc()
        },
        written: () => gauge.get(),
      }
    }
    case 'histogram': {
      const histogram = registry.histogram({ name, help })
      return {
        loop(times) {
          for (let i = 0; i < times; i++) histogram.observe(observations[i & orderMask] as number)
        },
        written: () => histogram.get().count,
      }
    }
    case 'summary': {
      const summary = registry.summary({ name, help, quantiles: [0.5, 0.99] })
      return {
        loop(times) {
          for (let i = 0; i < times; i++) summary.observe(observations[i & orderMask] as number)
        },
        written: () => summary.get().count,
      }
    }
  }
}
