/** Brings one request to CloudWatch, once. */

import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { Datum } from '../encode/datum.js'
import { type Verdict, verdictOf } from './answers.js'
import { toMetricDatum } from './batches.js'
import type { ResolvedOptions } from './options.js'

export interface Transport {
  /** Undefined when the request was accepted. Never rejects. */
  send(batch: readonly Datum[], takenAtMillis: number, signal: AbortSignal): Promise<Verdict | undefined>
  close(): void
}

export function createTransport({ namespace, region, endpoint, client: given, storageResolution, clock }: ResolvedOptions): Transport {
  const client =
    given ??
    new CloudWatchClient({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      // Once: the pusher waits and repeats, within its own deadlines, and for all exporters alike.
      maxAttempts: 1,
    })

  return {
    async send(batch, takenAtMillis, signal) {
      const timestamp = new Date(takenAtMillis)
      const MetricData = batch.map((datum) => toMetricDatum(datum, timestamp, storageResolution))
      try {
        await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }), { abortSignal: signal })
        return undefined
      } catch (error) {
        return signal.aborted ? { kind: 'later', reason: 'aborted' } : verdictOf(error, clock.wallMillis())
      }
    },
    close() {
      // A client that was given is its owner's to end.
      if (given === undefined) client.destroy()
    },
  }
}
