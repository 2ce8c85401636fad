/** Measures as the JSON of Datadog's API, series by series. Does no I/O and knows no limits. */

import type { Snapshot } from '@telltale/core/model'
import { walkMeasures } from '../measures.js'
import type { SeriesTags } from '../series-tags.js'
import type { ResolvedApi } from './options.js'

/** The endpoints that take metrics. */
export type Endpoint = 'series' | 'distribution_points'

/** One series as JSON, but for the time between its halves: what is sent late may have to be dated anew. */
export interface Item {
  readonly endpoint: Endpoint
  readonly head: string
  readonly tail: string
}

export interface Encoded {
  readonly items: readonly Item[]
  /** Values left out because they are not finite. */
  readonly droppedCount: number
}

export type EncoderOptions = Pick<ResolvedApi, 'apiVersion' | 'host' | 'prefix' | 'toName' | 'histograms' | 'maxDistributionValues'>

/** Numbers of the types of v2 series: docs.datadoghq.com/api/latest/metrics, "Submit metrics", `MetricIntakeType`. */
const COUNT_TYPE = 1
const GAUGE_TYPE = 3

/** @param intervalSeconds What counts were counted in: Datadog divides by it to make rates. */
export function encodeSnapshot(snapshot: Snapshot, tags: SeriesTags, options: EncoderOptions, intervalSeconds: number): Encoded {
  const items: Item[] = []
  let droppedCount = 0
  const isV1 = options.apiVersion === 'v1'
  const host = JSON.stringify(options.host)
  const v1Host = options.host === '' ? '' : `,"host":${host}`
  const end = isV1 ? v1Host : options.host === '' ? '' : `,"resources":[{"name":${host},"type":"host"}]`
  const countHead = isV1 ? `,"type":"count","interval":${intervalSeconds}` : `,"type":${COUNT_TYPE},"interval":${intervalSeconds}`
  const gaugeHead = isV1 ? ',"type":"gauge"' : `,"type":${GAUGE_TYPE}`
  const beforeTime = isV1 ? ',"points":[[' : ',"points":[{"timestamp":'
  const beforeValue = isV1 ? ',' : ',"value":'
  const afterValue = isV1 ? ']]' : '}]'

  // Metric names are letters, digits, `_` and `.` by now: nothing in them needs escaping.
  const push = (metric: string, kind: string, json: string, value: number): void => {
    const head = `{"metric":"${metric}"${kind}${beforeTime}`
    items.push({ endpoint: 'series', head, tail: `${beforeValue}${value}${afterValue},"tags":${json}${end}}` })
  }
  walkMeasures(snapshot, tags, options, {
    count: (metric, { json }, value) => push(metric, countHead, json, value),
    gauge: (metric, { json }, value) => push(metric, gaugeHead, json, value),
    distribution(metric, { json }, values) {
      const head = `{"metric":"${metric}","type":"distribution","points":[[`
      items.push({ endpoint: 'distribution_points', head, tail: `,[${values.join(',')}]]],"tags":${json}${v1Host}}` })
    },
    dropped: () => {
      droppedCount++
    },
  })
  return { items, droppedCount }
}
