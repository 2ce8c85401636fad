/** Pushes to a Datadog agent: the DogStatsD of `@telltale/statsd` with Datadog's names, tags and environment. */

import { assertOptions } from '@telltale/core/exporter'
import type { PushExporter } from '@telltale/core/push'
import { createDogstatsdExporter } from '@telltale/statsd/dogstatsd'
import { nameOf } from '../measures.js'
import { withSuffix } from '../naming.js'
import { COMMON_RULES, type DatadogAgentOptions, FUNCTION, oneOf, readCommonOptions } from '../options.js'
import { findAgent } from './address.js'

const ANYTHING = { expected: 'as createDogstatsdExporter takes it', isValid: () => true }
const { maxDistributionValues: _, ...WITHOUT_DISTRIBUTIONS } = COMMON_RULES

/** What the DogStatsD exporter checks itself is left to it. */
const AGENT_RULES = {
  ...WITHOUT_DISTRIBUTIONS,
  toName: FUNCTION,
  histograms: oneOf('quantiles', 'buckets'),
  ...{
    protocol: ANYTHING,
    host: ANYTHING,
    port: ANYTHING,
    path: ANYTHING,
    client: ANYTHING,
    maxPacketBytes: ANYTHING,
    quantiles: ANYTHING,
  },
}

/** @throws TelltaleError `invalid_options`, naming every fault; `unavailable` when a Unix datagram socket lacks its native part. */
export function createAgentExporter(given: DatadogAgentOptions): PushExporter {
  const variables = given.variables ?? process.env
  const { address, fault } = findAgent(given, variables)
  assertOptions('createDatadogExporter', given, AGENT_RULES, fault === undefined ? [] : [fault])
  const { tags, select, onProblem, prefix, toName } = readCommonOptions(given)
  const entity = variables['DD_ENTITY_ID']
  const external = variables['DD_EXTERNAL_ENV']
  const cardinality = variables['DD_CARDINALITY']
  const { maxPacketBytes, quantiles, histograms } = given
  return createDogstatsdExporter({
    name: 'datadog',
    ...address,
    ...{ maxPacketBytes, quantiles, histograms, select, onProblem },
    tags: { ...Object.fromEntries(tags), ...(entity && { 'dd.internal.entity_id': entity }) },
    fields: [...(external ? [`e:${external}`] : []), ...(cardinality ? [`card:${cardinality}`] : [])],
    naming: (family) => {
      const name = nameOf(family, { prefix, toName })
      return family.kind === 'counter' ? withSuffix(name, '.count') : name
    },
  })
}
