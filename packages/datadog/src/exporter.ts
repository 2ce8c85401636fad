/** The one factory: which way to Datadog. */

import { assertOptions } from '@telltale/core/exporter'
import type { PushExporter } from '@telltale/core/push'
import { createAgentExporter } from './agent/exporter.js'
import { createApiExporter } from './api/exporter.js'
import { COMMON_RULES, type DatadogOptions } from './options.js'
import { createTraceExporter } from './trace/exporter.js'

/**
 * An exporter for `createPusher` and `startPushThread` that sends increments to Datadog.
 *
 * - `via: 'api'`: the HTTP API, by `fetch`. What was not acknowledged is sent again with its own time, of which Datadog keeps one: counts are exact.
 * - `via: 'agent'`: DogStatsD to an agent, which acknowledges nothing.
 * - `via: 'dd-trace'`: the application's initialised tracer.
 *
 * @throws TelltaleError `invalid_options`, naming every fault, none with a key in it; `unavailable` where dd-trace is asked for and not installed.
 */
export function createDatadogExporter(options: DatadogOptions): PushExporter {
  const { via } = (options ?? {}) as Partial<DatadogOptions>
  if (via === 'api') return createApiExporter(options as Extract<DatadogOptions, { via: 'api' }>)
  if (via === 'agent') return createAgentExporter(options as Extract<DatadogOptions, { via: 'agent' }>)
  if (via === 'dd-trace') return createTraceExporter(options as Extract<DatadogOptions, { via: 'dd-trace' }>)
  assertOptions('createDatadogExporter', { via }, { via: { ...COMMON_RULES.via, isRequired: true } })
  throw new TypeError('unreachable')
}
