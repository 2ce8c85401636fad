/** Text that is copied into the output often: how it is kept and how it is copied. */

/** A word is written whole: the copy of a text may run past its end by less than this, in what it reads and in what it writes. */
export const COPY_SLACK_BYTES = 8

/** Text that never changes, with `COPY_SLACK_BYTES` of room behind it. */
export interface FixedText {
  readonly view: DataView
  readonly length: number
}

const encoder = new TextEncoder()

export function toFixedText(text: string): FixedText {
  const encoded = encoder.encode(text)
  const bytes = new Uint8Array(encoded.length + COPY_SLACK_BYTES)
  bytes.set(encoded)
  return { view: new DataView(bytes.buffer), length: encoded.length }
}

/**
 * Copies `source[start, end)` to `target` at `at` and answers where the copy ends. Both sides have `COPY_SLACK_BYTES` of room behind what is copied.
 *
 * It moves eight bytes at a time as doubles: 100,000 lines of 80 bytes took 3.7 ms, 4.7 ms with four bytes, 12.5 ms byte by byte, and 10 ms as cached
 * JavaScript strings. A move of a double may change the bits of a NaN only, and well-formed UTF-8 holds no pattern of a NaN: read with the low byte
 * first, the eighth byte would be 0xff, which UTF-8 never has, or 0x7f with 0xf0 or more before it, where a continuation byte must stand.
 */
export function copyText(target: DataView, at: number, source: DataView, start: number, end: number): number {
  for (let from = start, to = at; from < end; from += 8, to += 8) {
    target.setFloat64(to, source.getFloat64(from, true), true)
  }
  return at + end - start
}
