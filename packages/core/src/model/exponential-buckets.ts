/** Exponential buckets at a lower resolution. */

import type { ExponentialBuckets } from './snapshot.js'

/**
 * The same values in buckets merged with their neighbours `steps` times: the buckets of a scale that much lower. Exact, and the same in one step as in several. For
 * exporters that must show fewer buckets, and before two distributions of different scales are compared or added.
 *
 * @param steps A whole number from 0.
 * @example lowerResolution({ offset: 3, counts: Float64Array.of(1, 2, 3) }, 1) // { offset: 1, counts: [1, 5] }
 */
export function lowerResolution({ offset, counts }: ExponentialBuckets, steps: number): ExponentialBuckets {
  if (steps === 0 || counts.length === 0) return { offset, counts }
  const first = offset >> steps
  const lowered = new Float64Array(((offset + counts.length - 1) >> steps) - first + 1)
  for (const [i, count] of counts.entries()) {
    const at = ((offset + i) >> steps) - first
    lowered[at] = (lowered[at] as number) + count
  }
  return { offset: first, counts: lowered }
}
