/** Four threads set and add to one gauge at once, round after round; each result is held against the orders that can have been. */

import { createRegistry } from '@telltale/core'
import {
  DONE,
  gateBytes,
  interleavedMetric,
  interleavedThreads,
  judgeRound,
  READY,
  ROUND,
  waitFor,
} from '../../drills/interleaved-steps.js'
import { answerCalls } from '../../harness/program.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import { until } from '../../harness/waiting.js'
import type { InterleavingOrder } from '../threads/interleaving.js'

export interface InterleavingsInput {
  readonly roundCount: number
  readonly seed: number
  readonly formats: ThreadFormats
}

export interface InterleavingsOutput {
  readonly violations: number
  /** The round and the result of the first. */
  readonly firstViolation: string | undefined
  /** Rounds in which somebody's increments were overtaken by another's `set`. */
  readonly interleavedRounds: number
  /** Threads whose `set` was the last in some round. */
  readonly winners: number
  readonly wallMillis: number
}

const patienceMillis = 20_000

answerCalls({
  async run({ roundCount, seed, formats }: InterleavingsInput): Promise<InterleavingsOutput> {
    const level = createRegistry().gauge({ name: interleavedMetric, help: 'Set and added to by four threads.' })
    const gate = new SharedArrayBuffer(gateBytes)
    const words = new Int32Array(gate)
    const threads = Array.from({ length: interleavedThreads }, (_, me) => startThread('interleaving', formatOf(me, formats)))
    const done = Promise.all(threads.map((thread, me) => thread.call('step', { gate, seed, roundCount, me } satisfies InterleavingOrder)))
    await until('all threads are ready', () => Atomics.load(words, READY) >= interleavedThreads, patienceMillis)

    const started = performance.now()
    const winners = new Set<number>()
    let violations = 0
    let firstViolation: string | undefined
    let interleavedRounds = 0
    for (let round = 0; round < roundCount; round++) {
      waitFor(words, READY, interleavedThreads * (round + 1))
      // Nobody is about: what all rounds before have added is out of the way.
      level.set(0)
      Atomics.store(words, ROUND, round + 1)
      Atomics.notify(words, ROUND)
      waitFor(words, DONE, interleavedThreads * (round + 1))
      const value = level.get()
      const { isPossible, winner, isInterleaved } = judgeRound(seed, round, value)
      if (winner >= 0) winners.add(winner)
      if (isInterleaved) interleavedRounds++
      if (isPossible) continue
      violations++
      firstViolation ??= `round ${round} of seed ${seed}: ${value}`
    }
    const wallMillis = performance.now() - started
    await done
    await Promise.all(threads.map((thread) => thread.close()))
    return { violations, firstViolation, interleavedRounds, winners: winners.size, wallMillis }
  },
})
