/** Data in requests that CloudWatch takes: by number and by size. */

import type { MetricDatum } from '@aws-sdk/client-cloudwatch'
import type { Datum } from '../encode/datum.js'
import { MAX_DATA_PER_REQUEST, MAX_REQUEST_BYTES } from '../encode/limits.js'

/** In the order of the data. @param namespaceLength Characters of the namespace, which every request names. */
export function toBatches(data: readonly Datum[], namespaceLength: number): Datum[][] {
  const roomBytes = MAX_REQUEST_BYTES - REQUEST_BYTES - namespaceLength * MAX_BYTES_PER_CHARACTER
  const batches: Datum[][] = []
  let batch: Datum[] = []
  let sizeBytes = 0
  for (const datum of data) {
    const datumBytes = sizeBytesOf(datum)
    if (batch.length > 0 && (batch.length === MAX_DATA_PER_REQUEST || sizeBytes + datumBytes > roomBytes)) {
      batches.push(batch)
      batch = []
      sizeBytes = 0
    }
    batch.push(datum)
    sizeBytes += datumBytes
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

/** A batch that was too large in two halves. */
export function halve(batch: readonly Datum[]): [Datum[], Datum[]] {
  const middle = Math.ceil(batch.length / 2)
  return [batch.slice(0, middle), batch.slice(middle)]
}

/** A datum as the SDK takes it. */
export function toMetricDatum({ name, unit, dimensions, body }: Datum, timestamp: Date, storageResolutionSeconds: 1 | 60): MetricDatum {
  const common = {
    MetricName: name,
    Timestamp: timestamp,
    Unit: unit,
    StorageResolution: storageResolutionSeconds,
    ...(dimensions.length > 0 && { Dimensions: [...dimensions] }),
  }
  switch (body.kind) {
    case 'value':
      return { ...common, Value: body.value }
    case 'distribution':
      return { ...common, Values: [...body.values], Counts: [...body.counts] }
    case 'statistics':
      return { ...common, StatisticValues: { SampleCount: body.count, Sum: body.sum, Minimum: body.min, Maximum: body.max } }
  }
}

/** What is around the data in the JSON of a request. */
const REQUEST_BYTES = 100
/** What is in a datum beside its texts and numbers: the names of its fields, the time, the unit. */
const DATUM_BYTES = 240
const DIMENSION_BYTES = 24
/** `-1.2345678901234567e-108,` */
const NUMBER_BYTES = 25
/** Quotes and backslashes are written as two. */
const MAX_BYTES_PER_CHARACTER = 2

/** At least the size of a datum in the SDK's JSON, without the work of writing it. */
function sizeBytesOf({ name, dimensions, body }: Datum): number {
  let sizeBytes = DATUM_BYTES + name.length * MAX_BYTES_PER_CHARACTER
  for (const { Name, Value } of dimensions) sizeBytes += DIMENSION_BYTES + (Name.length + Value.length) * MAX_BYTES_PER_CHARACTER
  if (body.kind === 'distribution') sizeBytes += body.values.length * 2 * NUMBER_BYTES
  return body.kind === 'statistics' ? sizeBytes + 4 * NUMBER_BYTES : sizeBytes + NUMBER_BYTES
}
