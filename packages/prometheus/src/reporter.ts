/** How a problem reaches the application: each time, or once for its kind. */

import type { Problem } from '@telltale/core'
import { createProblemAnnouncer, createProblemReporter } from '@telltale/core/exporter'

export interface Reporter {
  /** Announces an event of its own: each one is told. */
  report(problem: Problem): void
  /** Announces a condition that may last: told the first time for its kind. */
  reportOnce(problem: Problem): void
}

/** @param announce The application's own code: whatever it throws is swallowed. */
export function createReporter(announce?: (problem: Problem) => void): Reporter {
  return { report: createProblemAnnouncer(announce), reportOnce: createProblemReporter(announce) }
}
