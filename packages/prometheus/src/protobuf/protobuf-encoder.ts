/** The protobuf exposition format: a snapshot in, delimited `io.prometheus.client.MetricFamily` messages out. */

import { type Family, points, type Snapshot } from '@telltale/core/model'
import { renameFamily, toInfoName, toStateLabel } from '../naming.js'
import { readTextOptions, type TextOptions } from '../options.js'
import { COUNTER, FAMILY, GAUGE, METRIC, QUANTILE, SUMMARY, TYPE } from './fields.js'
import { writeHistogram } from './histogram-message.js'
import { createMessageWriter, type MessageWriter } from './message-writer.js'
import { writeExemplar, writeLabel, writeTimestamp } from './parts.js'

/** The `Content-Type` of what `protobufChunks` makes. */
export const protobufContentType = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'

/** A message is cut into pieces of this size. */
const CHUNK_BYTES = 64 * 1024

/**
 * The snapshot as delimited messages, one a family, in chunks of 64 KiB at most.
 *
 * It says what no text says: native buckets, beside classic ones and alone. Infos and state sets are gauges, as in text 0.0.4. The length of a message stands before it, so a
 * family is written whole before its first chunk; meanwhile empty chunks give the caller the chance to do something else. Each chunk belongs to the caller.
 *
 * @throws TelltaleError (`invalid_options`) before the first chunk, when the options are faulty.
 */
export function protobufChunks(snapshot: Snapshot, options?: TextOptions): Generator<Uint8Array, void, void> {
  const { prefix, escaping } = readTextOptions(options)
  return generateChunks(snapshot.families.map((family) => renameFamily(family, prefix, escaping)))
}

function* generateChunks(families: readonly Family[]): Generator<Uint8Array, void, void> {
  const writer = createMessageWriter(CHUNK_BYTES)
  for (const family of families) {
    const start = writer.begin(0)
    writeHead(writer, family)
    let pausedAt = 0
    for (const _ of writeMetrics(writer, family)) {
      if (writer.length - pausedAt < CHUNK_BYTES) continue
      pausedAt = writer.length
      yield new Uint8Array(0)
    }
    writer.end(start)
    if (writer.length < CHUNK_BYTES) continue
    yield* pieces(writer.take())
  }
  if (writer.length > 0) yield writer.take()
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
}

function writeHead(writer: MessageWriter, family: Family): void {
  const { help, kind, name, unit } = family
  writer.string(FAMILY.name, kind === 'info' ? toInfoName(name) : name)
  if (help !== '') writer.string(FAMILY.help, help)
  writer.uint(FAMILY.type, kind === 'info' || kind === 'stateset' ? TYPE.gauge : TYPE[kind])
  if (unit !== '') writer.string(FAMILY.unit, unit)
}

/** Writes the metrics of a family and stops after each. */
function* writeMetrics(writer: MessageWriter, family: Family): Generator<void, void, void> {
  const { labelNames } = family
  const begin = (values: readonly string[]): number => {
    const start = writer.begin(FAMILY.metric)
    for (const [i, value] of values.entries()) writeLabel(writer, METRIC.label, labelNames[i] as string, value)
    return start
  }

  switch (family.kind) {
    case 'counter':
      for (const { exemplar, labels, startedAtMillis, value } of points(family)) {
        const start = begin(labels.values)
        const counterStart = writer.begin(METRIC.counter)
        writer.double(COUNTER.value, value)
        if (exemplar) writeExemplar(writer, COUNTER.exemplar, exemplar)
        writeTimestamp(writer, COUNTER.created, startedAtMillis)
        writer.end(counterStart)
        yield writer.end(start)
      }
      break
    case 'gauge':
    case 'info':
      for (const { labels, value } of points(family)) {
        const start = begin(labels.values)
        writeGauge(writer, value)
        yield writer.end(start)
      }
      break
    case 'histogram':
      for (const point of points(family)) {
        const start = begin(point.labels.values)
        writeHistogram(writer, point, family.bounds)
        yield writer.end(start)
      }
      break
    case 'summary':
      for (const { count, labels, quantileValues, startedAtMillis, sum } of points(family)) {
        const start = begin(labels.values)
        const summaryStart = writer.begin(METRIC.summary)
        writer.uint(SUMMARY.count, count)
        writer.double(SUMMARY.sum, sum)
        for (const [i, quantile] of family.quantiles.entries()) {
          const quantileStart = writer.begin(SUMMARY.quantile)
          writer.double(QUANTILE.quantile, quantile)
          writer.double(QUANTILE.value, quantileValues[i] as number)
          writer.end(quantileStart)
        }
        writeTimestamp(writer, SUMMARY.created, startedAtMillis)
        writer.end(summaryStart)
        yield writer.end(start)
      }
      break
    case 'stateset': {
      const label = toStateLabel(family.name, labelNames)
      for (const { labels, values } of points(family)) {
        for (const [i, value] of values.entries()) {
          const start = begin(labels.values)
          writeLabel(writer, METRIC.label, label, family.states[i] as string)
          writeGauge(writer, value)
          yield writer.end(start)
        }
      }
      break
    }
  }
}

function writeGauge(writer: MessageWriter, value: number): void {
  const start = writer.begin(METRIC.gauge)
  writer.double(GAUGE.value, value)
  writer.end(start)
}
