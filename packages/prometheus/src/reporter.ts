/** How a problem reaches the application without hurting it. */

import type { Problem } from '@telltale/core'

export interface Reporter {
  /** Announces an event of its own: each one is told. */
  report(problem: Problem): void
  /** Announces a condition that may last: told the first time for its kind. */
  reportOnce(problem: Problem): void
}

/** @param announce The application's own code: whatever it throws is swallowed. */
export function createReporter(announce: (problem: Problem) => void = emitWarning): Reporter {
  const announcedKinds = new Set<string>()

  const report = (problem: Problem): void => {
    try {
      announce(problem)
    } catch {
      // Telemetry never hurts the application, not even by way of its own callback.
    }
  }

  return {
    report,
    reportOnce(problem) {
      if (announcedKinds.has(problem.kind)) return
      announcedKinds.add(problem.kind)
      report(problem)
    },
  }
}

function emitWarning({ kind, message }: Problem): void {
  process.emitWarning(message, { type: 'TelltaleWarning', code: `TELLTALE_${kind.toUpperCase()}` })
}

/** What a caught value has to say, for a problem's message. */
export function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
