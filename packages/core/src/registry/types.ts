/** The registry as its users see it. */

import type { Clock } from '../ground/clock.js'
import type { JsonValue } from '../ground/json.js'
import type { Problem } from '../ground/problems.js'
import type { Timers } from '../ground/timers.js'
import type { LabelledObservable, LabelledObserveOptions, Observable, ObserveOptions } from '../instruments/observable-types.js'
import type { Info, InfoOptions, LabelledStateSet, StateSet, StateSetOptions } from '../instruments/state-types.js'
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
import type { ExemplarSource } from '../model/exemplars.js'
import type { RefreshOptions, Snapshot, SnapshotSource } from '../model/snapshot.js'
import type { MeterFilter } from './filter.js'
import type { ScopeOptions } from './scope.js'

/** What tells a definition without labels. */
interface NoLabels {
  readonly labels?: readonly [] | undefined
}

export interface ExemplarSettings {
  /**
   * Least distance of two exemplars of one bucket in one thread; 0 records every one. The clock behind it ticks about twice a second. An exemplar given by hand
   * does not wait for one that was not. @defaultValue 1_000
   */
  readonly intervalMillis?: number
  /** Which span is active. @defaultValue the one of the active scope of `@telltale/core/context` */
  readonly source?: ExemplarSource
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
  | Observable
  | LabelledObservable<string>
  | Info<string>
  | StateSet<string>
  | LabelledStateSet<string, string>

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
  /** Series the threads together may make of a metric that sets no limit of its own. @defaultValue 2_000 */
  readonly maxSeriesPerMetric?: number
  /** For metrics that set none of their own: series in which nothing was recorded for so long are removed. @defaultValue none are */
  readonly expireAfterMillis?: number
  /**
   * Whether counters and histograms have exemplars, unless they say otherwise themselves: those given by hand, and otherwise the active span when it is sampled. `false`: none,
   * by hand neither. While no scope was entered in a thread the automatic ones cost its updates nothing. @defaultValue true
   */
  readonly exemplars?: boolean | ExemplarSettings
  /**
   * How often this thread asks the callbacks of its observables by itself, so that readers in other threads see values that are not old: 0 for never, else 100 at least. A private registry,
   * which nobody else reads, asks on `collect` and `refresh` alone. @defaultValue 5_000
   */
  readonly observeIntervalMillis?: number
  /** Asked, in this order, about every metric before it is made. To be given in each thread that makes metrics: all must agree on what they are. @defaultValue [] */
  readonly filters?: readonly MeterFilter[]
  /**
   * `false`: instruments made from now on do nothing, and this thread reads nothing and takes no memory. Definitions are checked as ever, calls are not.
   * @defaultValue false when the environment has `OTEL_SDK_DISABLED=true`, else true
   */
  readonly enabled?: boolean
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: (problem: Problem) => void
  /** Where a private registry reads the time; the threads of a process have one clock, so a shared one takes none. @defaultValue the machine's clock */
  readonly clock?: Clock
  /** What a private registry waits by; given together with `clock`. @defaultValue the runtime's timers, unref'd */
  readonly timers?: Timers
}

/**
 * Makes instruments and reads them back.
 *
 * Making the same metric twice returns the same instrument; another definition under the same name throws a `TelltaleError` showing both.
 * A thread reads what all threads have written: there is nothing to wire and nobody to ask.
 */
export interface Registry extends SnapshotSource {
  counter(options: CounterOptions & NoLabels & ObserveOptions): Observable
  counter<const L extends string>(options: CounterOptions & LabelOptions<L> & LabelledObserveOptions<L>): LabelledObservable<L>
  counter(options: CounterOptions & NoLabels): Counter
  counter<const L extends string>(options: CounterOptions & LabelOptions<L>): LabelledCounter<L>
  gauge(options: GaugeOptions & NoLabels & ObserveOptions): Observable
  gauge<const L extends string>(options: GaugeOptions & LabelOptions<L> & LabelledObserveOptions<L>): LabelledObservable<L>
  gauge(options: GaugeOptions & NoLabels): Gauge
  gauge<const L extends string>(options: GaugeOptions & LabelOptions<L>): LabelledGauge<L>
  histogram(options: HistogramOptions & NoLabels): Histogram
  histogram<const L extends string>(options: HistogramOptions & LabelOptions<L>): LabelledHistogram<L>
  summary(options: SummaryOptions & NoLabels): Summary
  summary<const L extends string>(options: SummaryOptions & LabelOptions<L>): LabelledSummary<L>
  /** Made again with other values of the same labels, it shows those. */
  info<const L extends string>(options: InfoOptions<L>): Info<L>
  stateSet<const S extends string>(options: StateSetOptions<S> & NoLabels): StateSet<S>
  stateSet<const S extends string, const L extends string>(options: StateSetOptions<S> & LabelOptions<L>): LabelledStateSet<L, S>
  /** Removes all series of all metrics made in this thread, in all threads; the metrics stay, and their handles stay good. Those without labels begin again at zero. */
  clear(): void
  /** Asks the callbacks of this thread's observables, those that are not being asked already; those of other threads are asked by their owners. Calls of `collect` that overlap share the answers. */
  refresh(options?: RefreshOptions): Promise<void>
  /** Refreshes, then gathers. Never rejects for what a callback does. */
  collect(options?: RefreshOptions): Promise<Snapshot>
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
}
