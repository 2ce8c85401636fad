/** A histogram as a message: classic buckets, native ones, or both. */

import type { ExponentialBuckets, HistogramPoint, NativePoint } from '@telltale/core/model'
import { BUCKET, HISTOGRAM, METRIC, SPAN } from './fields.js'
import type { MessageWriter } from './message-writer.js'
import { writeExemplar, writeTimestamp } from './parts.js'

/** Classic buckets are cumulative and end with `+Inf`. A histogram that has native buckets only has no classic one but for an exemplar's sake. */
export function writeHistogram(writer: MessageWriter, point: HistogramPoint, bounds: readonly number[]): void {
  const { bucketCounts, count, exemplars, native, startedAtMillis, sum } = point
  const start = writer.begin(METRIC.histogram)
  writer.uint(HISTOGRAM.count, count)
  writer.double(HISTOGRAM.sum, sum)
  let total = 0
  for (const [i, inBucket] of bucketCounts.entries()) {
    total += inBucket
    const exemplar = exemplars?.[i]
    if (native !== undefined && bounds.length === 0 && exemplar === undefined) continue
    const bucketStart = writer.begin(HISTOGRAM.bucket)
    writer.uint(BUCKET.count, total)
    writer.double(BUCKET.upperBound, bounds[i] ?? Infinity)
    if (exemplar !== undefined) writeExemplar(writer, BUCKET.exemplar, exemplar)
    writer.end(bucketStart)
  }
  if (native !== undefined) writeNative(writer, native)
  writeTimestamp(writer, HISTOGRAM.created, startedAtMillis)
  if (native !== undefined) for (const exemplar of exemplars ?? []) if (exemplar) writeExemplar(writer, HISTOGRAM.exemplar, exemplar)
  writer.end(start)
}

/** Without any bucket and with a threshold of 0 it would pass for a classic one: a span of no length says that it is none (native histograms, "exposition"). */
function writeNative(writer: MessageWriter, { scale, zeroThreshold, zeroCount, positive, negative }: NativePoint): void {
  writer.sint(HISTOGRAM.schema, scale)
  writer.double(HISTOGRAM.zeroThreshold, zeroThreshold)
  writer.uint(HISTOGRAM.zeroCount, zeroCount)
  writeBuckets(writer, negative, HISTOGRAM.negativeSpan, HISTOGRAM.negativeDelta)
  writeBuckets(writer, positive, HISTOGRAM.positiveSpan, HISTOGRAM.positiveDelta)
  const isEmpty = zeroThreshold === 0 && zeroCount === 0 && positive.counts.length === 0 && negative.counts.length === 0
  if (isEmpty) writeSpan(writer, HISTOGRAM.positiveSpan, 0, 0)
}

/** The read model numbers buckets by their lower bound, Prometheus by their upper one. */
function writeBuckets(writer: MessageWriter, { counts, offset }: ExponentialBuckets, spanField: number, deltaField: number): void {
  if (counts.length === 0) return
  writeSpan(writer, spanField, offset + 1, counts.length)
  let last = 0
  for (const count of counts) {
    writer.sint(deltaField, count - last)
    last = count
  }
}

function writeSpan(writer: MessageWriter, field: number, offset: number, length: number): void {
  const start = writer.begin(field)
  writer.sint(SPAN.offset, offset)
  writer.uint(SPAN.length, length)
  writer.end(start)
}
