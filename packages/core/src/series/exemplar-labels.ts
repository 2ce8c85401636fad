/** The labels of an exemplar: checked, written as bytes, read back. */

import { quote } from '../ground/quote.js'
import { MAX_EXEMPLAR_CODE_POINTS } from '../model/exemplars.js'
import type { LabelSet } from '../model/labels.js'
import { isLabelName } from '../model/names.js'
import { labelText } from './label-values.js'

/**
 * Most bytes that labels can take: of 128 code points with up to four bytes each at least one a label is in a name, which has one byte; and each label has two lengths of two
 * bytes, its name one code point and its value another.
 */
export const MAX_EXEMPLAR_TEXT_BYTES = 576
/** What `trace_id` and `span_id` take, and with them most exemplars. */
export const TRACE_TEXT_BYTES = 72

const LENGTH_BYTES = 2

/** Labels as bytes: for each name and each value its length and its UTF-8. One object and one buffer, used again by the next call. */
export interface EncodedLabels {
  readonly bytes: Uint8Array
  byteLength: number
}

const encoded: EncodedLabels = { bytes: new Uint8Array(MAX_EXEMPLAR_TEXT_BYTES), byteLength: 0 }
const encoder = new TextEncoder()
/** A byte order mark is a character like any other in a label value. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The bytes of labels, or a fault's text. Nothing the labels do reaches the caller: a getter that throws is a fault. */
export function encodeExemplarLabels(labels: unknown): EncodedLabels | string {
  try {
    const texts = readTexts(labels)
    return typeof texts === 'string' ? texts : encodeTexts(texts)
  } catch {
    return 'its labels could not be read'
  }
}

/** The bytes of names and values that take turns. */
export function encodeTexts(texts: readonly string[]): EncodedLabels {
  encoded.byteLength = 0
  for (const text of texts) writeText(text)
  return encoded
}

/** Names and values in turns, or a fault's text. All of it is read before anything is written: a getter may record an exemplar itself. */
function readTexts(labels: unknown): string[] | string {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return `its labels must be an object, got ${quote(labels)}`
  const texts: string[] = []
  let codePoints = 0
  for (const name in labels) {
    if (!Object.hasOwn(labels, name)) continue
    if (!isLabelName(name))
      return `its label names must be [a-zA-Z_][a-zA-Z0-9_]*, not beginning with '__', not 'le' or 'quantile', got ${quote(name)}`
    const value = (labels as Record<string, unknown>)[name]
    const text = labelText(value)
    if (text === undefined) return `its label ${quote(name)} must be a string, number, boolean or bigint, got ${quote(value)}`
    if (text === '') continue
    codePoints += name.length + countCodePoints(text)
    if (codePoints > MAX_EXEMPLAR_CODE_POINTS)
      return `its labels must have at most ${MAX_EXEMPLAR_CODE_POINTS} code points together, got more`
    texts.push(name, text)
  }
  return texts
}

/** Of a text that is too long for any exemplar only its length is looked at. */
function countCodePoints(text: string): number {
  if (text.length > 2 * MAX_EXEMPLAR_CODE_POINTS) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** Lone surrogates become U+FFFD: the encoder does that. */
function writeText(text: string): void {
  const { bytes } = encoded
  const lengthAt = encoded.byteLength
  const start = lengthAt + LENGTH_BYTES
  let end = start
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) {
      end = start + encoder.encodeInto(text, bytes.subarray(start)).written
      break
    }
    bytes[end++] = code
  }
  bytes[lengthAt] = (end - start) & 0xff
  bytes[lengthAt + 1] = (end - start) >> 8
  encoded.byteLength = end
}

/** The labels in bytes out of shared memory, or undefined when no writer of this release would have written them. */
export function decodeExemplarLabels(bytes: Uint8Array): LabelSet | undefined {
  const texts: string[] = []
  let codePoints = 0
  for (let at = 0; at < bytes.length; ) {
    const start = at + LENGTH_BYTES
    const end = start + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8))
    if (!(end <= bytes.length)) return undefined
    const text = decoder.decode(bytes.subarray(start, end))
    codePoints += countCodePoints(text)
    texts.push(text)
    at = end
  }
  const names = texts.filter((_, i) => i % 2 === 0)
  const values = texts.filter((_, i) => i % 2 === 1)
  const isValid = names.length === values.length && codePoints <= MAX_EXEMPLAR_CODE_POINTS && new Set(names).size === names.length
  return isValid && names.every(isLabelName) ? { names, values } : undefined
}
