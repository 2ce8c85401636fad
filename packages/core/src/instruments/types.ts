/** The instruments as their users see them. Factories on a registry make them; no class is exported. */

import type { ExemplarLabels } from '../model/exemplars.js'
import type { LabelValue } from '../model/labels.js'

/** One value per declared label, by name. A missing or unknown name throws; a missing *value* (null, undefined, '') means the label is absent. */
export type Labels<L extends string> = { readonly [name in L]: LabelValue }

/** Fields every definition has. */
export interface MetricOptions {
  /** `[a-zA-Z_:][a-zA-Z0-9_:]*`; travels unchanged to every exporter. */
  readonly name: string
  /** One sentence for people. Optional, but asked for by every linter of the field. */
  readonly help?: string
  /** Base unit, for backends that want one: `'seconds'`, `'bytes'`. */
  readonly unit?: string
  /**
   * Most series the threads together may make of this metric (each may be one ahead of the others). What is beyond goes to one overflow series, and is counted in
   * `telltale_overflowed_updates_total`. @defaultValue that of the registry
   */
  readonly maxSeries?: number
  /**
   * Removes a series in which no thread has recorded anything for so long, or up to a quarter longer; recording in it brings it back, from zero. At least 1,000. Not for metrics without labels.
   * @defaultValue that of the registry
   */
  readonly expireAfterMillis?: number
}

export interface LabelOptions<L extends string> {
  readonly labels: readonly L[]
  /** Series to make now, at zero, so that they show before anything is recorded: `[{ status: 'ok' }, { status: 'failed' }]`. They count towards the limit. */
  readonly initialLabels?: readonly Labels<NoInfer<L>>[]
}

/** What every instrument with labels can do beside recording. */
export interface LabelledInstrument<L extends string, Bound> {
  readonly name: string
  /** The bound handle of one series: made on first use, the same object every time. Recording through it looks nothing up and allocates nothing. */
  with(labels: Labels<L>): Bound
  /**
   * Removes the series of a label set, in all threads: what was recorded up to now is gone, and the series is not there until something is recorded in it again, which counts from
   * zero. Handles stay good. Nobody waits: what another thread records at that moment counts before or after.
   * @returns Whether there was such a series.
   * @throws TelltaleError `invalid_labels` for a missing or unknown label name.
   */
  remove(labels: Labels<L>): boolean
  /** Removes all series of this metric, likewise. */
  clear(): void
}

/** What can have exemplars. */
export interface ExemplarOptions {
  /** Whether this metric has exemplars. @defaultValue as the registry says */
  readonly exemplars?: boolean
}

/** The last argument of an update that can have an exemplar. */
export interface UpdateOptions {
  /**
   * Labels that point at what caused this update, instead of the active span's. At most 128 code points of names and values together. What breaks the rules of
   * exemplars is dropped and counted in `telltale_dropped_updates_total` as `bad_exemplar`; the update itself counts.
   */
  readonly exemplar?: ExemplarLabels | undefined
}

// --- counter ------------------------------------------------------------------------------------------------------------------------

/** A bound counter: one series. */
export interface BoundCounter {
  /**
   * Adds to this thread's share. A value that is negative, not finite or not a number is dropped and counted in `telltale_dropped_updates_total`
   * (thrown by a `strict` registry). Safe to call from any thread that made its own handle; never waits.
   * @param value Not negative. @defaultValue 1
   */
  inc(value?: number, options?: UpdateOptions): void
  /** Runs `fn` and adds 1 when it throws or rejects, which is passed on. */
  countExceptions<T>(fn: () => T): T
  /** This process's total over all threads, dead ones included. Costs a read of the arena: not for hot paths. */
  get(): number
}

export interface Counter extends BoundCounter {
  readonly name: string
  /** Begins again at zero, in all threads. */
  clear(): void
}

export interface LabelledCounter<L extends string> extends LabelledInstrument<L, BoundCounter> {
  inc(labels: Labels<L>, value?: number, options?: UpdateOptions): void
  countExceptions<T>(labels: Labels<L>, fn: () => T): T
  get(labels: Labels<L>): number
}

export type CounterOptions = MetricOptions & ExemplarOptions

// --- gauge --------------------------------------------------------------------------------------------------------------------------

/** How the shares of several threads become one value. */
export type Across = 'last' | 'sum' | 'min' | 'max' | 'each'

export interface GaugeOptions extends MetricOptions {
  /**
   * - `last`: the newest `set` of any thread plus every `inc`/`dec` since, dead threads included;
   * - `sum`, `min`, `max`: over the living threads;
   * - `each`: one series per living thread, told apart by a `thread` label.
   * @defaultValue 'last'
   */
  readonly across?: Across
}

export interface BoundGauge {
  /** Any number, NaN and infinities included; what is not a number is dropped and counted. */
  set(value: number): void
  /** Adds a finite number. @defaultValue 1 */
  inc(value?: number): void
  /** Subtracts a finite number. @defaultValue 1 */
  dec(value?: number): void
  /** Sets the wall clock, seconds since the Unix epoch. */
  setToCurrentTime(): void
  /** Adds 1, runs `fn`, and subtracts 1 when it has returned or thrown; a promise is awaited first. With `across: 'sum'` what a killed thread had under way leaves with it. */
  trackInProgress<T>(fn: () => T): T
  get(): number
}

export interface Gauge extends BoundGauge {
  readonly name: string
  /** Begins again at zero, in all threads. */
  clear(): void
}

export interface LabelledGauge<L extends string> extends LabelledInstrument<L, BoundGauge> {
  set(labels: Labels<L>, value: number): void
  inc(labels: Labels<L>, value?: number): void
  dec(labels: Labels<L>, value?: number): void
  setToCurrentTime(labels: Labels<L>): void
  trackInProgress<T>(labels: Labels<L>, fn: () => T): T
  get(labels: Labels<L>): number
}

// --- histogram and summary ----------------------------------------------------------------------------------------------------------

export interface HistogramOptions extends MetricOptions, ExemplarOptions {
  /** Upper bounds, strictly increasing; a trailing `Infinity` is implied. @defaultValue DEFAULT_BUCKETS, or none where there are native buckets */
  readonly buckets?: readonly number[]
  /**
   * Native (exponential) buckets, instead of classic ones or, with `buckets`, beside them: no bounds to choose, a relative error that holds over many orders of magnitude. `true` is
   * `{}`, all defaults. @defaultValue false
   */
  readonly native?: boolean | NativeBucketOptions
  /** Keeps the least and the greatest value of each series since it began, for backends that want them. @defaultValue false */
  readonly extremes?: boolean
}

/** Native buckets, as Prometheus' native and OpenTelemetry's exponential histograms define them. */
export interface NativeBucketOptions {
  /** Upper bounds grow by at most this from bucket to bucket: the coarsest schema that keeps to it is chosen. From 1.00271. @defaultValue 1.1 (schema 3) */
  readonly growthFactor?: number
  /** The resolution itself, in place of `growthFactor`: 2^schema buckets double the value. From −4 to 8. */
  readonly schema?: number
  /** Values of at most this magnitude are counted in one bucket around zero. @defaultValue 2 ** -128 */
  readonly zeroThreshold?: number
  /**
   * Most buckets shown of a series, from its lowest filled one to its highest, those on both sides of zero together. When values spread further, neighbours are
   * merged in pairs: the schema falls. From 16. @defaultValue 160
   */
  readonly maxBuckets?: number
}

export interface SummaryOptions extends MetricOptions {
  /** Strictly increasing, each in [0, 1]. @defaultValue [] (count and sum only) */
  readonly quantiles?: readonly number[]
  /** Length of the sliding window the quantiles cover. @defaultValue 600 */
  readonly maxAgeSeconds?: number
  /** The window moves on in steps of `maxAgeSeconds / ageBuckets`. @defaultValue 5 */
  readonly ageBuckets?: number
  /** A quantile read back is within this fraction of a true one, for magnitudes in [2^-64, 2^64). @defaultValue 0.01 */
  readonly relativeError?: number
}

/** Stops a timer: observes and returns the seconds since it was started. Every call observes anew. */
export type StopTimer = () => number

/** What a histogram or summary has recorded for one series. */
export interface Observed {
  readonly count: number
  readonly sum: number
}

export interface BoundObserver {
  /** Records one observation. One that would make the sum NaN (NaN itself, or opposite infinities) is dropped and counted. */
  observe(value: number): void
  /** Starts a monotonic timer, in seconds. */
  startTimer(): StopTimer
  /** Runs `fn` and observes how long it took, seconds; also when it throws or rejects, which is passed on. A promise is awaited first. */
  time<T>(fn: () => T): T
  get(): Observed
}

export interface LabelledObserver<L extends string> extends LabelledInstrument<L, BoundObserver> {
  observe(labels: Labels<L>, value: number): void
  startTimer(labels: Labels<L>): StopTimer
  time<T>(labels: Labels<L>, fn: () => T): T
  get(labels: Labels<L>): Observed
}

export interface BoundHistogram extends BoundObserver {
  observe(value: number, options?: UpdateOptions): void
}
export interface LabelledHistogram<L extends string> extends LabelledObserver<L> {
  with(labels: Labels<L>): BoundHistogram
  observe(labels: Labels<L>, value: number, options?: UpdateOptions): void
}
export interface Histogram extends BoundHistogram {
  readonly name: string
  /** Begins again at zero, in all threads. */
  clear(): void
}
export type BoundSummary = BoundObserver
export type LabelledSummary<L extends string> = LabelledObserver<L>
export interface Summary extends BoundObserver {
  readonly name: string
  /** Begins again at zero, in all threads. */
  clear(): void
}
