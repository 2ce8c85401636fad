/** Shows how far the pipeline is while it runs. */

import type { PipelineState } from './metrics.js'
import { megabytes, wholeNumber } from './table.js'

/** Where progress is written: `process.stdout` is one. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** How often it is shown: a terminal's line is rewritten, anything else gets a line more. */
const TERMINAL_INTERVAL_MILLIS = 100
const LOG_INTERVAL_MILLIS = 1_000

/** Starts to show progress. @returns Stops it, after showing the state a last time. */
export function showProgress(output: ProgressOutput, totalCount: number, current: () => PipelineState): () => void {
  const isTerminal = output.isTTY === true
  const show = () => {
    const line = progressLine(current(), totalCount)
    output.write(isTerminal ? `\r\x1b[K${line.slice(0, (output.columns ?? 80) - 1)}` : `${line}\n`)
  }
  show()
  const timer = setInterval(show, isTerminal ? TERMINAL_INTERVAL_MILLIS : LOG_INTERVAL_MILLIS)
  return () => {
    clearInterval(timer)
    show()
    if (isTerminal) output.write('\n')
  }
}

/** The state in one line, which fits a terminal of 80 columns for as long as the numbers have not too many digits. */
export function progressLine(state: PipelineState, totalCount: number): string {
  const share = totalCount === 0 ? 100 : Math.floor((state.finishedCount / totalCount) * 100)
  return [
    `${String(share).padStart(3)} %`,
    `${wholeNumber(state.finishedCount)} files`,
    megabytes(state.readBytes),
    `${wholeNumber(state.wordCount)} words`,
    `${wholeNumber(state.failedCount)} refused`,
    `${state.activeWorkerCount} active`,
    `${wholeNumber(state.queueDepth)} queued`,
  ].join('  ')
}
