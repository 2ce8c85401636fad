/** A group at a Pushgateway, for jobs that end before they could be scraped. */

import { Buffer } from 'node:buffer'
import type { Snapshot } from '@telltale/core/model'
import { type PushResult, selectFamilies } from '@telltale/core/push'
import { textChunks } from '../text/text-encoder.js'
import { type PushgatewayOptions, type ResolvedPushgateway, readPushgatewayOptions } from './options.js'
import { createTransport } from './transport.js'

/**
 * One group. Each call is one request, keeps the process alive until it settles, settles within `timeoutMillis`, and never rejects: ask the answer's `outcome` whether it is
 * `'accepted'`. Why it is not is told to `onProblem`, or is the answer's `reason`. Calls are independent: what must come after another waits for it.
 */
export interface Pushgateway {
  /** Makes the snapshot all there is in the group. */
  put(snapshot: Snapshot, signal?: AbortSignal): Promise<PushResult>
  /** Takes the place of metrics with the same names in the group, and leaves the others. */
  post(snapshot: Snapshot, signal?: AbortSignal): Promise<PushResult>
  /** Removes the group. */
  delete(signal?: AbortSignal): Promise<PushResult>
}

/**
 * A group at a Pushgateway. Bodies are text 0.0.4 without timestamps, which it would refuse; redirects are refused; no secret is in an error, an answer or `util.inspect`.
 *
 * Have Prometheus scrape it with `honor_labels: true`.
 *
 * @throws TelltaleError `invalid_options`, naming every fault.
 *
 * @example
 * const gateway = createPushgateway({ url: 'http://127.0.0.1:9091', job: 'backup', grouping: { instance: 'db/1' } })
 * const { outcome } = await gateway.put(metrics.gather())
 */
export function createPushgateway(options: PushgatewayOptions): Pushgateway {
  const resolved = readPushgatewayOptions(options)
  const transport = createTransport(resolved, true)
  return {
    put: (snapshot, signal) => transport.send('PUT', encodeBody(snapshot, resolved), signal),
    post: (snapshot, signal) => transport.send('POST', encodeBody(snapshot, resolved), signal),
    delete: (signal) => transport.send('DELETE', undefined, signal),
  }
}

/** The body of a push. */
export function encodeBody(snapshot: Snapshot, { prefix, select }: Pick<ResolvedPushgateway, 'prefix' | 'select'>): Uint8Array {
  return Buffer.concat([...textChunks(selectFamilies(snapshot, select), { prefix })])
}
