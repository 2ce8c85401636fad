/** Pushes through an application's dd-trace, whose client sends DogStatsD to the agent. */

import { createProblemReporter } from '@telltale/core/exporter'
import { noRetry, type PushExporter, selectFamilies } from '@telltale/core/push'
import { walkMeasures } from '../measures.js'
import { assertTraceOptions, type DatadogTraceOptions, readCommonOptions } from '../options.js'
import { createSeriesTags, type SeriesTags } from '../series-tags.js'
import { findTracer, isInitialised } from './find-tracer.js'

/**
 * What dd-trace is told it sends over UDP, which acknowledges nothing: `accepted` means handed over. Until it is initialised nothing would be sent, so the increments are kept.
 *
 * @throws TelltaleError `invalid_options`, naming every fault; `unavailable` when no tracer is given and none is installed.
 */
export function createTraceExporter(given: DatadogTraceOptions): PushExporter {
  assertTraceOptions(given)
  const options = readCommonOptions(given)
  const tracer = given.tracer ?? findTracer()
  const report = createProblemReporter(options.onProblem)
  let tags: { readonly resource: object; readonly of: SeriesTags } | undefined

  return {
    name: 'datadog',
    temporality: 'delta',
    retry: noRetry,
    async push(snapshot) {
      if (!isInitialised(tracer)) {
        report({
          kind: 'tracer_not_initialised',
          message: 'dd-trace sends no metrics before its init(), nor where it is disabled; what was recorded is kept until it does.',
        })
        return { outcome: 'rejected', reason: 'tracer_not_initialised', final: false }
      }
      if (tags?.resource !== snapshot.resource)
        tags = { resource: snapshot.resource, of: createSeriesTags(options.tags, snapshot.resource) }
      const { dogstatsd } = tracer
      let droppedCount = 0
      walkMeasures(selectFamilies(snapshot, options.select), tags.of, options, {
        count: (metric, { list }, value) => dogstatsd.increment(metric, value, [...list]),
        gauge: (metric, { list }, value) => dogstatsd.gauge(metric, value, [...list]),
        distribution: (metric, { list }, values) => {
          for (const value of values) dogstatsd.distribution(metric, value, [...list])
        },
        dropped: () => {
          droppedCount++
        },
      })
      dogstatsd.flush()
      return { outcome: 'accepted', ...(droppedCount > 0 && { dropped: [{ reason: 'unsupported_value', count: droppedCount }] }) }
    },
    close() {},
  }
}
