/** A Pushgateway as the push loop sees it. */

import type { PushExporter } from '@telltale/core/push'
import { type PushgatewayExporterOptions, readExporterOptions } from './options.js'
import { encodeBody } from './pushgateway.js'
import { createTransport } from './transport.js'

/**
 * An exporter for `createPusher` and `startPushThread` that keeps one group of a Pushgateway up to date with totals. The group stays when it is closed: that is what a Pushgateway is
 * for. `createPushgateway(…).delete()` removes it.
 *
 * @throws TelltaleError `invalid_options`, naming every fault.
 */
export function createPushgatewayExporter(options: PushgatewayExporterOptions): PushExporter {
  const resolved = readExporterOptions(options)
  const transport = createTransport(resolved, false)
  const method = resolved.method === 'put' ? 'PUT' : 'POST'
  return {
    name: 'pushgateway',
    temporality: 'cumulative',
    push: async (snapshot, signal) => transport.send(method, encodeBody(snapshot, resolved), signal),
    close() {},
  }
}
