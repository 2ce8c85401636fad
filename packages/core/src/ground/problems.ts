/** How the library says that something went wrong without hurting the application: once per kind, never by throwing. */

import { processOf } from './platform.js'

export interface Problem {
  /** Stable and short: `'bad_value'`, `'series_limit'`, … One announcement is made per kind and metric. */
  readonly kind: string
  /** A full sentence naming the thing, what was expected and what was given. */
  readonly message: string
  /** The metric concerned, if one is. */
  readonly metric?: string
}

/** Announces a problem, unless one of the same kind and metric was announced before. Never throws. */
export type ProblemReporter = (problem: Problem) => void

/** Kinds and metrics remembered; past it a reporter stays silent about new ones rather than grow. */
const MAX_REMEMBERED_COUNT = 1_000

/**
 * @param announced What was announced; whoever empties it has everything announced anew.
 * @param announce Told each problem once. Whatever it throws is swallowed: telemetry never hurts the application.
 * With `TELLTALE_DEBUG=1` in the environment every occurrence is also printed to standard error.
 */
export function createProblemReporter(
  announce: (problem: Problem) => void = emitWarning,
  announced: Set<string> = new Set(),
): ProblemReporter {
  const isDebugging = processOf()?.env?.['TELLTALE_DEBUG'] === '1'

  return (problem) => {
    if (isDebugging) console.error(`telltale: ${problem.kind}: ${problem.message}`)
    const key = `${problem.kind}\n${problem.metric ?? ''}`
    if (announced.has(key) || announced.size >= MAX_REMEMBERED_COUNT) return
    announced.add(key)
    // The announcer is the application's own code; it may fail, now or later, and we may not.
    new Promise((resolve) => resolve(announce(problem))).catch(() => {})
  }
}

/** Where problems go when nobody asked for them: Node's warnings, which name the library and can be traced. */
export function emitWarning(problem: Problem): void {
  const process = processOf()
  if (process?.emitWarning)
    process.emitWarning(problem.message, { type: 'TelltaleWarning', code: `TELLTALE_${problem.kind.toUpperCase()}` })
  else console.warn(`telltale: ${problem.message}`)
}
