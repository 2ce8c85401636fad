/** What a pusher says of itself: its metrics, and its problems. */

import { toReason } from '../ground/errors.js'
import type { ProblemReporter } from '../ground/problems.js'
import { toLine } from '../ground/quote.js'
import type { Attempt } from './attempt.js'
import type { DroppedPoints } from './types.js'

interface LabelledOptions<L extends string> {
  readonly name: string
  readonly help: string
  readonly unit?: string
  readonly labels: readonly L[]
}

type LabelTexts<L extends string> = { readonly [name in L]: string }

/** Makes the pusher's own metrics: a registry does. */
export interface InstrumentMaker {
  counter<const L extends string>(options: LabelledOptions<L>): { inc(labels: LabelTexts<L>, value?: number): void }
  gauge<const L extends string>(options: LabelledOptions<L>): { set(labels: LabelTexts<L>, value: number): void }
  histogram<const L extends string>(options: LabelledOptions<L>): { observe(labels: LabelTexts<L>, value: number): void }
}

export interface Monitor {
  /** An attempt has ended. */
  attempted(attempt: Attempt, durationMillis: number, nowWallMillis: number): void
  /** Points will never be delivered. The list is an exporter's own: what it should not hold is passed over. */
  dropped(points: readonly DroppedPoints[] | undefined): void
  /** A push was given up for now. */
  gaveUp(attempt: Attempt): void
}

/** @param maker Where the metrics are made, at the first push; without one there are none. */
export function createMonitor(exporter: string, maker: InstrumentMaker | undefined, report: ProblemReporter): Monitor {
  let metrics: ReturnType<typeof makeMetrics> | undefined
  let isMute = maker === undefined

  /** The names may be taken by metrics of the application's own: that is said, and the pushes go on. */
  function record(update: (made: ReturnType<typeof makeMetrics>) => void): void {
    if (isMute || !maker) return
    try {
      metrics ??= makeMetrics(maker)
      update(metrics)
    } catch (error) {
      isMute = true
      report({ kind: 'push_not_measured', message: `The pushes to ${exporter} are not measured: ${toLine(toReason(error))}` })
    }
  }

  return {
    attempted({ outcome }, durationMillis, nowWallMillis) {
      record(({ pushes, duration, lastSuccess }) => {
        pushes.inc({ exporter, outcome })
        duration.observe({ exporter }, durationMillis / 1_000)
        if (outcome === 'accepted') lastSuccess.set({ exporter }, nowWallMillis / 1_000)
      })
    },
    dropped(points) {
      for (const one of Array.isArray(points) ? points : []) {
        const { reason, count } = (one ?? {}) as Partial<DroppedPoints>
        if (typeof reason !== 'string' || typeof count !== 'number' || !(count > 0)) continue
        record(({ dropped }) => dropped.inc({ exporter, reason }, count))
        report({ kind: 'push_points_dropped', message: `${count} points were not delivered to ${exporter}: ${toLine(reason)}` })
      }
    },
    gaveUp(attempt) {
      if (attempt.outcome === 'accepted') return
      const reason = typeof attempt.reason === 'string' ? `: ${toLine(attempt.reason)}` : ''
      const isStuck = attempt.outcome === 'timeout' && attempt.isAbandoned
      const kind = attempt.outcome === 'rejected' ? 'push_rejected' : isStuck ? 'push_abandoned' : 'push_failed'
      const wayOut =
        attempt.outcome === 'rejected' ? 'was refused' : isStuck ? 'was abandoned' : 'failed and is tried again at the next one'
      report({ kind, message: `A push to ${exporter} ${wayOut}${reason}` })
    },
  }
}

function makeMetrics(maker: InstrumentMaker) {
  return {
    pushes: maker.counter({ name: 'telltale_push_total', help: 'Attempts to push, by how they ended.', labels: ['exporter', 'outcome'] }),
    duration: maker.histogram({
      name: 'telltale_push_duration_seconds',
      help: 'How long an attempt to push took.',
      unit: 'seconds',
      labels: ['exporter'],
    }),
    dropped: maker.counter({
      name: 'telltale_push_points_dropped_total',
      help: 'Points that will never be delivered.',
      labels: ['exporter', 'reason'],
    }),
    lastSuccess: maker.gauge({
      name: 'telltale_push_last_success_timestamp_seconds',
      help: 'When a push was last accepted, seconds since the Unix epoch.',
      unit: 'seconds',
      labels: ['exporter'],
    }),
  }
}
