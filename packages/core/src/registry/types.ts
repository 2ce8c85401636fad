/** The registry as its users see it. */

import type { JsonValue } from '../ground/json.js'
import type { Problem } from '../ground/problems.js'
import type {
  Counter,
  CounterOptions,
  Gauge,
  GaugeOptions,
  Histogram,
  HistogramOptions,
  LabelledCounter,
  LabelledGauge,
  LabelledHistogram,
  LabelledSummary,
  LabelOptions,
  Summary,
  SummaryOptions,
} from '../instruments/types.js'
import type { Snapshot, SnapshotSource } from '../model/snapshot.js'
import type { MeterFilter } from './filter.js'
import type { ScopeOptions } from './scope.js'

/** What tells a definition without labels. */
interface NoLabels {
  readonly labels?: readonly [] | undefined
}

/** Options of a metric of either sort, as the registry itself takes them. */
export type WithLabels<O> = O & { readonly labels?: readonly string[] | undefined; readonly initialLabels?: readonly object[] | undefined }

/** What `get` finds; which of them it is, is what it was made as. */
export type AnyInstrument =
  | Counter
  | Gauge
  | Histogram
  | Summary
  | LabelledCounter<string>
  | LabelledGauge<string>
  | LabelledHistogram<string>
  | LabelledSummary<string>

/**
 * `prefix` and `labels` concern the application's metrics, as `filters` do: metrics whose names begin with `telltale_` are the library's own and stay as they are.
 */
export interface RegistryOptions extends ScopeOptions {
  /** Registries of one name are one registry, in whichever thread they are made. @defaultValue 'default' */
  readonly name?: string
  /** `false`: private to this thread and to this object, on plain memory; for tests. @defaultValue true */
  readonly shared?: boolean
  /** Bad data throws instead of being dropped and counted. For development and tests. @defaultValue false */
  readonly strict?: boolean
  /** Series each thread may make of a metric that sets no limit of its own. @defaultValue 2_000 */
  readonly maxSeriesPerMetric?: number
  /** Asked, in this order, about every metric before it is made. To be given in each thread that makes metrics: all must agree on what they are. @defaultValue [] */
  readonly filters?: readonly MeterFilter[]
  /**
   * `false`: instruments made from now on do nothing, and this thread reads nothing and takes no memory. Definitions are checked as ever, calls are not.
   * @defaultValue false when the environment has `OTEL_SDK_DISABLED=true`, else true
   */
  readonly enabled?: boolean
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: (problem: Problem) => void
}

/**
 * Makes instruments and reads them back.
 *
 * Making the same metric twice returns the same instrument; another definition under the same name throws a `TelltaleError` showing both.
 * A thread reads what all threads have written: there is nothing to wire and nobody to ask.
 */
export interface Registry extends SnapshotSource {
  counter(options: CounterOptions & NoLabels): Counter
  counter<const L extends string>(options: CounterOptions & LabelOptions<L>): LabelledCounter<L>
  gauge(options: GaugeOptions & NoLabels): Gauge
  gauge<const L extends string>(options: GaugeOptions & LabelOptions<L>): LabelledGauge<L>
  histogram(options: HistogramOptions & NoLabels): Histogram
  histogram<const L extends string>(options: HistogramOptions & LabelOptions<L>): LabelledHistogram<L>
  summary(options: SummaryOptions & NoLabels): Summary
  summary<const L extends string>(options: SummaryOptions & LabelOptions<L>): LabelledSummary<L>
  /**
   * A view of this registry whose metrics get a further prefix and further labels: their names begin with the registry's prefix, then the child's. Everything is recorded and read here; a
   * child has no life of its own.
   * @throws TelltaleError `invalid_options` naming every faulty option.
   */
  child(options: ScopeOptions): Registry
  /** The instrument made in this thread under this name (without prefix and before filters, or as it is exposed), or undefined. */
  get(name: string): AnyInstrument | undefined
  /**
   * Withdraws a metric, so that the name can be given to another definition: a module that is loaded again, other buckets. Answers whether this thread had made it.
   *
   * No thread's snapshot lists it from now on. Whoever makes it again, alike or differently, begins at zero; handles made before go on working and are not seen, in other threads
   * too until these make the metric again.
   */
  unregister(name: string): boolean
  /** Names of the metrics made in this thread, as they are exposed, sorted. */
  names(): readonly string[]
  /** What `gather` reads, point by point, as JSON can hold it: NaN and infinities are the texts `'NaN'`, `'+Inf'`, `'-Inf'`. */
  toJSON(): JsonValue
  /** Runs this thread's observable callbacks, then gathers. */
  collect(): Promise<Snapshot>
}
