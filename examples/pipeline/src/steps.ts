/**
 * What is done to one file: read → decode → tokenize → count; the main thread then aggregates.
 *
 * Nothing here knows of metrics. A step reports what it did, and the report is counted when the file is finished.
 */

import { readFileSync, statSync } from 'node:fs'
import { startStopwatch } from './stopwatch.js'
import { countLines, countWords, tokenize, type WordCounts } from './words.js'

/** The steps, in order. */
export const STEPS = ['read', 'decode', 'tokenize', 'count', 'aggregate'] as const
export type Step = (typeof STEPS)[number]

/** How a step, or a whole file, ended. */
export const STATUSES = ['success', 'error'] as const
export type Status = (typeof STATUSES)[number]

/** What can be wrong with a file, by the step that finds it. */
export const ERROR_TYPES = {
  read: ['not_found', 'not_permitted', 'too_large', 'unreadable'],
  decode: ['invalid_utf8'],
} as const
export type ErrorType = (typeof ERROR_TYPES)[keyof typeof ERROR_TYPES][number]

/** Files larger than this are refused by the step that reads. */
export const MAX_FILE_BYTES = 1_048_576

/** One step done to one file. */
export interface StepReport {
  readonly step: Step
  readonly seconds: number
  /** What came out of the step: files, lines, words, distinct words, entries merged. One, the file, if the step refused it. */
  readonly items: number
  /** Size of what came out, or of what was refused. */
  readonly bytes: number
  /** Why the step refused the file, if it did. */
  readonly error?: ErrorType
}

/** Everything that happened to one file in its worker. */
export interface FileReport {
  /** In the order of the steps; the last one may have an error. */
  readonly steps: readonly StepReport[]
  /** Size of the file, if it was read. */
  readonly sizeBytes?: number
  /** The words, if no step refused the file. */
  readonly counts?: WordCounts
}

/** What a step makes of its input. */
type Outcome<T> =
  | { readonly value: T; readonly items: number; readonly bytes: number }
  | { readonly error: ErrorType; readonly bytes: number }

/** Takes one file through all the steps of a worker. Never throws for what a file may be. */
export function processFile(path: string): FileReport {
  const steps: StepReport[] = []
  const run = <T>(step: Step, work: () => Outcome<T>): T | undefined => {
    const elapsedSeconds = startStopwatch()
    const outcome = work()
    const report = { step, seconds: elapsedSeconds(), items: 1, bytes: outcome.bytes }
    if ('error' in outcome) {
      steps.push({ ...report, error: outcome.error })
      return undefined
    }
    steps.push({ ...report, items: outcome.items })
    return outcome.value
  }

  const bytes = run('read', () => read(path))
  if (bytes === undefined) return { steps }
  const text = run('decode', () => decode(bytes))
  if (text === undefined) return { steps, sizeBytes: bytes.length }
  const words = run('tokenize', () => splitIntoWords(text)) ?? []
  const counts = run('count', () => count(words))
  return counts === undefined ? { steps, sizeBytes: bytes.length } : { steps, sizeBytes: bytes.length, counts }
}

function read(path: string): Outcome<Uint8Array> {
  try {
    const sizeBytes = statSync(path).size
    if (sizeBytes > MAX_FILE_BYTES) return { error: 'too_large', bytes: sizeBytes }
    const bytes = readFileSync(path)
    return { value: bytes, items: 1, bytes: bytes.length }
  } catch (error) {
    return { error: errorType(error), bytes: 0 }
  }
}

function errorType(error: unknown): ErrorType {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'not_found'
    case 'EACCES':
    case 'EPERM':
      return 'not_permitted'
    default:
      return 'unreadable'
  }
}

function decode(bytes: Uint8Array): Outcome<string> {
  try {
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(bytes), items: countLines(bytes), bytes: bytes.length }
  } catch {
    return { error: 'invalid_utf8', bytes: bytes.length }
  }
}

function splitIntoWords(text: string): Outcome<readonly string[]> {
  const { words, wordBytes } = tokenize(text)
  return { value: words, items: words.length, bytes: wordBytes }
}

function count(words: readonly string[]): Outcome<WordCounts> {
  const counts = countWords(words)
  const distinctCount = counts.counts.length
  return { value: counts, items: distinctCount, bytes: Buffer.byteLength(counts.words) - Math.max(0, distinctCount - 1) }
}
