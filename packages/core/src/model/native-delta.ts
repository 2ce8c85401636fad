/** What was observed between two states of native buckets. */

import { lowerResolution } from './exponential-buckets.js'
import type { ExponentialBuckets, NativeColumns } from './snapshot.js'

/** Columns that can be written to, slot by slot. */
export interface NativeDelta {
  /** Takes off what was there before. False, and nothing is changed, when a bucket would hold less than nothing: the series began anew. */
  subtract(slot: number, slotBefore: number): boolean
  readonly columns: NativeColumns
}

/** The resolution of a series only falls: what was there before is brought to that of now. */
export function createNativeDelta(before: NativeColumns, now: NativeColumns): NativeDelta {
  const zeroCounts = now.zeroCounts.slice()
  const positive = [...now.positive]
  const negative = [...now.negative]
  return {
    columns: { ...now, zeroCounts, positive, negative },
    subtract(slot, slotBefore) {
      const steps = (before.scales[slotBefore] as number) - (now.scales[slot] as number)
      const zeroCount = (now.zeroCounts[slot] as number) - (before.zeroCounts[slotBefore] as number)
      if (steps < 0 || zeroCount < 0) return false
      const since = (run: ExponentialBuckets | undefined, runBefore: ExponentialBuckets | undefined): ExponentialBuckets | undefined =>
        run && runBefore && subtractRun(run, lowerResolution(runBefore, steps))
      const above = since(now.positive[slot], before.positive[slotBefore])
      const below = since(now.negative[slot], before.negative[slotBefore])
      if (!above || !below) return false
      zeroCounts[slot] = zeroCount
      positive[slot] = above
      negative[slot] = below
      return true
    },
  }
}

/** Undefined when some bucket held more before. The answer begins and ends with a bucket that holds something. */
function subtractRun({ offset, counts }: ExponentialBuckets, before: ExponentialBuckets): ExponentialBuckets | undefined {
  const since = counts.slice()
  for (const [i, count] of before.counts.entries()) {
    if (count === 0) continue
    const at = before.offset + i - offset
    const left = (since[at] ?? 0) - count
    if (left < 0) return undefined
    since[at] = left
  }
  const first = since.findIndex((count) => count !== 0)
  if (first < 0) return { offset: 0, counts: new Float64Array(0) }
  return { offset: offset + first, counts: since.slice(first, since.findLastIndex((count) => count !== 0) + 1) }
}
