/** Pushes to Datadog's HTTP API: which batches arrived, and what is to be told of those that did not. */

import { createProblemReporter, systemClock } from '@telltale/core/exporter'
import type { Snapshot } from '@telltale/core/model'
import { type DroppedPoints, type PushExporter, type PushResult, selectFamilies } from '@telltale/core/push'
import type { DatadogApiOptions } from '../options.js'
import { createSeriesTags, type SeriesTags } from '../series-tags.js'
import { type Batch, encodeBody, packBatches, splitBatch } from './batches.js'
import { encodeSnapshot } from './encoder.js'
import { readApiOptions } from './options.js'
import { createTransport } from './transport.js'

/** What is known of a snapshot that was begun. */
interface Delivery {
  timestampSeconds: number
  /** Batches that did not arrive, the next one first. */
  readonly pending: Batch[]
  readonly dropped: Map<string, number>
  arrivedCount: number
}

/** The first push has none before it: that of a pusher that was told nothing else. */
const DEFAULT_INTERVAL_SECONDS = 10
/** Datadog takes points of the last hour; what is older than this is dated anew, since a wrong minute is better than none. */
const MAX_AGE_SECONDS = 3_000
/** Datadog takes points up to ten minutes ahead. */
const MAX_AHEAD_SECONDS = 540

/** @throws TelltaleError `invalid_options`, naming every fault. */
export function createApiExporter(given: DatadogApiOptions): PushExporter {
  const options = readApiOptions(given)
  const transport = createTransport(options)
  const report = createProblemReporter(options.onProblem)
  const deliveries = new WeakMap<Snapshot, Delivery>()
  let tags: { readonly resource: object; readonly of: SeriesTags } | undefined
  let last: { readonly timestampSeconds: number; readonly takenAtMillis: number } | undefined

  function begin(snapshot: Snapshot): Delivery {
    const takenAtSeconds = Math.floor(snapshot.takenAtMillis / 1_000)
    // Of two points of a series in one second Datadog keeps the last: each snapshot has a second of its own.
    const nextSeconds = last === undefined ? 0 : last.timestampSeconds + 1
    const isNextSane = nextSeconds - takenAtSeconds <= MAX_AHEAD_SECONDS
    const timestampSeconds = isNextSane ? Math.max(takenAtSeconds, nextSeconds) : takenAtSeconds
    const elapsedSeconds = last && Math.max(Math.round((snapshot.takenAtMillis - last.takenAtMillis) / 1_000), 1)
    last = { timestampSeconds, takenAtMillis: snapshot.takenAtMillis }
    if (tags?.resource !== snapshot.resource) tags = { resource: snapshot.resource, of: createSeriesTags(options.tags, snapshot.resource) }
    const intervalSeconds = options.intervalSeconds ?? elapsedSeconds ?? DEFAULT_INTERVAL_SECONDS
    const { items, droppedCount } = encodeSnapshot(selectFamilies(snapshot, options.select), tags.of, options, intervalSeconds)
    const delivery: Delivery = { timestampSeconds, pending: packBatches(items), dropped: new Map(), arrivedCount: 0 }
    if (droppedCount > 0) drop(delivery, 'unsupported_value', droppedCount)
    deliveries.set(snapshot, delivery)
    return delivery
  }

  function redate(delivery: Delivery): void {
    const nowSeconds = Math.floor(systemClock.wallMillis() / 1_000)
    if (nowSeconds - delivery.timestampSeconds <= MAX_AGE_SECONDS) return
    delivery.timestampSeconds = nowSeconds
    if (last && last.timestampSeconds < nowSeconds) last = { ...last, timestampSeconds: nowSeconds }
  }

  return {
    name: 'datadog',
    temporality: 'delta',
    async push(snapshot, signal): Promise<PushResult> {
      const known = deliveries.get(snapshot)
      if (known) redate(known)
      const delivery = known ?? begin(snapshot)
      for (let batch = delivery.pending[0]; batch !== undefined; batch = delivery.pending[0]) {
        signal.throwIfAborted()
        const answer = await transport.send(batch.endpoint, encodeBody(batch, delivery.timestampSeconds), signal)
        const { verdict, reason, detail, retryAfterMillis } = answer
        if (verdict === 'retryable') return { outcome: 'retryable', reason: detail, retryAfterMillis }
        if (verdict === 'kept') {
          report({ kind: reason, message: `Datadog refuses metrics until its settings are put right: ${detail}.` })
          return { outcome: 'rejected', reason, final: false }
        }
        const halves = verdict === 'too_large' ? splitBatch(batch) : []
        delivery.pending.splice(0, 1, ...halves)
        if (verdict === 'accepted') delivery.arrivedCount += batch.items.length
        else if (halves.length === 0) {
          drop(delivery, reason, batch.items.length)
          report({ kind: reason, message: `Datadog does not take ${batch.items.length} series, which are given up: ${detail}.` })
        }
      }
      return resultOf(delivery)
    },
    close() {},
  }
}

function drop({ dropped }: Delivery, reason: string, count: number): void {
  dropped.set(reason, (dropped.get(reason) ?? 0) + count)
}

/** Where something arrived, or nothing was sent, the rest is told as dropped; where nothing did, all was rejected. */
function resultOf({ dropped, arrivedCount }: Delivery): PushResult {
  const list: DroppedPoints[] = Array.from(dropped, ([reason, count]) => ({ reason, count }))
  const refused = list.find(({ reason }) => reason !== 'unsupported_value')
  if (arrivedCount > 0 || refused === undefined) return { outcome: 'accepted', ...(list.length > 0 && { dropped: list }) }
  return { outcome: 'rejected', reason: refused.reason, droppedCount: list.reduce((sum, { count }) => sum + count, 0) }
}
