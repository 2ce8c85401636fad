/** The exporter over PutMetricData. */

import { type Snapshot, seriesCountOf } from '@telltale/core/model'
import { type DroppedPoints, exponentialRetry, type PushExporter, type PushResult, selectFamilies } from '@telltale/core/push'
import type { Datum } from '../encode/datum.js'
import { createEncoder } from '../encode/encoder.js'
import { MAX_AGE_MILLIS, MAX_AHEAD_MILLIS } from '../encode/limits.js'
import type { Verdict } from './answers.js'
import { halve, toBatches } from './batches.js'
import { type CloudWatchExporterOptions, readOptions } from './options.js'
import { createTransport } from './transport.js'

/** What is left of a snapshot, so that what has arrived is not sent again. */
interface Progress {
  readonly left: Datum[][]
  readonly dropped: DroppedPoints[]
  /** Series that CloudWatch refused. */
  refusedCount: number
  /** Series that it would have refused for the size of a datum alone. */
  tooLargeCount: number
  hasArrived: boolean
}

/**
 * Sends increments to CloudWatch with PutMetricData: counters as what they grew by, gauges as their value, histograms as values with counts, so that CloudWatch has percentiles of
 * them, summaries as statistic sets and quantiles.
 *
 * - Requests hold at most 1,000 data and 1 MB. Those that arrived are remembered until the snapshot is done with: what failed is repeated, what arrived is not.
 * - Throttling, status 5xx and lost connections are retryable; refused credentials too, with the next push, as they may be put right. A request that is refused for its data is dropped and counted, and
 *   the others go on; one that is too large is sent in halves.
 * - What CloudWatch has no form for (NaN, infinities, numbers beyond 2^360, times more than two weeks past) is dropped and counted.
 * - The SDK's own repetitions are off: the pusher's policy decides.
 *
 * @throws TelltaleError `invalid_options`, naming all faults at once.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function createCloudWatchExporter(options: CloudWatchExporterOptions): PushExporter {
  const resolved = readOptions(options)
  const { namespace, report, clock, select } = resolved
  const encode = createEncoder(resolved)
  const transport = createTransport(resolved)
  const progressOf = new WeakMap<Snapshot, Progress>()

  function begin(snapshot: Snapshot): Progress {
    const { data, dropped } = encode(snapshot)
    return { left: toBatches(data, namespace.length), dropped: [...dropped], refusedCount: 0, tooLargeCount: 0, hasArrived: false }
  }

  return {
    name: 'cloudwatch',
    temporality: 'delta',
    retry: exponentialRetry({ initialDelayMillis: 500 }),
    async push(snapshot, signal) {
      const ageMillis = clock.wallMillis() - snapshot.takenAtMillis
      if (!(ageMillis < MAX_AGE_MILLIS && ageMillis > -MAX_AHEAD_MILLIS)) return tooFar(snapshot)
      const progress = progressOf.get(snapshot) ?? begin(snapshot)
      progressOf.set(snapshot, progress)
      for (;;) {
        const batch = progress.left[0]
        if (batch === undefined) return finish(progress)
        if (signal.aborted) return { outcome: 'retryable', reason: 'aborted' }
        const verdict = await transport.send(batch, snapshot.takenAtMillis, signal)
        const stopped = settle(progress, batch, verdict)
        if (stopped) return stopped
      }
    },
    close: () => transport.close(),
  }

  function settle(progress: Progress, batch: readonly Datum[], verdict: Verdict | undefined): PushResult | undefined {
    const { left } = progress
    switch (verdict?.kind) {
      case undefined:
        progress.hasArrived = true
        left.shift()
        return undefined
      case 'later':
        return { outcome: 'retryable', reason: verdict.reason, retryAfterMillis: verdict.retryAfterMillis }
      case 'not now':
        return { outcome: 'rejected', reason: verdict.reason, final: false }
      case 'too large':
        left.shift()
        if (batch.length > 1) left.unshift(...halve(batch))
        else progress.tooLargeCount += countOf(batch)
        return undefined
      case 'refused':
        left.shift()
        progress.refusedCount += countOf(batch)
        report({
          kind: 'cloudwatch_refused',
          message: `CloudWatch refused ${countOf(batch)} series of namespace ${namespace}: they are dropped.`,
        })
        return undefined
    }
  }

  /** Data that a later attempt would find even older. */
  function tooFar(snapshot: Snapshot): PushResult {
    const progress = progressOf.get(snapshot)
    const count = progress ? progress.left.reduce((sum, batch) => sum + countOf(batch), 0) : seriesCountOf(selectFamilies(snapshot, select))
    return { outcome: 'accepted', dropped: [...(progress?.dropped ?? []), { reason: 'unsupported_time', count }] }
  }
}

function finish({ dropped, refusedCount, tooLargeCount, hasArrived }: Progress): PushResult {
  if (refusedCount > 0 && !hasArrived && tooLargeCount === 0 && dropped.length === 0) {
    return { outcome: 'rejected', reason: 'bad_request', droppedCount: refusedCount }
  }
  const all = [...dropped]
  if (refusedCount > 0) all.push({ reason: 'bad_request', count: refusedCount })
  if (tooLargeCount > 0) all.push({ reason: 'too_large', count: tooLargeCount })
  return all.length === 0 ? { outcome: 'accepted' } : { outcome: 'accepted', dropped: all }
}

function countOf(batch: readonly Datum[]): number {
  return batch.reduce((sum, { seriesCount }) => sum + seriesCount, 0)
}
