/** Whatever happens to pushes, what a backend has added up is what was counted, or differs by what is counted as dropped. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPusher } from '../../src/push/pusher.js'
import type { PushExporter, PushResult } from '../../src/push/types.js'
import { createManualTimers } from '../support/manual-timers.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { totalOf } from '../support/scripted-exporter.js'

/** What the receiver does with a push that comes in two batches. */
type Fate = 'takes it' | 'busy' | 'busy after one batch' | 'breaks' | 'hangs' | 'takes it late' | 'refuses it' | 'unauthorized'

const FATES: readonly Fate[] = [
  'takes it',
  'busy',
  'busy after one batch',
  'breaks',
  'hangs',
  'takes it late',
  'refuses it',
  'unauthorized',
]

interface Receiver extends PushExporter {
  /** What it has added up, or was told last. */
  readonly received: number
  readonly refused: number
}

/** An exporter that sends two counters in a batch each and remembers, by the object, which of them arrived. */
function createReceiver(fates: Fate[], temporality: 'delta' | 'cumulative'): Receiver {
  const arrived = new WeakSet<object>()
  const last = new Map<string, number>()
  let received = 0
  let refused = 0

  function take(name: string, value: number): void {
    received += temporality === 'delta' ? value : value - (last.get(name) ?? 0)
    last.set(name, value)
  }

  return {
    name: 'receiver',
    temporality,
    get received() {
      return received
    },
    get refused() {
      return refused
    },
    async push(snapshot, signal): Promise<PushResult> {
      const fate = fates.shift() ?? 'takes it'
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      if (fate === 'busy') return { outcome: 'retryable', retryAfterMillis: 50 }
      if (fate === 'breaks') throw new Error('connection reset')
      if (fate === 'unauthorized') return { outcome: 'rejected', reason: 'unauthorized', final: false }
      if (fate === 'hangs') {
        await aborted
        throw new Error('aborted')
      }
      if (fate === 'refuses it') {
        const isFirstThere = arrived.has(snapshot)
        refused += totalOf(snapshot, 'second_total') + (isFirstThere ? 0 : totalOf(snapshot, 'first_total'))
        return { outcome: 'rejected', reason: 'bad_request', droppedCount: isFirstThere ? 1 : 2 }
      }
      if (fate === 'takes it late') await aborted
      if (!arrived.has(snapshot)) take('first', totalOf(snapshot, 'first_total'))
      arrived.add(snapshot)
      if (fate === 'busy after one batch') return { outcome: 'retryable' }
      take('second', totalOf(snapshot, 'second_total'))
      return { outcome: 'accepted' }
    },
    close() {},
  }
}

const step = fc.record({
  first: fc.integer({ min: 0, max: 1_000 }),
  second: fc.integer({ min: 0, max: 1_000 }),
  millis: fc.integer({ min: 0, max: 3_000 }),
  flushes: fc.boolean(),
})
const story = fc.record({
  steps: fc.array(step, { maxLength: 12 }),
  fates: fc.array(fc.constantFrom(...FATES), { maxLength: 20 }),
  isBuffered: fc.boolean(),
})

async function live(
  { steps, fates, isBuffered }: typeof story extends fc.Arbitrary<infer S> ? S : never,
  temporality: 'delta' | 'cumulative',
) {
  const timers = createManualTimers()
  const { registry } = createPrivateRegistry()
  const first = registry.counter({ name: 'first_total' })
  const second = registry.counter({ name: 'second_total' })
  const receiver = createReceiver([...fates], temporality)
  const pusher = createPusher({
    source: registry,
    exporter: receiver,
    intervalMillis: 1_000,
    deadlineMillis: 300,
    exitDeadlineMillis: 1e6,
    maxRetryAfterMillis: 2_000,
    retry: (attempt) => (attempt < 3 ? 20 : undefined),
    ...(isBuffered && { buffer: { maxPoints: 1e6, maxAgeMillis: 1e9 } }),
    ...{ timers, clock: timers.clock, random: () => 0.5, onProblem: () => {}, metrics: false },
  })
  let counted = 0
  for (const one of steps) {
    first.inc(one.first)
    second.inc(one.second)
    counted += one.first + one.second
    if (one.flushes) void pusher.flush()
    await timers.advance(one.millis)
  }
  // The mishaps end at last.
  await timers.advance(30_000)
  const closed = pusher.close()
  await timers.advance(10_000)
  await closed
  return { counted, receiver }
}

describe('what arrives', () => {
  it('of deltas is what was counted, but for what was refused for good', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (given) => {
        const { counted, receiver } = await live(given, 'delta')
        expect(receiver.received + receiver.refused).toBe(counted)
      }),
      { numRuns: 60 },
    )
  })

  it('of totals is what was counted in the end', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (given) => {
        const { counted, receiver } = await live(given, 'cumulative')
        expect(receiver.received).toBe(counted)
      }),
      { numRuns: 60 },
    )
  })
})
