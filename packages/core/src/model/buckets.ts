/** Bounds for histograms, by rule instead of by hand. Each answers as many finite bounds as asked for; the `+Inf` bucket is implied. */

import { collectFaults } from '../ground/faults.js'

/** Bounds for durations in seconds, the same in every Prometheus client. */
export const DEFAULT_BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * `count` bounds, `width` apart, the first at `start`.
 * @throws TelltaleError `invalid_options` naming every faulty argument.
 * @example linearBuckets(10, 5, 3) // [10, 15, 20]
 */
export function linearBuckets(start: number, width: number, count: number): number[] {
  const faults = collectFaults('linearBuckets')
  faults.expect(Number.isFinite(start), 'start', 'a finite number', start)
  faults.expect(Number.isFinite(width) && width > 0, 'width', 'a finite number above 0', width)
  faults.expect(isCount(count), 'count', COUNT, count)
  faults.throwIfAny()
  return rising('linearBuckets', count, (i) => start + i * width)
}

/**
 * `count` bounds, each `factor` times the one before, the first at `start`.
 * @throws TelltaleError `invalid_options` naming every faulty argument.
 * @example exponentialBuckets(1, 2, 4) // [1, 2, 4, 8]
 */
export function exponentialBuckets(start: number, factor: number, count: number): number[] {
  const faults = collectFaults('exponentialBuckets')
  faults.expect(Number.isFinite(start) && start > 0, 'start', 'a finite number above 0', start)
  faults.expect(Number.isFinite(factor) && factor > 1, 'factor', 'a finite number above 1', factor)
  faults.expect(isCount(count), 'count', COUNT, count)
  faults.throwIfAny()
  return rising('exponentialBuckets', count, (i) => start * factor ** i)
}

/**
 * `count` bounds from `min` to `max`, both included, each the same factor times the one before.
 * @throws TelltaleError `invalid_options` naming every faulty argument.
 * @example exponentialBucketsRange(1, 100, 3) // [1, 10, 100]
 */
export function exponentialBucketsRange(min: number, max: number, count: number): number[] {
  const faults = collectFaults('exponentialBucketsRange')
  faults.expect(Number.isFinite(min) && min > 0, 'min', 'a finite number above 0', min)
  faults.expect(Number.isFinite(max) && max > min, 'max', 'a finite number above min', max)
  faults.expect(isCount(count) && count >= 2, 'count', 'a whole number from 2 to 10,000', count)
  faults.throwIfAny()
  // The share of each end is a power of its own: their quotient may be larger than any number.
  return rising('exponentialBucketsRange', count, (i) => {
    if (i === 0 || i === count - 1) return i === 0 ? min : max
    const share = i / (count - 1)
    return Number.isFinite(max / min) ? min * (max / min) ** share : min ** (1 - share) * max ** share
  })
}

const MAX_COUNT = 10_000
const COUNT = 'a whole number from 1 to 10,000'

function isCount(count: unknown): boolean {
  return Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MAX_COUNT
}

/** Steps too small for the numbers, or too large, give bounds that are equal or infinite: refused here, where the rule is known. */
function rising(rule: string, count: number, boundAt: (i: number) => number): number[] {
  const bounds = Array.from({ length: count }, (_, i) => boundAt(i))
  const faults = collectFaults(rule)
  for (const [i, bound] of bounds.entries()) {
    const isRising = Number.isFinite(bound) && (i === 0 || bound > (bounds[i - 1] as number))
    faults.expect(isRising, `bound ${i}`, 'finite and above the one before', bound)
    if (!isRising) break
  }
  faults.throwIfAny()
  return bounds
}
