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

/** Announces a problem, each time. Never throws. */
export type ProblemAnnouncer = (problem: Problem) => void

/** Announces a problem, unless one of the same kind and metric was announced before. Never throws. */
export type ProblemReporter = (problem: Problem) => void

/** Kinds and metrics remembered; past it a reporter stays silent about new ones rather than grow. */
const MAX_REMEMBERED_COUNT = 1_000

/**
 * For events of which each one is told.
 *
 * @param tell The application's own code. It may fail, now or later, and we may not: whatever it throws is swallowed.
 */
export function createProblemAnnouncer(tell: (problem: Problem) => void = emitWarning): ProblemAnnouncer {
  return (problem) => {
    new Promise((resolve) => resolve(tell(problem))).catch(() => {})
  }
}

/**
 * For conditions that last, or come again.
 *
 * @param announced What was announced; whoever empties it has everything announced anew.
 * @param tell Told each problem once. Whatever it throws is swallowed: telemetry never hurts the application.
 * With `TELLTALE_DEBUG=1` in the environment every occurrence is also printed to standard error.
 */
export function createProblemReporter(tell?: (problem: Problem) => void, announced: Set<string> = new Set()): ProblemReporter {
  const announce = createProblemAnnouncer(tell)
  const isDebugging = processOf()?.env?.['TELLTALE_DEBUG'] === '1'

  return (problem) => {
    if (isDebugging) console.error(`telltale: ${problem.kind}: ${problem.message}`)
    const key = `${problem.kind}\n${problem.metric ?? ''}`
    if (announced.has(key) || announced.size >= MAX_REMEMBERED_COUNT) return
    announced.add(key)
    announce(problem)
  }
}

/** Where problems go when nobody asked for them: Node's warnings, which name the library and can be traced. */
export function emitWarning(problem: Problem): void {
  const process = processOf()
  if (process?.emitWarning)
    process.emitWarning(problem.message, { type: 'TelltaleWarning', code: `TELLTALE_${problem.kind.toUpperCase()}` })
  else console.warn(`telltale: ${problem.message}`)
}
