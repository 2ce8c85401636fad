/** What a drill is: a violent, large or timed proof, run at full size by hand and at a reduced one by the tests. */

/** One thing a drill claims. `count` claims hold at any size on any machine; `time` claims need a machine that has the time, `memory` claims the full size. */
export interface Check {
  readonly claim: string
  readonly kind: 'count' | 'time' | 'memory'
  readonly holds: boolean
  /** The figures the verdict rests on. */
  readonly found: string
}

export interface DrillResult {
  /** What was run, in words: threads, sizes, module formats. */
  readonly title: string
  readonly checks: readonly Check[]
  /** Further figures worth printing. */
  readonly figures: Readonly<Record<string, string>>
}

/** A named drill and the sizes at which it counts as the proof. */
export interface Drill {
  readonly name: string
  /** One sentence: what must not happen. */
  readonly promise: string
  /** Runs at full size. */
  readonly run: (progress: (line: string) => void) => Promise<readonly DrillResult[]>
}

/** The claim that a number is exactly what it should be. */
export function exactly(claim: string, found: number, expected: number): Check {
  return {
    claim,
    kind: 'count',
    holds: found === expected,
    found: found === expected ? found.toLocaleString('en-US') : `${found}, expected ${expected}`,
  }
}

/** The claim that something took at most so long. */
export function within(claim: string, foundMillis: number, boundMillis: number): Check {
  return { claim, kind: 'time', holds: foundMillis <= boundMillis, found: `${foundMillis.toFixed(2)} ms, at most ${boundMillis} ms` }
}

/** The claim that a number is at most so much. */
export function atMost(claim: string, found: number, bound: number, kind: Check['kind'] = 'count'): Check {
  return { claim, kind, holds: found <= bound, found: `${found.toLocaleString('en-US')}, at most ${bound.toLocaleString('en-US')}` }
}

/** The claim that a number is at least so much. */
export function atLeast(claim: string, found: number, bound: number): Check {
  return {
    claim,
    kind: 'count',
    holds: found >= bound,
    found: `${found.toLocaleString('en-US')}, at least ${bound.toLocaleString('en-US')}`,
  }
}

/** The claim that resident memory grew by at most so much. */
export function grewAtMost(claim: string, grownBytes: number, boundMegabytes: number): Check {
  const megabytes = grownBytes / 1e6
  return { claim, kind: 'memory', holds: megabytes <= boundMegabytes, found: `${megabytes.toFixed(1)} MB, at most ${boundMegabytes} MB` }
}
