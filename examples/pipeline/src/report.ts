/** What the scraped text says, as tables for people. Everything in here comes from the samples; nothing is asked of the pipeline. */

import type { Comparison } from './expectation.js'
import type { Sample } from './exposition.js'
import { STEPS } from './steps.js'
import { duration, formatTable, megabytes, type Row, wholeNumber } from './table.js'

/** Looks a sample up: name and the labels that matter. */
type Lookup = (name: string, labels?: Readonly<Record<string, string>>) => number

/** What leaves each step, in the words of the table. */
const ITEM_NAMES = { read: 'files', decode: 'lines', tokenize: 'words', count: 'distinct', aggregate: 'merged' } as const

/** The tables: steps, errors, sizes, and where every file has gone. */
export function formatReport(samples: readonly Sample[]): string {
  const value: Lookup = (name, labels = {}) => matching(samples, name, labels)[0]?.value ?? 0
  return [stepTable(samples, value), errorTable(samples), sizeLine(value), filesLine(value)].join('\n\n')
}

function stepTable(samples: readonly Sample[], value: Lookup): string {
  const rows = STEPS.map((step): Row => {
    const success = { step, status: 'success' }
    const error = { step, status: 'error' }
    const count = value('pipeline_step_duration_seconds_count', { step })
    return [
      step,
      wholeNumber(value('pipeline_step_executions_total', success)),
      wholeNumber(value('pipeline_step_executions_total', error)),
      `${wholeNumber(value('pipeline_items_total', success))} ${ITEM_NAMES[step].padEnd(8)}`,
      megabytes(value('pipeline_bytes_total', success)),
      duration(value('pipeline_step_duration_seconds_sum', { step }) / count),
      duration(bucketQuantile(matching(samples, 'pipeline_step_duration_seconds_bucket', { step }), 0.99)),
    ]
  })
  return formatTable(['step', 'success', 'error', 'items out', 'bytes out', 'mean', 'p99'], rows)
}

function errorTable(samples: readonly Sample[]): string {
  const rows = matching(samples, 'pipeline_errors_total', {})
    .filter(({ value }) => value > 0)
    .map(({ labels, value }): Row => [`${labels['step']}: ${labels['type']}`, wholeNumber(value)])
  return rows.length === 0 ? '  no file was refused' : formatTable(['refused files by step and type', 'files'], rows)
}

function sizeLine(value: Lookup): string {
  const quantiles = ['0.5', '0.9', '0.95', '0.99'].map(
    (quantile) => `p${Number(quantile) * 100} ${wholeNumber(value('pipeline_file_size_bytes', { quantile }))}`,
  )
  const mean = value('pipeline_file_size_bytes_sum') / Math.max(1, value('pipeline_file_size_bytes_count'))
  return `  file sizes in bytes: ${quantiles.join(' · ')} · mean ${wholeNumber(mean)}`
}

function filesLine(value: Lookup): string {
  const started = value('pipeline_executions_started_total')
  const abandoned = value('pipeline_executions_abandoned_total')
  const finished = value('pipeline_executions_total', { status: 'success' }) + value('pipeline_executions_total', { status: 'error' })
  const sign = started === finished + abandoned ? '=' : '≠'
  return `  started ${wholeNumber(started)} ${sign} finished ${wholeNumber(finished)} + abandoned ${wholeNumber(abandoned)}`
}

/** The verdict: the line people look for, and every series that is not what it must be. */
export function formatVerdict({ differences, exactCount, rangeCount }: Comparison): string {
  const compared = `${exactCount} series to the last digit, ${rangeCount} quantiles within their error`
  if (differences.length === 0) return `exact: yes\n  compared ${compared}`
  const rows = differences.map(
    ({ series, expected, counted }): Row => [series, expected, counted === undefined ? 'missing' : String(counted)],
  )
  return `exact: no\n  compared ${compared}; ${differences.length} differ:\n\n${formatTable(['series', 'expected', 'counted'], rows)}`
}

function matching(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>>): readonly Sample[] {
  return samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
}

/** A quantile out of cumulative buckets, as PromQL's `histogram_quantile` estimates it: linear within the bucket. */
export function bucketQuantile(buckets: readonly Sample[], quantile: number): number {
  const bounds = buckets.map(({ labels, value }) => ({ bound: Number((labels['le'] ?? '').replace('+Inf', 'Infinity')), count: value }))
  bounds.sort((a, b) => a.bound - b.bound)
  const rank = quantile * (bounds.at(-1)?.count ?? 0)
  let below = { bound: 0, count: 0 }
  for (const bucket of bounds) {
    if (bucket.count >= rank && bucket.count > 0) {
      if (bucket.bound === Number.POSITIVE_INFINITY) return below.bound
      return below.bound + (bucket.bound - below.bound) * ((rank - below.count) / Math.max(1, bucket.count - below.count))
    }
    below = bucket
  }
  return Number.NaN
}
