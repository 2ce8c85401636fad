/** What the text format wants escaped (text format 0.0.4): `\` and LF in help, these and `"` in label values. */

const BACKSLASH = 0x5c
const QUOTE = 0x22
const LINE_FEED = 0x0a
const LETTER_N = 0x6e

/** One UTF-16 unit becomes at most this many bytes: three of UTF-8, or two when escaped. */
export const MAX_BYTES_PER_UNIT = 3

/** A help text, fit to stand at the end of a `# HELP` line. */
export function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

/** A label value that is written many times, fit to stand between quotes. */
export function escapeLabelValue(value: string): string {
  return value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

/**
 * Writes a label value, escaped, as UTF-8 and answers where it ended. The caller has made room for `MAX_BYTES_PER_UNIT` bytes a unit.
 *
 * A lone surrogate, which the read model promises not to hold, becomes U+FFFD: what is written is well-formed UTF-8 whatever is given.
 */
export function writeLabelValue(bytes: Uint8Array, at: number, value: string): number {
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    if (unit < 0x80) {
      if (unit === BACKSLASH || unit === QUOTE) {
        bytes[at++] = BACKSLASH
        bytes[at++] = unit
      } else if (unit === LINE_FEED) {
        bytes[at++] = BACKSLASH
        bytes[at++] = LETTER_N
      } else {
        bytes[at++] = unit
      }
    } else {
      const point = value.codePointAt(i) as number
      if (point > 0xffff) i++
      at = writeCodePoint(bytes, at, point)
    }
  }
  return at
}

/** UTF-8 of a code point from 0x80 on. */
function writeCodePoint(bytes: Uint8Array, at: number, given: number): number {
  const point = given >= 0xd800 && given <= 0xdfff ? 0xfffd : given
  if (point < 0x800) {
    bytes[at++] = 0xc0 | (point >> 6)
  } else {
    if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12)
    } else {
      bytes[at++] = 0xf0 | (point >> 18)
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f)
    }
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
  }
  bytes[at++] = 0x80 | (point & 0x3f)
  return at
}
