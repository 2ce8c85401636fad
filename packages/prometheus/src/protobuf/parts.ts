/** What several messages have: labels, exemplars, moments. */

import type { Exemplar } from '@telltale/core/model'
import { toLabelNames } from '../naming.js'
import { EXEMPLAR, LABEL, TIMESTAMP } from './fields.js'
import type { MessageWriter } from './message-writer.js'

/** An empty value is an absent label and is left out. */
export function writeLabel(writer: MessageWriter, field: number, name: string, value: string): void {
  if (value === '') return
  const start = writer.begin(field)
  writer.string(LABEL.name, name)
  writer.string(LABEL.value, value)
  writer.end(start)
}

export function writeExemplar(writer: MessageWriter, field: number, { atMillis, labels, value }: Exemplar): void {
  const start = writer.begin(field)
  const names = toLabelNames(labels.names)
  for (const [i, text] of labels.values.entries()) writeLabel(writer, EXEMPLAR.label, names[i] as string, text)
  writer.double(EXEMPLAR.value, value)
  writeTimestamp(writer, EXEMPLAR.timestamp, atMillis)
  writer.end(start)
}

/** `google.protobuf.Timestamp`. A moment before 1970, which no process has seen, is written as its beginning. */
export function writeTimestamp(writer: MessageWriter, field: number, millis: number): void {
  const known = Math.max(0, millis)
  const seconds = Math.floor(known / 1_000)
  const start = writer.begin(field)
  writer.uint(TIMESTAMP.seconds, seconds)
  writer.uint(TIMESTAMP.nanos, Math.floor((known - seconds * 1_000) * 1e6))
  writer.end(start)
}
