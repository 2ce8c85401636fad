/** Telltale's core: make a registry, make instruments, read them back from any thread. */

export type { ArenaHandle } from './arena/joining.js'
export type { TelltaleErrorCode } from './ground/errors.js'
export { TelltaleError } from './ground/errors.js'
export type { Problem } from './ground/problems.js'
export { OVERFLOW_VALUE } from './instruments/instrument.js'
export type {
  Across,
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  BoundObserver,
  BoundSummary,
  Counter,
  CounterOptions,
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
} from './instruments/types.js'
export { DEFAULT_BUCKETS, exponentialBuckets, exponentialBucketsRange, linearBuckets } from './model/buckets.js'
export type { LabelSet, LabelSetList, LabelValue } from './model/labels.js'
export type { Snapshot, SnapshotSource } from './model/snapshot.js'
export { arenaHandle, attach, createRegistry } from './registry/create.js'
export type { Registry, RegistryOptions } from './registry/types.js'
