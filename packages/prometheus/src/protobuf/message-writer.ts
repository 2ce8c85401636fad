/** Bytes of the protobuf wire format, as far as the exposition needs it: varints, doubles, strings, and messages within messages. */

import { Buffer } from 'node:buffer'

const VARINT = 0
const FIXED_64 = 1
const LENGTH_DELIMITED = 2

/** No varint is longer. */
const MAX_VARINT_BYTES = 10

export interface MessageWriter {
  /** What has been written, as bytes of its own; the writer is empty afterwards. */
  take(): Uint8Array
  readonly length: number
  /** An unsigned integer: counts, enums. Exact below 2^53. */
  uint(field: number, value: number): void
  /** A signed integer in zigzag form. Exact below 2^52. */
  sint(field: number, value: number): void
  double(field: number, value: number): void
  /** UTF-8; a lone surrogate becomes U+FFFD. */
  string(field: number, value: string): void
  /** Begins a message within this one and answers what ends it. Field 0: nothing but the length before it, as a delimited message has. */
  begin(field: number): number
  end(start: number): void
}

export function createMessageWriter(capacityBytes = 4_096): MessageWriter {
  let bytes = Buffer.allocUnsafe(capacityBytes)
  let at = 0

  function reserve(neededBytes: number): void {
    if (at + neededBytes <= bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(bytes.length * 2, at + neededBytes))
    bytes.copy(grown, 0, 0, at)
    bytes = grown
  }

  /** The caller has made room. */
  function varint(value: number): void {
    while (value >= 0x80) {
      bytes[at++] = (value % 0x80) | 0x80
      value = Math.floor(value / 0x80)
    }
    bytes[at++] = value
  }

  function tag(field: number, wireType: number, moreBytes: number): void {
    reserve(MAX_VARINT_BYTES + moreBytes)
    varint(field * 8 + wireType)
  }

  return {
    get length() {
      return at
    },
    take() {
      const taken = new Uint8Array(bytes.subarray(0, at))
      at = 0
      return taken
    },
    uint(field, value) {
      tag(field, VARINT, MAX_VARINT_BYTES)
      varint(value)
    },
    sint(field, value) {
      tag(field, VARINT, MAX_VARINT_BYTES)
      varint(value < 0 ? -2 * value - 1 : 2 * value)
    },
    double(field, value) {
      tag(field, FIXED_64, 8)
      at = bytes.writeDoubleLE(value, at)
    },
    string(field, value) {
      tag(field, LENGTH_DELIMITED, MAX_VARINT_BYTES + value.length * 3)
      varint(Buffer.byteLength(value))
      at += bytes.write(value, at)
    },
    begin(field) {
      if (field > 0) tag(field, LENGTH_DELIMITED, 0)
      return at
    },
    end(start) {
      reserve(MAX_VARINT_BYTES)
      const length = at - start
      let lengthBytes = 1
      for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) lengthBytes++
      bytes.copyWithin(start + lengthBytes, start, at)
      at = start
      varint(length)
      at += length
    },
  }
}
