/** The door `@telltale/core/model`: the read model, on which exporters depend. */

export { deltaOf, seriesCountOf } from './delta.js'
export type { Exemplar, ExemplarColumns, ExemplarLabels, ExemplarSource, SpanReference } from './exemplars.js'
export { MAX_EXEMPLAR_CODE_POINTS } from './exemplars.js'
export type { ExponentialScale } from './exponential.js'
export { exponentialScale, MAX_SCALE, MIN_SCALE, scaleForGrowthFactor, scaleForRelativeError } from './exponential.js'
export { lowerResolution } from './exponential-buckets.js'
export { histogramQuantile } from './histogram-quantile.js'
export type { LabelSet, LabelSetList, LabelValue } from './labels.js'
export { labelValue } from './labels.js'
export type { MergeOptions } from './merge-sources.js'
export { mergeSources } from './merge-sources.js'
export { claimedNames, isLabelName, isMetricName, MAX_NAME_LENGTH } from './names.js'
export type { HistogramPoint, NativePoint, NumberPoint, PointOf, StateSetPoint, SummaryPoint } from './points.js'
export { points } from './points.js'
export type {
  CounterFamily,
  ExponentialBuckets,
  ExtremeColumns,
  Family,
  FamilyKind,
  GaugeFamily,
  HistogramFamily,
  InfoFamily,
  NativeColumns,
  RefreshOptions,
  Resource,
  Snapshot,
  SnapshotSource,
  StateSetFamily,
  SummaryFamily,
} from './snapshot.js'
