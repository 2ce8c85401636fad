/** The only place of this program that reads a clock for a measurement. */

/** Starts a stopwatch; each call of the answer says how many seconds have passed since. Monotonic. */
export function startStopwatch(): () => number {
  const startedAtMillis = performance.now()
  return () => (performance.now() - startedAtMillis) / 1_000
}
