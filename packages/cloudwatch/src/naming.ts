/** What metrics are called in CloudWatch. */

import type { Family } from '@telltale/core/model'
import { toAscii } from './encode/texts.js'

/** Names a family. What CloudWatch does not take in the answer is replaced; an empty one leaves the family out. */
export type CloudWatchNaming = (family: Family) => string

/** Names stay as they are: whoever knows a metric from the code, or from Prometheus, finds it. The default. */
export const keptNaming: CloudWatchNaming = ({ name }) => name

/**
 * Names as AWS' own services have them: `http_request_duration_seconds` is `HttpRequestDuration`, `jobs_total` is `Jobs`. The unit is left out of the name, since CloudWatch has it
 * beside it, and so is `_total`.
 */
export const pascalCaseNaming: CloudWatchNaming = ({ name, unit, kind }) => {
  let stem = kind === 'counter' && name.endsWith('_total') ? name.slice(0, -'_total'.length) : name
  if (unit !== '' && stem.endsWith(`_${unit}`)) stem = stem.slice(0, -unit.length - 1)
  return stem.replace(/(?:^|[_:.\s-]+)(\p{L}|\p{N})/gu, (_, first: string) => first.toUpperCase())
}

/** The metric that holds a quantile of a summary: `latency_p99`, `latency_p99.9`. */
export function toQuantileName(name: string, quantile: number): string {
  return `${name}_p${Number((quantile * 100).toFixed(6))}`
}

/** The name to send, `''` when the family is left out. */
export function toMetricName(naming: CloudWatchNaming, family: Family): string {
  return toAscii(naming(family))
}
