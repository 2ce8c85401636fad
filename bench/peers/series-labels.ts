/** The label sets of the suites that fill a registry, made when asked for, so that what is kept of them is the library's doing. */

import { methods, statuses } from './workload.js'

/** Three labels, one of which tells every series apart. */
export type SeriesLabels = { readonly user: string; readonly method: string; readonly status: string }

const orders = {
  first: ['user', 'method', 'status'],
  last: ['method', 'status', 'user'],
} as const satisfies Record<string, readonly (keyof SeriesLabels)[]>

/** The label names in the order in which they are declared. */
export function labelNames(place: keyof typeof orders): readonly (keyof SeriesLabels)[] {
  return orders[place]
}

/** The labels of one series. The object's keys stand in declared order too. */
export function labelsOf(series: number, place: keyof typeof orders): SeriesLabels {
  const user = `user-${series}`
  const method = methods[series & 3] as string
  const status = statuses[(series >> 2) & 3] as string
  return place === 'first' ? { user, method, status } : { method, status, user }
}

/** An observation for a series, other every time: 1 ms to 1,000 s, evenly by order of magnitude. */
export function observationOf(series: number, turn: number): number {
  const fraction = ((series * 7_919 + turn * 104_729) % 6_007) / 6_007
  return 0.001 * 10 ** (fraction * 6)
}

/** Observations each summary has before it is rendered: enough to fill its sketch over 6 decades' middle three. */
export const observationsPerSummary = 1_000

/** Like `observationOf`, over three decades: 1 ms to 1 s. */
export function summaryObservationOf(series: number, turn: number): number {
  const fraction = ((series * 7_919 + turn * 104_729) % 6_007) / 6_007
  return 0.001 * 10 ** (fraction * 3)
}

/** The names of the metrics that fill registries. */
export const fillingNames = {
  counter: 'filled_requests_total',
  histogram: 'filled_duration_seconds',
  summary: 'filled_size_seconds',
} as const
export const fillingHelp = 'What the registry is full of.'
