/** One test's receiver and exporter, and what the rules ask of them. */

import { inspect } from 'node:util'
import { after, toReason } from '@telltale/core/exporter'
import type { Snapshot } from '@telltale/core/model'
import type { PushExporter, PushResult } from '@telltale/core/push'
import { failure } from '../assertions/failure.js'
import type { ExporterHarness, ExporterReceiver } from './harness.js'
import { watchSnapshot } from './watched-snapshot.js'

export interface ExporterRule {
  readonly title: string
  run(trial: ExporterTrial): Promise<void>
}

export interface ExporterTrial {
  readonly exporter: PushExporter
  readonly receiver: ExporterReceiver
  /** Pushes once, and sees that the answer is one, holds no secret, and that the snapshot is as it was. An exception is `retryable`. */
  push(snapshot: Snapshot, signal?: AbortSignal): Promise<PushResult>
  /** Waits until the receiver shows these totals, and no others a while later. */
  showsTotals(expected: Readonly<Record<string, number>>): Promise<void>
  keepsSecrets(shown: unknown): void
  end(): Promise<void>
}

const OUTCOMES = ['accepted', 'retryable', 'rejected']
const DEFAULT_SECRET = 'k3y-0f-the-test'
const PATIENCE_MILLIS = 3_000
const STEP_MILLIS = 5
/** In which what was sent too much arrives. */
const AFTERWARDS_STEPS = 6

export async function startTrial(harness: ExporterHarness): Promise<ExporterTrial> {
  const secret = harness.secret ?? DEFAULT_SECRET
  const receiver = await harness.receiver.start()
  const exporter = await harness.create({ receiver, secret })
  const never = new AbortController().signal

  function keepsSecrets(shown: unknown): void {
    const text = `${inspect(shown, { depth: 12 })}\n${shown instanceof Error ? `${shown.message}\n${shown.stack}` : ''}`
    if (text.includes(secret)) throw failure(`exporter ${exporter.name}: expected secrets to be kept, got one in what it shows or answers`)
  }

  async function push(snapshot: Snapshot, signal = never): Promise<PushResult> {
    const expectUnchanged = watchSnapshot(snapshot)
    const result = await settle(snapshot, signal)
    expectUnchanged()
    keepsSecrets(result)
    if (!OUTCOMES.includes(result?.outcome)) throw failure(`push: expected one of ${OUTCOMES.join(', ')}, got ${inspect(result)}`)
    return result
  }

  async function settle(snapshot: Snapshot, signal: AbortSignal): Promise<PushResult> {
    try {
      return await exporter.push(snapshot, signal)
    } catch (error) {
      keepsSecrets(error)
      if (error instanceof TypeError && /read.only|not extensible|frozen/.test(error.message))
        throw failure(`push changes the snapshot: ${error.message}`)
      return { outcome: 'retryable', reason: toReason(error) }
    }
  }

  async function showsTotals(expected: Readonly<Record<string, number>>): Promise<void> {
    await waitUntil(() => faultOfTotals(receiver, expected) === undefined)
    await waitAfterwards()
    const fault = faultOfTotals(receiver, expected)
    if (fault) throw failure(fault)
  }

  return {
    exporter,
    receiver,
    push,
    showsTotals,
    keepsSecrets,
    async end() {
      try {
        await exporter.close()
      } finally {
        await receiver.stop()
      }
    },
  }
}

/** What the receiver shows otherwise than expected. Names that are not expected are not looked at; 0 may be absent. */
function faultOfTotals(receiver: ExporterReceiver, expected: Readonly<Record<string, number>>): string | undefined {
  const totals = receiver.totals()
  for (const [name, total] of Object.entries(expected)) {
    const shown = totals.get(name) ?? 0
    if (shown !== total) return `receiver: expected the total ${total} of ${name}, got ${shown}`
  }
  return undefined
}

/** Until it holds, or patience is at its end. */
export async function waitUntil(holds: () => boolean): Promise<boolean> {
  for (let waitedMillis = 0; waitedMillis < PATIENCE_MILLIS; waitedMillis += STEP_MILLIS) {
    if (holds()) return true
    await step()
  }
  return holds()
}

export async function waitAfterwards(): Promise<void> {
  for (let i = 0; i < AFTERWARDS_STEPS; i++) await step()
}

function step(): Promise<void> {
  return new Promise((resolve) => after(STEP_MILLIS, resolve, true))
}
