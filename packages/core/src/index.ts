/** Telltale's core: make a registry, make instruments, read them back from any thread. */

export type { ArenaHandle } from './arena/joining.js'
export type { Clock } from './ground/clock.js'
export type { TelltaleErrorCode } from './ground/errors.js'
export { TelltaleError } from './ground/errors.js'
export type { JsonValue } from './ground/json.js'
export type { Problem } from './ground/problems.js'
export type { Stop, Timers } from './ground/timers.js'
export type {
  LabelledObservable,
  LabelledObservation,
  LabelledObserveOptions,
  Observable,
  Observation,
  ObserveOptions,
} from './instruments/observable-types.js'
export { OVERFLOW_VALUE } from './instruments/series-set.js'
export type {
  BoundStateSet,
  Info,
  InfoOptions,
  LabelledStateSet,
  StateSet,
  StateSetOptions,
} from './instruments/state-types.js'
export type {
  Across,
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  BoundObserver,
  BoundSummary,
  Counter,
  CounterOptions,
  ExemplarOptions,
  Gauge,
  GaugeOptions,
  Histogram,
  HistogramOptions,
  LabelledCounter,
  LabelledGauge,
  LabelledHistogram,
  LabelledInstrument,
  LabelledObserver,
  LabelledSummary,
  LabelOptions,
  Labels,
  MetricOptions,
  NativeBucketOptions,
  Observed,
  StopTimer,
  Summary,
  SummaryOptions,
  UpdateOptions,
} from './instruments/types.js'
export { DEFAULT_BUCKETS, exponentialBuckets, exponentialBucketsRange, linearBuckets } from './model/buckets.js'
export type { ExemplarLabels, ExemplarSource, SpanReference } from './model/exemplars.js'
export type { LabelSet, LabelSetList, LabelValue } from './model/labels.js'
export type { MergeOptions } from './model/merge-sources.js'
export { mergeSources } from './model/merge-sources.js'
export type { RefreshOptions, Snapshot, SnapshotSource } from './model/snapshot.js'
export { arenaHandle, attach, createRegistry } from './registry/create.js'
export type { FilteredMetric, MeterFilter, MetricChanges } from './registry/filter.js'
export type { NamePattern } from './registry/filters.js'
export { denyMetrics, dropLabel, limitSeries, mapLabelValue, overrideBuckets, renameMetric } from './registry/filters.js'
export type { ScopeOptions } from './registry/scope.js'
export type { AnyInstrument, ExemplarSettings, Registry, RegistryOptions } from './registry/types.js'
