/** Exemplars: single observations that point at what caused them, a trace as a rule. */

import type { LabelSet, LabelValue } from './labels.js'

/**
 * One recorded exemplar. Immutable; snapshots taken one after the other share it as long as it is the newest.
 * OpenMetrics 1.0, section "Exemplars": its label names and values together have at most 128 code points.
 */
export interface Exemplar {
  /** In the order in which they were given; none of the values is empty. */
  readonly labels: LabelSet
  /** What was observed, or by how much a counter grew. */
  readonly value: number
  /** When, wall clock, milliseconds since the Unix epoch. */
  readonly atMillis: number
}

/** The exemplars of a family. */
export interface ExemplarColumns {
  /** The newest exemplar of one bucket of one series, over all threads, ended ones included. Counters have the bucket 0 alone. */
  at(slot: number, bucket: number): Exemplar | undefined
}

/** The labels of an exemplar as a caller gives them. An empty value means that the label is absent. */
export type ExemplarLabels = Readonly<Record<string, LabelValue>>

/** What an automatic exemplar needs to know of a span. */
export interface SpanReference {
  /** 32 lower-case hexadecimal digits; becomes the label `trace_id`. */
  readonly traceId: string
  /** 16 lower-case hexadecimal digits; becomes the label `span_id`. */
  readonly spanId: string
  /** A span that is not sampled (lowest bit 0) gives no exemplar: nobody would find it. */
  readonly traceFlags: number
}

/**
 * Says which span is active. Called in updates, so it must be quick and must not record; what it throws costs the exemplar alone.
 * `() => trace.getActiveSpan()?.spanContext()` is one for `@opentelemetry/api`.
 */
export type ExemplarSource = () => SpanReference | undefined

/** Most code points that the label names and values of one exemplar may have together. OpenMetrics 1.0. */
export const MAX_EXEMPLAR_CODE_POINTS = 128
