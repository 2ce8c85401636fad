/** Which format a scraper gets: what `Accept` asks for, as far as it is spoken here. */

import type { Snapshot } from '@telltale/core/model'
import { isEscapingScheme } from '../escaping.js'
import { openMetricsChunks, openMetricsContentType } from '../openmetrics/openmetrics-encoder.js'
import type { TextOptions } from '../options.js'
import { protobufChunks, protobufContentType } from '../protobuf/protobuf-encoder.js'
import { contentType, textChunks } from '../text/text-encoder.js'
import { parseWeightedList, type WeightedItem } from './weighted-list.js'

export interface Format {
  /** What the answer says it is. Nothing that the client sent is repeated in it. */
  readonly contentType: string
  readonly toChunks: (snapshot: Snapshot, options: TextOptions) => Generator<Uint8Array, void, void>
}

const TEXT: Format = { contentType, toChunks: textChunks }
/** Where names may be quoted, which 0.0.4 does not know. */
const TEXT_1: Format = { contentType: 'text/plain; version=1.0.0; charset=utf-8', toChunks: textChunks }
const OPEN_METRICS: Format = { contentType: openMetricsContentType, toChunks: openMetricsChunks }
/** What Prometheus prefers when it takes native histograms. */
const PROTOBUF: Format = { contentType: protobufContentType, toChunks: protobufChunks }
/** What Prometheus of before 2.5 and others ask for by the number of the draft; the text is the same. */
const OPEN_METRICS_DRAFT: Format = { contentType: openMetricsContentType.replace('1.0.0', '0.0.1'), toChunks: openMetricsChunks }

/**
 * The format with the greatest weight that is spoken here, and text 0.0.4 when there is none (Prometheus, "content negotiation"). A type without a version
 * is its oldest stable one, OpenMetrics 1.0.0 and text 0.0.4.
 */
export function negotiateFormat(accept: string | undefined): Format {
  for (const item of parseWeightedList(accept ?? '')) {
    const format = item.weight > 0 ? formatOf(item) : undefined
    if (format !== undefined) return format
  }
  return TEXT
}

function formatOf({ name, parameters }: WeightedItem): Format | undefined {
  const version = parameters.get('version') ?? ''
  switch (name) {
    case 'application/openmetrics-text':
      if (version === '0.0.1') return OPEN_METRICS_DRAFT
      return version === '' || version === '1.0.0' ? withEscaping(OPEN_METRICS, parameters.get('escaping')) : undefined
    case 'application/vnd.google.protobuf':
      return isMetricFamilies(parameters) ? withEscaping(PROTOBUF, parameters.get('escaping')) : undefined
    case 'text/plain':
      if (version === '1.0.0') return withEscaping(TEXT_1, parameters.get('escaping') ?? 'underscores')
      return version === '' || version === '0.0.4' ? TEXT : undefined
    case 'text/*':
    case '*/*':
      return TEXT
    default:
      return undefined
  }
}

function isMetricFamilies(parameters: ReadonlyMap<string, string>): boolean {
  return parameters.get('proto') === 'io.prometheus.client.MetricFamily' && parameters.get('encoding') === 'delimited'
}

/** The format with names written as the scraper asks, which the answer says; with a scheme nobody knows it is as if none had been named. */
function withEscaping(format: Format, asked: string | undefined): Format {
  if (asked === undefined) return format
  const escaping = isEscapingScheme(asked) ? asked : 'underscores'
  return {
    contentType: `${format.contentType}; escaping=${escaping}`,
    toChunks: (snapshot, options) => format.toChunks(snapshot, { ...options, escaping }),
  }
}
