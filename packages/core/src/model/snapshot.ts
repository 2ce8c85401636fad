/**
 * The read model: what was measured, at one moment, as columns.
 *
 * It is the only seam between the core and everything that exports, and it has the shape of no wire format. A snapshot is immutable by contract: the
 * columns are copies, nobody writes to them after `gather()` returned, and any number of exporters may share one.
 */

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
}

export interface GaugeFamily extends FamilyBase {
  readonly kind: 'gauge'
  readonly values: Float64Array
}

export interface HistogramFamily extends FamilyBase {
  readonly kind: 'histogram'
  /** Upper bounds, inclusive, strictly increasing, all finite. The `+Inf` bucket is implied. */
  readonly bounds: readonly number[]
  /** Observations per bucket, *not* cumulative: `counts[slot * (bounds.length + 1) + bucket]`. The last bucket of a row is `+Inf`. */
  readonly counts: Float64Array
  readonly sums: Float64Array
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

export type Family = CounterFamily | GaugeFamily | HistogramFamily | SummaryFamily
export type FamilyKind = Family['kind']
