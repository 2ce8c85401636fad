/** Identifiers written as hexadecimal digits, as traces and spans have them. */

const NOT_HEX = /[^0-9a-f]/
const NOT_ZERO = /[^0]/

/** Whether this is exactly so many lower-case hexadecimal digits that are not all 0. W3C Trace Context, sections 3.2.2.3 and 3.2.2.4. */
export function isHexId(value: unknown, digitCount: number): value is string {
  return typeof value === 'string' && value.length === digitCount && !NOT_HEX.test(value) && NOT_ZERO.test(value)
}
