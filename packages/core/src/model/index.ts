/** The door `@telltale/core/model`: the read model, on which exporters depend. */

export { deltaOf, seriesCountOf } from './delta.js'
export type { ExponentialScale } from './exponential.js'
export { exponentialScale, MAX_SCALE, MIN_SCALE, scaleForRelativeError } from './exponential.js'
export type { LabelSet, LabelSetList, LabelValue } from './labels.js'
export { labelValue } from './labels.js'
export { claimedNames, isLabelName, isMetricName, MAX_NAME_LENGTH } from './names.js'
export type { HistogramPoint, NumberPoint, PointOf, SummaryPoint } from './points.js'
export { points } from './points.js'
export type {
  CounterFamily,
  Family,
  FamilyKind,
  GaugeFamily,
  HistogramFamily,
  Resource,
  Snapshot,
  SnapshotSource,
  SummaryFamily,
} from './snapshot.js'
