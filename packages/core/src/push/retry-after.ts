/** The `Retry-After` header of HTTP (RFC 9110, 10.2.3). */

/** No backend is left alone for longer than this on its own word alone. */
export const MAX_RETRY_AFTER_MILLIS = 300_000

const SECONDS = /^\d+$/
/** The three forms of RFC 9110, 5.6.7: IMF-fixdate, the one of RFC 850, and that of C's `asctime`. */
const DATES = [
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2,5}day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
]
const ASCTIME = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/

/**
 * How long a backend asked to be left alone, in milliseconds, never more than `maxMillis`.
 *
 * A date that is past is 0. Anything that is neither a count of seconds nor a date of HTTP (a negative number, a fraction, a word) is `undefined`: the caller's own backoff
 * applies.
 *
 * @param header The header's value, as `headers.get('retry-after')` gives it.
 * @param nowMillis Wall clock, milliseconds since the Unix epoch.
 */
export function parseRetryAfter(
  header: string | null | undefined,
  nowMillis: number,
  maxMillis = MAX_RETRY_AFTER_MILLIS,
): number | undefined {
  const text = header?.trim() ?? ''
  if (SECONDS.test(text)) return Math.min(Number(text) * 1_000, maxMillis)
  const isDate = DATES.some((form) => form.test(text))
  const atMillis = isDate ? Date.parse(text) : ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN
  return Number.isNaN(atMillis) ? undefined : Math.min(Math.max(atMillis - nowMillis, 0), maxMillis)
}
