/**
 * The independent pass: one thread, a program of its own, no Telltale.
 *
 * It reads a list of files from its standard input, goes through them one by one, and writes what a scrape of the pipeline must say to its
 * standard output. Nothing of the pipeline is imported, types aside: it opens, decodes, splits and counts in ways of its own, and
 * `test/verify.test.ts` holds it to that. That is why a few things are said here a second time.
 */

import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Expectation } from './expectation.js'
import type { VerifyInput, VerifyOutput } from './verification.js'

const RELATIVE_ERROR = 0.01
const QUANTILES = [0.5, 0.9, 0.95, 0.99]
const ERROR_TYPE_BY_CODE: Readonly<Record<string, string>> = { ENOENT: 'not_found', EACCES: 'not_permitted', EPERM: 'not_permitted' }

/** Totals by series, in the order in which they first occur. */
const totals = new Map<string, { name: string; labels: Record<string, string>; value: number }>()
const fileSizes: number[] = []
const vocabulary = new Set<string>()

function add(name: string, labels: Record<string, string>, value: number): void {
  const all = { pipeline: 'words', ...labels }
  const key = JSON.stringify([name, all])
  const total = totals.get(key)
  if (total === undefined) totals.set(key, { name, labels: all, value })
  else total.value += value
}

function addStep(step: string, status: 'success' | 'error', items: number, bytes: number): void {
  add('pipeline_step_executions_total', { step, status }, 1)
  add('pipeline_step_duration_seconds_count', { step }, 1)
  add('pipeline_items_total', { step, status }, items)
  add('pipeline_bytes_total', { step, status }, bytes)
}

function refuse(step: string, type: string, bytes: number): void {
  addStep(step, 'error', 1, bytes)
  add('pipeline_errors_total', { step, type }, 1)
  add('pipeline_executions_total', { status: 'error' }, 1)
}

function examine(path: string, maxFileBytes: number): void {
  add('pipeline_duration_seconds_count', {}, 1)
  let content: Buffer
  try {
    const { size } = statSync(path)
    if (size > maxFileBytes) {
      refuse('read', 'too_large', size)
      return
    }
    content = readFileSync(path)
  } catch (error) {
    refuse('read', ERROR_TYPE_BY_CODE[(error as NodeJS.ErrnoException).code ?? ''] ?? 'unreadable', 0)
    return
  }
  fileSizes.push(content.length)
  addStep('read', 'success', 1, content.length)
  if (!isUtf8(content)) {
    refuse('decode', 'invalid_utf8', content.length)
    return
  }

  const decoded = content.toString('utf8')
  const lines = decoded.split('\n')
  if (lines.at(-1) === '') lines.pop()
  addStep('decode', 'success', lines.length, content.length)

  const words = decoded.match(/[\p{L}\p{M}]+/gu) ?? []
  addStep('tokenize', 'success', words.length, Buffer.byteLength(words.join('')))

  const distinct = new Set(words.map((word) => word.toLowerCase()))
  const distinctBytes = Buffer.byteLength([...distinct].join(''))
  addStep('count', 'success', distinct.size, distinctBytes)
  addStep('aggregate', 'success', distinct.size, distinctBytes)
  for (const word of distinct) vocabulary.add(word)
  add('pipeline_executions_total', { status: 'success' }, 1)
}

/** A quantile lies between the two observations nearest its rank, give or take the error the summary is allowed. */
function quantileRange(sorted: readonly number[], quantile: number): Expectation {
  const rank = quantile * (sorted.length - 1)
  const below = sorted[Math.floor(rank)] ?? Number.NaN
  const above = sorted[Math.min(Math.ceil(quantile * sorted.length), sorted.length - 1)] ?? Number.NaN
  return {
    name: 'pipeline_file_size_bytes',
    labels: { pipeline: 'words', quantile: String(quantile) },
    atLeast: below * (1 - RELATIVE_ERROR),
    atMost: above * (1 + RELATIVE_ERROR),
  }
}

const { paths, maxFileBytes } = JSON.parse(await text(process.stdin)) as VerifyInput
const startedAtMillis = performance.now()
for (const path of paths) examine(path, maxFileBytes)
add('pipeline_distinct_words', {}, vocabulary.size)
add('pipeline_file_size_bytes_count', {}, fileSizes.length)
add(
  'pipeline_file_size_bytes_sum',
  {},
  fileSizes.reduce((sum, size) => sum + size, 0),
)
const sorted = Float64Array.from(fileSizes).sort()
const ranges = fileSizes.length > 0 ? QUANTILES.map((quantile) => quantileRange([...sorted], quantile)) : []
const output: VerifyOutput = { expectations: [...totals.values(), ...ranges], seconds: (performance.now() - startedAtMillis) / 1_000 }
process.stdout.write(JSON.stringify(output))
