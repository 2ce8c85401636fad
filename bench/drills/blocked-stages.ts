/**
 * The stages of the drill with the blocked main thread, and the shared memory in which its threads agree on them.
 *
 * A thread counts, then acknowledges how much, by its own cell of `acknowledged`. Between two bursts everybody only waits, so that what a scrape must
 * show there is known exactly.
 */

export const burstMetric = 'drill_blocked_total'

const stages = ['preparing', 'first burst', 'first scrape', 'second burst', 'second scrape', 'full speed', 'over'] as const
export type Stage = (typeof stages)[number]
export type Counting = 'main' | 'worker'

/** Control memory: the stage (Int32), then one Float64 of acknowledged increments for each counting thread. */
const controlBytes = 24

export function createControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(controlBytes)
}

export function stageOf(control: SharedArrayBuffer): Stage {
  return stages[Atomics.load(new Int32Array(control, 0, 1), 0)] as Stage
}

/** Moves everybody on to a stage; never back. */
export function enterStage(control: SharedArrayBuffer, stage: Stage): void {
  const words = new Int32Array(control, 0, 1)
  const wanted = stages.indexOf(stage)
  for (let current = Atomics.load(words, 0); current < wanted; current = Atomics.load(words, 0)) {
    if (Atomics.compareExchange(words, 0, current, wanted) === current) break
  }
  Atomics.notify(words, 0)
}

/** Blocks this thread until the stage has come, or a later one. */
export function waitForStage(control: SharedArrayBuffer, stage: Stage): void {
  const words = new Int32Array(control, 0, 1)
  const wanted = stages.indexOf(stage)
  for (let current = Atomics.load(words, 0); current < wanted; current = Atomics.load(words, 0)) Atomics.wait(words, 0, current)
}

/** Says that `count` more increments have returned. */
export function acknowledge(control: SharedArrayBuffer, who: Counting, count: number): void {
  const cells = new BigInt64Array(control, 8, 2)
  Atomics.add(cells, who === 'main' ? 0 : 1, BigInt(count))
}

export function acknowledgedBy(control: SharedArrayBuffer, who: Counting): number {
  return Number(Atomics.load(new BigInt64Array(control, 8, 2), who === 'main' ? 0 : 1))
}
