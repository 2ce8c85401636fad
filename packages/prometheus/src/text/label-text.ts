/** The rendered labels of every series of a family, kept from one rendering to the next. */

import type { Family, LabelSetList } from '@telltale/core/model'
import { quoteLabelName } from '../naming.js'
import { COPY_SLACK_BYTES } from './copy.js'
import { MAX_BYTES_PER_UNIT, writeLabelValue } from './escape.js'

/**
 * `a="x",b="y"` of every slot, one behind the other. One byte array and one end per slot are the leanest form there is: a series costs its text and
 * four bytes, where a JavaScript string of its own would cost 16 to 24 bytes more and be slower to copy (see `copyText`).
 */
export interface LabelText {
  /** Slots rendered so far; `ends` and `bytes` are valid up to there. */
  count: number
  bytes: Uint8Array
  view: DataView
  /** Slot `i` ends at `ends[i]` and begins where its predecessor ends. */
  ends: Uint32Array
  /** The names by which they were rendered. */
  readonly names: readonly string[]
  /** `name="` of each label, as bytes. */
  readonly openings: readonly Uint8Array[]
}

const QUOTE = 0x22
const COMMA = 0x2c

const encoder = new TextEncoder()
/** By generation, one for each way in which the names were written; as a rule there is one. */
const cache = new WeakMap<object, LabelText[]>()

/** The rendered labels of a family, as far as they have been rendered; `renderLabels` goes on from there. */
export function labelTextOf(family: Family): LabelText {
  const { generation } = family.labelSets
  let texts = cache.get(generation)
  if (texts === undefined) {
    texts = []
    cache.set(generation, texts)
  }
  const names = family.labelNames
  let text = texts.find(
    (one) => one.names === names || (one.names.length === names.length && one.names.every((name, i) => name === names[i])),
  )
  if (text === undefined) {
    const bytes = new Uint8Array(COPY_SLACK_BYTES)
    const openings = names.map((name) => encoder.encode(`${quoteLabelName(name)}="`))
    text = { count: 0, bytes, view: new DataView(bytes.buffer), ends: new Uint32Array(0), names, openings }
    texts.push(text)
  }
  return text
}

/** Renders the labels of the next slot. An empty value is an absent label and is left out. */
export function renderLabels(text: LabelText, list: LabelSetList): void {
  const { values } = list.at(text.count)
  const { openings } = text
  const start = text.count === 0 ? 0 : (text.ends[text.count - 1] as number)

  let neededBytes = start + COPY_SLACK_BYTES
  for (let i = 0; i < openings.length; i++) {
    neededBytes += (openings[i] as Uint8Array).length + (values[i] as string).length * MAX_BYTES_PER_UNIT + 2
  }
  if (neededBytes > text.bytes.length) growBytes(text, neededBytes, start, list.length)
  if (text.count === text.ends.length) growEnds(text, list.length)

  const { bytes } = text
  let at = start
  for (let i = 0; i < openings.length; i++) {
    const value = values[i] as string
    if (value === '') continue
    if (at > start) bytes[at++] = COMMA
    const opening = openings[i] as Uint8Array
    for (let j = 0; j < opening.length; j++) bytes[at++] = opening[j] as number
    at = writeLabelValue(bytes, at, value)
    bytes[at++] = QUOTE
  }
  text.ends[text.count++] = at
}

/** Gives back the room that was taken on suspicion, when it is worth a copy. To be called when every slot has been rendered. */
export function trimLabelText(text: LabelText): void {
  const usedBytes = (text.count === 0 ? 0 : (text.ends[text.count - 1] as number)) + COPY_SLACK_BYTES
  if (text.bytes.length > usedBytes * 1.25 + 256) replaceBytes(text, text.bytes.slice(0, usedBytes))
  if (text.ends.length > text.count * 1.25 + 64) text.ends = text.ends.slice(0, text.count)
}

/** Room for what is known to come, were it all as long as the mean so far, and never less than a quarter more: growing stays linear in all. */
function growBytes(text: LabelText, neededBytes: number, usedBytes: number, slots: number): void {
  const expectedBytes = text.count === 0 ? 0 : Math.min((usedBytes / text.count) * slots, neededBytes * 8)
  const grown = new Uint8Array(Math.ceil(Math.max(neededBytes, expectedBytes, text.bytes.length * 1.25)))
  grown.set(text.bytes.subarray(0, usedBytes))
  replaceBytes(text, grown)
}

function growEnds(text: LabelText, slots: number): void {
  const grown = new Uint32Array(Math.max(slots, Math.ceil(text.ends.length * 1.125)))
  grown.set(text.ends)
  text.ends = grown
}

function replaceBytes(text: LabelText, bytes: Uint8Array): void {
  text.bytes = bytes
  text.view = new DataView(bytes.buffer)
}
