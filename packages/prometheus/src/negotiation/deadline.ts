/** How long the callbacks of observables are waited for, by what the scraper says of its own patience. */

/** Half of what Prometheus gives a scrape by default. */
const DEFAULT_MILLIS = 5_000

/** Kept back for the answer itself. Of a short timeout, half. */
const ANSWER_MILLIS = 500

/** Whoever says he waits longer is not believed: the answer holds a connection. */
const MAX_MILLIS = 60_000

/** @param header `X-Prometheus-Scrape-Timeout-Seconds`; what is no number above 0 counts as absent. */
export function toRefreshMillis(header: string | readonly string[] | undefined): number {
  const timeoutMillis = typeof header === 'string' && /^\d{1,9}(\.\d{1,9})?$/.test(header) ? Number(header) * 1_000 : 0
  if (timeoutMillis <= 0) return DEFAULT_MILLIS
  return Math.min(Math.max(timeoutMillis - ANSWER_MILLIS, timeoutMillis / 2), MAX_MILLIS)
}
