/** One datum, as both ways to CloudWatch have it: the SDK's fields, with shorter names. */

import type { StandardUnit } from '@aws-sdk/client-cloudwatch'

export interface Dimension {
  readonly Name: string
  readonly Value: string
}

/** Values with how often each was seen, from which CloudWatch works out percentiles. */
export interface Distribution {
  readonly kind: 'distribution'
  readonly values: readonly number[]
  readonly counts: readonly number[]
}

export interface Statistics {
  readonly kind: 'statistics'
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
}

export interface SingleValue {
  readonly kind: 'value'
  readonly value: number
}

export interface Datum {
  readonly name: string
  readonly unit: StandardUnit
  /** The dimension list of equal series is one object, by which data are grouped. */
  readonly dimensions: readonly Dimension[]
  readonly body: SingleValue | Distribution | Statistics
  /** Series that are lost if the datum is. A series of which several data are made is in the first. */
  readonly seriesCount: number
}
