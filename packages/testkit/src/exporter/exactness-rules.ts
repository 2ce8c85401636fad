/** Rules about what the backend has added up in the end: everything, once. */

import { createPusher, noRetry } from '@telltale/core/push'
import { failure } from '../assertions/failure.js'
import { createTestRegistry } from '../test-registry.js'
import { manySeries } from './given-snapshots.js'
import type { ExporterHarness, ReceiverAnswer } from './harness.js'
import type { ExporterRule, ExporterTrial } from './trial.js'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
const STEPS = 12
const SERIES_COUNT = 3_000
const DAY_MILLIS = 86_400_000
/** Faults after which a push is repeated. */
const PASSING: readonly ReceiverAnswer[] = ['fail', 'busy', 'drop']

export function exactnessRules({ acknowledges = true, acceptsSome = false, outcomes = {} }: ExporterHarness): readonly ExporterRule[] {
  if (!acknowledges) return [{ title: 'counts nothing twice', run: (trial) => countsOnce(trial, 1, []) }]
  const isPassing = (answer: ReceiverAnswer): boolean => (outcomes as Partial<Record<ReceiverAnswer, string>>)[answer] === undefined
  const faults = PASSING.filter(isPassing)
  const rules: ExporterRule[] = SEEDS.map((seed) => ({
    title: `counts nothing twice and leaves nothing out, whatever fails (sequence ${seed})`,
    run: (trial) => countsOnce(trial, seed, faults),
  }))
  rules.push({ title: 'does not send again what arrived before a request of the same push failed', run: resendsOnlyTheRest })
  if (acceptsSome) rules.push({ title: 'does not send again what was accepted of a request', run: resendsNothingAccepted })
  return rules
}

/** A pusher of a registry, with faults and restarts of the backend in between. */
async function countsOnce(
  { exporter, receiver, showsTotals }: ExporterTrial,
  seed: number,
  faults: readonly ReceiverAnswer[],
): Promise<void> {
  const random = randomOf(seed)
  const { registry } = createTestRegistry()
  const jobs = registry.counter({ name: 'jobs_total', help: 'Jobs.', labels: ['kind'] })
  // The trial ends the exporter, so that closing the pusher does not.
  const pusher = createPusher({
    source: registry,
    exporter: { ...exporter, push: (snapshot, signal) => exporter.push(snapshot, signal), close() {} },
    retry: noRetry,
    intervalMillis: DAY_MILLIS,
    deadlineMillis: 10_000,
    flushAtExit: false,
    metrics: false,
    onProblem() {},
  })
  let total = 0
  try {
    for (let step = 0; step < STEPS; step++) {
      const by = 1 + Math.floor(random() * 9)
      jobs.inc({ kind: random() < 0.5 ? 'mail' : 'print' }, by)
      total += by
      const fault = random() < 0.5 ? faults[Math.floor(random() * faults.length)] : undefined
      const isDown = fault !== undefined && random() < 0.25
      if (isDown) await receiver.pause()
      else if (fault) receiver.script(Array.from({ length: 50 }, () => fault))
      await pusher.flush(10_000)
      if (isDown) await receiver.resume()
      receiver.script([])
    }
    await pusher.flush(10_000)
    await showsTotals({ jobs_total: total })
  } finally {
    await pusher.close()
  }
  await showsTotals({ jobs_total: total })
}

async function resendsOnlyTheRest({ receiver, push, showsTotals }: ExporterTrial): Promise<void> {
  const given = manySeries(SERIES_COUNT)
  receiver.script(['accept', ...Array.from({ length: 50 }, () => 'fail' as const)])
  await push(given)
  receiver.script([])
  const { outcome } = await push(given)
  if (outcome !== 'accepted') throw failure(`push: expected the rest to be accepted, got ${outcome}`)
  await showsTotals({ jobs_total: SERIES_COUNT })
}

async function resendsNothingAccepted({ exporter, receiver, push, showsTotals }: ExporterTrial): Promise<void> {
  const given = manySeries(10)
  receiver.script(['accept-some'])
  const result = await push(given)
  const arrived = receiver.totals().get('jobs_total') ?? 0
  const refused = 10 - arrived
  if (result.outcome === 'retryable') {
    await push(given)
    await showsTotals({ jobs_total: 10 })
    return
  }
  const counted = result.outcome === 'rejected' ? (result.droppedCount ?? 10) : sumOf(result.dropped?.map(({ count }) => count) ?? [])
  if (counted !== refused)
    throw failure(`exporter ${exporter.name}: expected ${refused} points that were refused to be counted, got ${counted}`)
  await showsTotals({ jobs_total: arrived })
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** The same numbers for the same seed: mulberry32, by Tommy Ettinger. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
