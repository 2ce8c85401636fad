/**
 * What four threads do to one gauge in rounds that begin together, and which results some order of all their steps can have which keeps each thread's own.
 *
 * The steps are drawn from a seed, so that whoever checks can draw them again.
 */

export const interleavedThreads = 4
export const interleavedMetric = 'drill_interleaved_level'

/** Thread `me` adds in this unit: which thread's increments are in a number can be told from its digits. */
export const units = [1, 16, 256, 4_096] as const
/** What is set is a multiple of this, and larger than anything the increments of one round add up to. */
const setUnit = 65_536
const maxSteps = 10

/** Control memory, three words: round that may begin, threads ready for it, threads done with it. */
export const gateBytes = 12
export const ROUND = 0
export const READY = 1
export const DONE = 2

/** Undefined is an increment by the thread's unit, a number is set. */
export type Step = number | undefined

/** What a thread does in a round. What is set is different in every step of every thread. */
export function stepsOf(seed: number, round: number, me: number): Step[] {
  const random = createRandom(seed + round * 7 + me * 1_000_003)
  return Array.from({ length: random(maxSteps) }, (_, i) =>
    random(2) === 0 ? ((i + 1) * interleavedThreads + me + 1) * setUnit : undefined,
  )
}

/** Mulberry32: `random(n)` is a whole number in [0, n). */
function createRandom(seed: number): (below: number) => number {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** What a round's result says of the order in which its steps took effect. */
export interface Verdict {
  readonly isPossible: boolean
  /** Whose `set` was the last; -1 where nobody set anything. */
  readonly winner: number
  /** Whether increments took effect before another thread's `set`: the threads did run into one another. */
  readonly isInterleaved: boolean
}

/**
 * In an order that keeps every thread's own, the last `set` is the last of some thread. Behind it come all later increments of that thread, and of any other those of its
 * increments that end its steps, from some point after its own last `set`.
 */
export function judgeRound(seed: number, round: number, value: number): Verdict {
  const setTo = Math.floor(value / setUnit) * setUnit
  const steps = units.map((_, me) => stepsOf(seed, round, me))
  const winner = steps.findIndex((own) => own.findLast((step) => step !== undefined) === setTo)
  const isNeverSet = steps.every((own) => own.every((step) => step === undefined))
  const counts = units.map((unit) => Math.floor((value - setTo) / unit) % 16)
  const trailing = steps.map((own) => own.length - 1 - own.findLastIndex((step) => step !== undefined))
  const isPossible = isNeverSet
    ? setTo === 0 && counts.every((count, me) => count === trailing[me])
    : winner >= 0 && counts.every((count, me) => (me === winner ? count === trailing[me] : count <= (trailing[me] ?? 0)))
  return { isPossible, winner, isInterleaved: counts.some((count, me) => count < (trailing[me] ?? 0)) }
}

/** How often a thread looks before it goes to sleep: threads that were woken begin one after the other, threads that look begin at once. */
const looks = 2_000

/** Waits until a word has got so far. */
export function waitFor(words: Int32Array, at: number, least: number): void {
  for (let look = 0; look < looks; look++) if (Atomics.load(words, at) >= least) return
  for (let now = Atomics.load(words, at); now < least; now = Atomics.load(words, at)) Atomics.wait(words, at, now)
}
