/** The suite that every exporter passes, in whatever test runner. */

import { deliveryRules } from './delivery-rules.js'
import { endingRules } from './ending-rules.js'
import { exactnessRules } from './exactness-rules.js'
import { faultRules } from './fault-rules.js'
import type { ExporterHarness, ExporterTestRunner } from './harness.js'
import { startTrial } from './trial.js'

/**
 * Declares a suite of tests: awkward snapshots, restarts of the backend, partial acceptance, the retry table, deadlines, closing, secrets, and that nothing is counted twice. Each
 * test has a receiver and an exporter of its own, which end with it. Failures are `node:assert`'s `AssertionError`.
 *
 * @param runner `{ describe, it }` of Vitest, Jest or `node:test`.
 */
export function describeExporter(name: string, harness: ExporterHarness, { describe, it }: ExporterTestRunner): void {
  describe(`exporter ${name}`, () => {
    for (const rule of [...deliveryRules(), ...faultRules(harness), ...exactnessRules(harness), ...endingRules(harness)]) {
      it(rule.title, async () => {
        const trial = await startTrial(harness)
        try {
          await rule.run(trial)
          trial.keepsSecrets(trial.exporter)
        } finally {
          await trial.end()
        }
      })
    }
  })
}
