/**
 * The read model: what was measured, at one moment, as columns.
 *
 * It is the only seam between the core and everything that exports, and it has the shape of no wire format. A snapshot is immutable by contract: the
 * columns are copies, nobody writes to them after `gather()` returned, and any number of exporters may share one.
 */

import type { ExemplarColumns } from './exemplars.js'
import type { LabelSetList } from './labels.js'

/** What is known of the process that measures, for backends that want it beside the metrics (`service.name` and the like). */
export interface Resource {
  readonly attributes: Readonly<Record<string, string>>
}

export interface Snapshot {
  /** Wall clock at the moment of reading, milliseconds since the Unix epoch. */
  readonly takenAtMillis: number
  readonly resource: Resource
  /** Sorted by name (by code unit). A family without series is listed with empty columns. */
  readonly families: readonly Family[]
}

/** Where a snapshot comes from. Exporters and servers depend on this and never on a registry. */
export interface SnapshotSource {
  /** Name of the registry behind it. */
  readonly name: string
  /**
   * The name under which `createRegistry` gives the very same source in every thread of this process; undefined when only this thread can see it, as a private
   * registry, or one that is a view of another.
   */
  readonly sharedAs?: string | undefined
  /** Reads memory only: never waits, never runs user code, never throws for bad data. */
  gather(): Snapshot
  /** The same in turns of at most about `budgetMillis`: yields `undefined` between turns and the snapshot last. */
  gatherChunks(budgetMillis?: number): Generator<undefined, Snapshot, void>
  /**
   * Asks this thread's observable callbacks for their values, so that what is gathered next has them. Settles when all have answered or missed their deadlines, after `timeoutMillis` at the
   * latest; never rejects. A source without observables need not have it.
   */
  refresh?(options?: RefreshOptions): Promise<void>
}

export interface RefreshOptions {
  /** How long the caller is willing to wait; what comes later, within the callback's own deadline, is there for the next one. @defaultValue as long as the callbacks may take */
  readonly timeoutMillis?: number | undefined
}

interface FamilyBase {
  readonly name: string
  readonly help: string
  /** Unit as declared (`'seconds'`, `'bytes'`), or `''`. */
  readonly unit: string
  /** Names of all labels, constant ones first, then in declared order. Every label set of the family has exactly these names. */
  readonly labelNames: readonly string[]
  /** One entry per series; all columns below are indexed by the same slot. */
  readonly labelSets: LabelSetList
  /** When each series began, milliseconds since the Unix epoch. */
  readonly startedAtMillis: Float64Array
}

export interface CounterFamily extends FamilyBase {
  readonly kind: 'counter'
  readonly values: Float64Array
  /** Absent while there are none. */
  readonly exemplars?: ExemplarColumns | undefined
}

export interface GaugeFamily extends FamilyBase {
  readonly kind: 'gauge'
  readonly values: Float64Array
}

export interface HistogramFamily extends FamilyBase {
  readonly kind: 'histogram'
  /** Upper bounds, inclusive, strictly increasing, all finite. The `+Inf` bucket is implied. Empty when there are only native buckets: `+Inf` holds the count then. */
  readonly bounds: readonly number[]
  /** Observations per bucket, *not* cumulative: `counts[slot * (bounds.length + 1) + bucket]`. The last bucket of a row is `+Inf`. */
  readonly counts: Float64Array
  readonly sums: Float64Array
  /** Absent while there are none. */
  readonly exemplars?: ExemplarColumns | undefined
  /** Present when the metric has native buckets. */
  readonly native?: NativeColumns | undefined
  /** Present when the metric keeps its extremes. */
  readonly extremes?: ExtremeColumns | undefined
}

/**
 * Native (exponential) buckets, one entry a slot in every column. At scale `s` the base is 2^(2^-s), and bucket `i` covers (base^i, base^(i+1)]: OpenTelemetry's numbering;
 * Prometheus' schema is the scale, its index one higher. The buckets of a slot, `zeroCounts` among them, add up to what its row in `counts` adds up to.
 */
export interface NativeColumns {
  /** Values of at most this magnitude are in `zeroCounts`. */
  readonly zeroThreshold: number
  /** From −4 to 8. That of a slot falls when its values spread, never rises. */
  readonly scales: Int32Array
  readonly zeroCounts: Float64Array
  readonly positive: readonly ExponentialBuckets[]
  /** By magnitude: bucket `i` covers [−base^(i+1), −base^i). */
  readonly negative: readonly ExponentialBuckets[]
}

/** A run of buckets that lie side by side; the first and the last hold something. */
export interface ExponentialBuckets {
  /** Number of the first bucket; 0 when there is none. */
  readonly offset: number
  readonly counts: Float64Array
}

/** The least and the greatest value since the series began, by slot; NaN when nothing was observed. */
export interface ExtremeColumns {
  readonly mins: Float64Array
  readonly maxs: Float64Array
}

export interface SummaryFamily extends FamilyBase {
  readonly kind: 'summary'
  /** Strictly increasing, each in [0, 1]. */
  readonly quantiles: readonly number[]
  /** `quantileValues[slot * quantiles.length + i]`, over the sliding window; NaN when the window is empty. */
  readonly quantileValues: Float64Array
  /** Observations since the series began (not windowed). */
  readonly counts: Float64Array
  /** Sum of all observations since the series began (not windowed). */
  readonly sums: Float64Array
}

/** Facts about the program, as labels: every series has the value 1. */
export interface InfoFamily extends FamilyBase {
  readonly kind: 'info'
}

/** Which of a fixed list of states hold. */
export interface StateSetFamily extends FamilyBase {
  readonly kind: 'stateset'
  /** In declared order, all different. */
  readonly states: readonly string[]
  /** `values[slot * states.length + i]` is 1 when `states[i]` holds, else 0. */
  readonly values: Uint8Array
}

export type Family = CounterFamily | GaugeFamily | HistogramFamily | SummaryFamily | InfoFamily | StateSetFamily
export type FamilyKind = Family['kind']
