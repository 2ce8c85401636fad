/**
 * What the records of a lane's log say, byte by byte.
 *
 * ```
 * family      u32 type 1 + edition << 8 │ definition as UTF-8 JSON        families are numbered in order of appearance in their lane
 * series      u32 type 2 + family << 8 │ i32 cell reference │ f64 started at │ per label: u16 length, UTF-8 bytes
 * release     u32 type 3 + family << 8 │ i32 cell reference               the writer's own series, or copy of one, at that place is no more
 * removal     u32 type 4 + family << 8 │ i32 reference to its stamp │ per share: i32 root page, cell reference, incarnation, reference to a copy of its cells
 * exemplar    u32 type 5 + family << 8 │ i32 cell reference of the series │ i32 bucket │ i32 cell reference of its place │ i32 room for labels, bytes
 * withdrawal  u32 type 6 + edition << 8 │ [registry, name] as UTF-8 JSON
 * ```
 *
 * Every name is of an edition, 0 at first. A withdrawal ends the edition it names and all before it, in every lane and in whichever order lanes are read; what is declared after it is of
 * the next.
 */

import type { Page } from '../arena/arena.js'
import type { CellRef } from '../arena/lane.js'
import { MAX_RECORD_BYTES } from '../arena/layout.js'
import type { LogRecord } from '../arena/log.js'
import { type Definition, definitionText, parseDefinition } from './definition.js'
import { isTextBytes } from './exemplar-place.js'

const TYPE_FAMILY = 1
const TYPE_SERIES = 2
const TYPE_RELEASE = 3
const TYPE_REMOVAL = 4
const TYPE_EXEMPLAR = 5
const TYPE_WITHDRAWAL = 6
const SERIES_HEAD_BYTES = 16
const RELEASE_BYTES = 8
const REMOVAL_HEAD_BYTES = 8
const REMOVED_SHARE_BYTES = 16
/** Most shares one removal names. */
export const MAX_REMOVED_SHARES = 512
const EXEMPLAR_BYTES = 20
const LENGTH_BYTES = 2

/** Most families one lane may declare: what 24 bits number. */
export const MAX_FAMILIES = 2 ** 24

/** The edition of a family that nobody reads any more, whatever was withdrawn: it is kept for its number alone. */
export const NO_EDITION = 2 ** 24 - 1

const encoder = new TextEncoder()
/** A byte order mark is a character like any other in a label value. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const scratchNumber = new Float64Array(1)
const scratchWords = new Int32Array(scratchNumber.buffer)

/** Longest label part: what a record has room for beside its head. */
export const MAX_LABEL_PART_BYTES = MAX_RECORD_BYTES - SERIES_HEAD_BYTES

/** A record being written. The bytes are one buffer, used again by the next call of any function here. */
export interface EncodedRecord {
  readonly bytes: Uint8Array
  readonly byteLength: number
}

const scratch = new Uint8Array(MAX_RECORD_BYTES + 4)
const scratchView = new DataView(scratch.buffer)

/** Undefined when the definition is longer than a record can be. */
export function encodeFamilyRecord(definition: Definition, edition = 0): EncodedRecord | undefined {
  return encodeText(TYPE_FAMILY, edition, definitionText(definition))
}

export function encodeWithdrawalRecord(registry: string, name: string, edition: number): EncodedRecord | undefined {
  return encodeText(TYPE_WITHDRAWAL, edition, JSON.stringify([registry, name]))
}

function encodeText(type: number, edition: number, text: string): EncodedRecord | undefined {
  scratchView.setUint32(0, type | (edition << 8), true)
  const { read, written } = encoder.encodeInto(text, scratch.subarray(4))
  return read === text.length ? { bytes: scratch, byteLength: 4 + written } : undefined
}

/** Undefined when the label values together are longer than a record can be. */
export function encodeSeriesRecord(
  family: number,
  ref: CellRef,
  startedAtMillis: number,
  values: readonly string[],
): EncodedRecord | undefined {
  scratchView.setUint32(0, TYPE_SERIES | (family << 8), true)
  scratchView.setInt32(4, ref, true)
  scratchView.setFloat64(8, startedAtMillis, true)
  const end = writeLabels(scratch, SERIES_HEAD_BYTES, values)
  return end === undefined ? undefined : { bytes: scratch, byteLength: end }
}

export function encodeReleaseRecord(family: number, ref: CellRef): EncodedRecord {
  scratchView.setUint32(0, TYPE_RELEASE | (family << 8), true)
  scratchView.setInt32(4, ref, true)
  return { bytes: scratch, byteLength: RELEASE_BYTES }
}

/** @param shares At most MAX_REMOVED_SHARES. */
export function encodeRemovalRecord(family: number, stampRef: CellRef, shares: readonly RemovedShare[]): EncodedRecord {
  scratchView.setUint32(0, TYPE_REMOVAL | (family << 8), true)
  scratchView.setInt32(4, stampRef, true)
  let offset = REMOVAL_HEAD_BYTES
  for (const { rootPage, ref, incarnation, copyRef } of shares) {
    for (const word of [rootPage, ref, incarnation, copyRef]) {
      scratchView.setInt32(offset, word, true)
      offset += 4
    }
  }
  return { bytes: scratch, byteLength: offset }
}

export function encodeExemplarRecord({ family, series, bucket, place, textBytes }: ExemplarRecord): EncodedRecord {
  scratchView.setUint32(0, TYPE_EXEMPLAR | (family << 8), true)
  for (const [i, word] of [series, bucket, place, textBytes].entries()) scratchView.setInt32(4 + 4 * i, word, true)
  return { bytes: scratch, byteLength: EXEMPLAR_BYTES }
}

/** Writes the label part of a series record, by which series are told apart, and says where it ends. */
function writeLabels(into: Uint8Array, byteOffset: number, values: readonly string[]): number | undefined {
  let offset = byteOffset
  for (const value of values) {
    const start = offset + LENGTH_BYTES
    if (start + value.length > MAX_RECORD_BYTES) return undefined
    let end = start
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) {
        const { read, written } = encoder.encodeInto(value, into.subarray(start, MAX_RECORD_BYTES))
        if (read !== value.length) return undefined
        end = start + written
        break
      }
      into[end++] = code
    }
    into[offset] = (end - start) & 0xff
    into[offset + 1] = (end - start) >> 8
    offset = end
  }
  return offset
}

/** Whether these values fit in a record together. */
export function isLabelPartShort(values: readonly string[]): boolean {
  return writeLabels(scratch, SERIES_HEAD_BYTES, values) !== undefined
}

/** The label part of a series record, alone, for look-ups by value. The answer is a copy. */
export function encodeLabels(values: readonly string[]): Uint8Array | undefined {
  const end = writeLabels(scratch, 0, values)
  return end === undefined ? undefined : scratch.slice(0, end)
}

export interface SeriesRecord {
  readonly family: number
  readonly ref: CellRef
  /** Where the label part is. */
  readonly labelsOffset: number
  readonly labelsLength: number
}

/** A share, in whichever lane, as the thread that removed it saw it. */
export interface RemovedShare {
  readonly rootPage: number
  readonly ref: CellRef
  /** Which of the series that have lain at `ref` is meant. */
  readonly incarnation: number
  /** Where the thread that removed it keeps what the cells held then. */
  readonly copyRef: CellRef
}

/** A share of another lane, as a reader saw it. */
export type Removable = Omit<RemovedShare, 'copyRef'>

/** Where the exemplars of one bucket of a series are. A later one for the same bucket is in use beside it. */
export interface ExemplarRecord {
  readonly family: number
  /** Where the series has its cells. */
  readonly series: CellRef
  readonly bucket: number
  readonly place: CellRef
  /** Room for labels there. */
  readonly textBytes: number
}

/** That a name is no longer of this edition or of one before it. */
export interface Withdrawal {
  readonly registry: string
  readonly name: string
  readonly edition: number
}

/** A family record counts in the numbering even when what it says is not a definition. */
export type DecodedRecord =
  | { readonly type: 'family'; readonly definition: Definition | undefined; readonly edition: number }
  | ({ readonly type: 'series' } & SeriesRecord)
  | { readonly type: 'release'; readonly family: number; readonly ref: CellRef }
  | { readonly type: 'removal'; readonly family: number; readonly stampRef: CellRef; readonly shares: readonly RemovedShare[] }
  | ({ readonly type: 'exemplar' } & ExemplarRecord)
  | ({ readonly type: 'withdrawal' } & Withdrawal)

/** What a record says, or undefined when no writer of this layout would have written it. */
export function decodeRecord({ page, byteOffset, byteLength }: LogRecord): DecodedRecord | undefined {
  const words = page.words
  const word = byteOffset >> 2
  const head = words[word] as number
  switch (head & 0xff) {
    case TYPE_FAMILY:
      return { type: 'family', definition: parseDefinition(decodeText(page, byteOffset + 4, byteLength - 4)), edition: head >>> 8 }
    case TYPE_SERIES: {
      if (byteLength < SERIES_HEAD_BYTES) return undefined
      return {
        type: 'series',
        family: head >>> 8,
        ref: words[word + 1] as number,
        labelsOffset: byteOffset + SERIES_HEAD_BYTES,
        labelsLength: byteLength - SERIES_HEAD_BYTES,
      }
    }
    case TYPE_RELEASE:
      return byteLength === RELEASE_BYTES ? { type: 'release', family: head >>> 8, ref: words[word + 1] as number } : undefined
    case TYPE_REMOVAL: {
      const count = (byteLength - REMOVAL_HEAD_BYTES) / REMOVED_SHARE_BYTES
      if (!Number.isInteger(count) || count < 1 || count > MAX_REMOVED_SHARES) return undefined
      const shares = Array.from({ length: count }, (_, i) => decodeRemovedShare(words, word + 2 + i * 4))
      return { type: 'removal', family: head >>> 8, stampRef: words[word + 1] as number, shares }
    }
    case TYPE_EXEMPLAR: {
      const textBytes = words[word + 4] as number
      if (byteLength !== EXEMPLAR_BYTES || !isTextBytes(textBytes)) return undefined
      return {
        type: 'exemplar',
        family: head >>> 8,
        series: words[word + 1] as number,
        bucket: words[word + 2] as number,
        place: words[word + 3] as number,
        textBytes,
      }
    }
    case TYPE_WITHDRAWAL:
      return parseWithdrawal(decodeText(page, byteOffset + 4, byteLength - 4), head >>> 8)
    default:
      return undefined
  }
}

function decodeRemovedShare(words: Int32Array, at: number): RemovedShare {
  const [rootPage, ref, incarnation, copyRef] = words.subarray(at, at + REMOVED_SHARE_BYTES / 4) as unknown as [
    number,
    number,
    number,
    number,
  ]
  return { rootPage, ref, incarnation, copyRef }
}

function parseWithdrawal(text: string, edition: number): DecodedRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const [registry, name]: unknown[] = Array.isArray(value) ? value : []
  return typeof registry === 'string' && typeof name === 'string' ? { type: 'withdrawal', registry, name, edition } : undefined
}

/** The same record with its series in another place. Used when a lane moves to another arena. */
export function copyRecord({ page, byteOffset, byteLength }: LogRecord, movedTo?: CellRef): EncodedRecord {
  scratch.set(page.bytes.subarray(byteOffset, byteOffset + byteLength))
  if (movedTo !== undefined) scratchView.setInt32(4, movedTo, true)
  return { bytes: scratch, byteLength }
}

/** Whether a label part holds exactly `count` values, with every length inside it. */
export function isLabelPartValid(bytes: Uint8Array, offset: number, length: number, count: number): boolean {
  const end = offset + length
  let at = offset
  for (let i = 0; i < count; i++) {
    if (at + LENGTH_BYTES > end) return false
    at += LENGTH_BYTES + lengthAt(bytes, at)
  }
  return at === end
}

/** The values of a label part. Its lengths must have been checked. */
export function decodeLabels(page: Page, offset: number, count: number): string[] {
  const values: string[] = []
  let at = offset
  for (let i = 0; i < count; i++) {
    const length = lengthAt(page.bytes, at)
    values.push(decodeText(page, at + LENGTH_BYTES, length))
    at += LENGTH_BYTES + length
  }
  return values
}

/** Length of a label part of `count` values. Its lengths must have been checked. */
export function labelPartLength(bytes: Uint8Array, offset: number, count: number): number {
  let at = offset
  for (let i = 0; i < count; i++) at += LENGTH_BYTES + lengthAt(bytes, at)
  return at - offset
}

/** When the series began whose label part is at `labelsOffset`. */
export function decodeStartedAt({ words }: Page, labelsOffset: number): number {
  const word = (labelsOffset >> 2) - 2
  scratchWords[0] = words[word] as number
  scratchWords[1] = words[word + 1] as number
  return scratchNumber[0] as number
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
}

/** Longest text decoded character by character; `TextDecoder` has a fixed cost of about 300 ns here and refuses shared memory in browsers. */
const SHORT_TEXT_BYTES = 48

function decodeText({ bytes }: Page, offset: number, length: number): string {
  if (length <= SHORT_TEXT_BYTES) {
    const codes: number[] = []
    for (let i = 0; i < length; i++) codes.push(bytes[offset + i] as number)
    if (codes.every((code) => code < 0x80)) return String.fromCharCode(...codes)
  }
  return decoder.decode(bytes.slice(offset, offset + length))
}
