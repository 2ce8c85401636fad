/** An exporter that answers as it is told, and a backend that adds up what arrived. */

import { points } from '../../src/model/points.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import type { PushExporter, PushResult, Temporality } from '../../src/push/types.js'

/** What the next push comes to: an answer, an exception, none until it is aborted, or none at all. */
export type Step = PushResult | 'throws' | 'hangs' | 'ignores its signal'

export const accepted: PushResult = { outcome: 'accepted' }
export const retryable: PushResult = { outcome: 'retryable', reason: 'busy' }
export const rejected: PushResult = { outcome: 'rejected', reason: 'bad_request' }

export interface ScriptedExporter extends PushExporter {
  /** What was pushed, in order, whatever it came to. */
  readonly pushed: readonly Snapshot[]
  readonly closedCount: number
  /** Pushes under way. */
  readonly openCount: number
  /** The most there ever were. */
  readonly mostOpenCount: number
  /** What comes next; when there is nothing left, everything is accepted. */
  readonly script: Step[]
}

export function createScriptedExporter(script: Step[] = [], temporality: Temporality = 'cumulative'): ScriptedExporter {
  const pushed: Snapshot[] = []
  let closedCount = 0
  let openCount = 0
  let mostOpenCount = 0

  async function perform(step: Step, signal: AbortSignal): Promise<PushResult> {
    if (step === 'throws') throw new Error('connection reset')
    if (step === 'ignores its signal') return new Promise(() => {})
    if (step !== 'hangs') return step
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }

  return {
    name: 'scripted',
    temporality,
    pushed,
    script,
    get closedCount() {
      return closedCount
    },
    get openCount() {
      return openCount
    },
    get mostOpenCount() {
      return mostOpenCount
    },
    async push(snapshot, signal) {
      pushed.push(snapshot)
      mostOpenCount = Math.max(mostOpenCount, ++openCount)
      return perform(script.shift() ?? accepted, signal).finally(() => {
        openCount--
      })
    },
    close() {
      closedCount++
    },
  }
}

/** The sum of a counter's series in a snapshot, or 0. */
export function totalOf(snapshot: Snapshot | undefined, name: string): number {
  const family = snapshot?.families.find((one) => one.name === name)
  if (family?.kind !== 'counter') return 0
  let sum = 0
  for (const { value } of points(family)) sum += value
  return sum
}
