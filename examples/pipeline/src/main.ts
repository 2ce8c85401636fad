/** The pipeline from beginning to end: list, work, scrape, go through it once more, compare, tell. */

import { relative } from 'node:path'
import { serveMetrics } from '@telltale/prometheus'
import { compare, type Expectation } from './expectation.js'
import { parseExposition } from './exposition.js'
import { type Listing, listFiles, type SourceFile } from './files.js'
import { createPipelineMetrics } from './metrics.js'
import { type PipelineOptions, parseOptions, USAGE } from './options.js'
import { runPool } from './pool.js'
import { showProgress } from './progress.js'
import { formatReport, formatVerdict } from './report.js'
import { MAX_FILE_BYTES } from './steps.js'
import { startStopwatch } from './stopwatch.js'
import { duration, formatTable, megabytes, wholeNumber } from './table.js'
import { verifyElsewhere } from './verification.js'
import { createVocabulary, type Vocabulary } from './vocabulary.js'

/** Words shorter than this are left out of the list of the commonest. */
const MIN_SHOWN_WORD_LENGTH = 4
/** Longer ones are cut: a run of letters can be a megabyte long. */
const MAX_SHOWN_WORD_LENGTH = 40

async function main(): Promise<number> {
  const options = readCommandLine()
  if (typeof options === 'number') return options

  const listing = list(options)
  if (typeof listing === 'number') return listing
  const { files, duplicateCount, leftOutCount } = listing
  const largeFiles = files.filter(({ sizeBytes }) => sizeBytes > MAX_FILE_BYTES)
  const otherBytes = totalSize(files) - totalSize(largeFiles)
  say(`${wholeNumber(files.length)} files below ${relative('.', options.directory) || '.'}`)
  say(`(${megabytes(otherBytes)}, and ${megabytes(totalSize(largeFiles))} in ${largeFiles.length} too large to be read)`)
  say(`(${wholeNumber(duplicateCount)} further names of the same files skipped, ${wholeNumber(leftOutCount)} files left out)`)

  const server = await serveMetrics({ port: options.port, ref: options.shouldServe })
  say(`${options.workerCount} workers, metrics at ${server.url}\n`)

  const vocabulary = await work(options, files)
  const text = await scrape(server.url)
  const { samples } = parseExposition(text)
  say(`\nscraped ${wholeNumber(samples.length)} samples, ${wholeNumber(Buffer.byteLength(text))} bytes of text, from ${server.url}\n`)
  say(formatReport(samples))
  say(`\n${commonestWords(vocabulary)}\n`)

  const verified = await verifyElsewhere({ paths: files.map(({ path }) => path), maxFileBytes: MAX_FILE_BYTES })
  const comparison = compare(samples, [...verified.expectations, ...expectedOfTheRun(files.length)])
  say(`one thread of another process, without Telltale, went through the same files in ${duration(verified.seconds)}`)
  say(formatVerdict(comparison))

  if (options.shouldServe) {
    say(`\nserving ${server.url} until interrupted`)
    await interruption()
  }
  await server.close()
  return comparison.differences.length === 0 ? 0 : 1
}

/** Runs all files through the pool, showing progress, and aggregates what comes back. */
async function work(options: PipelineOptions, files: readonly SourceFile[]): Promise<Vocabulary> {
  const metrics = createPipelineMetrics()
  const vocabulary = createVocabulary()
  const elapsedSeconds = startStopwatch()
  const stopProgress = showProgress(process.stdout, files.length, metrics.current)
  const redone = await runPool({
    files,
    workerCount: options.workerCount,
    terminateAt: Math.floor(files.length / 2),
    onQueue: metrics.queueIs,
    onAbandoned: metrics.fileAbandoned,
    onDone: (counts) => {
      if (counts === undefined) return
      const stepSeconds = startStopwatch()
      const { entryCount, entryBytes } = vocabulary.add(counts)
      metrics.stepDone({ step: 'aggregate', seconds: stepSeconds(), items: entryCount, bytes: entryBytes })
      metrics.vocabularyIs(vocabulary.distinctWordCount)
    },
  }).finally(stopProgress)
  if (options.shouldMiscount) metrics.stepDone({ step: 'tokenize', seconds: 0, items: 1, bytes: 0 })

  say(`\ndone in ${duration(elapsedSeconds())}`)
  for (const { file, lostWorker, replacement } of redone) {
    say(
      `worker ${lostWorker} was terminated while it held ${relative(options.directory, file.path)}: worker ${replacement} has done it again`,
    )
  }
  return vocabulary
}

/** What must hold whatever the files are: each was started once, one twice; nobody works and nothing waits any more. */
function expectedOfTheRun(fileCount: number): readonly Expectation[] {
  const labels = { pipeline: 'words' }
  return [
    { name: 'pipeline_executions_started_total', labels, value: fileCount + 1 },
    { name: 'pipeline_executions_abandoned_total', labels, value: 1 },
    { name: 'pipeline_active_workers', labels, value: 0 },
    { name: 'pipeline_queue_depth', labels, value: 0 },
  ]
}

async function scrape(url: string): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`GET ${url}: status ${response.status}`)
  return response.text()
}

function totalSize(files: readonly SourceFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

function commonestWords(vocabulary: Vocabulary): string {
  const words = vocabulary.commonest(10, MIN_SHOWN_WORD_LENGTH)
  return formatTable(
    [`commonest words of ${MIN_SHOWN_WORD_LENGTH} letters and more`, 'times'],
    words.map(([word, count]) => [shorten(word), wholeNumber(count)]),
  )
}

function shorten(word: string): string {
  return word.length <= MAX_SHOWN_WORD_LENGTH ? word : `${word.slice(0, MAX_SHOWN_WORD_LENGTH - 1)}…`
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

/** @returns The options, or the exit code if there is nothing to run. */
function readCommandLine(): PipelineOptions | number {
  try {
    const options = parseOptions(process.argv.slice(2))
    if (options !== undefined) return options
    say(USAGE)
    return 0
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${USAGE}`)
  }
}

/** @returns What there is to do, or the exit code if there is nothing. */
function list({ directory, maxTotalBytes }: PipelineOptions): Listing | number {
  try {
    const listing = listFiles(directory, MAX_FILE_BYTES, maxTotalBytes)
    return listing.files.length > 0 ? listing : fail(`no files below ${directory}`)
  } catch (error) {
    return fail(`cannot list ${directory}: ${(error as Error).message}`)
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`)
  return 2
}

process.exitCode = await main()
