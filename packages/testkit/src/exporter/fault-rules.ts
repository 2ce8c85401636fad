/** The retry table: what each fault of the backend comes to. */

import { failure } from '../assertions/failure.js'
import { counters } from './given-snapshots.js'
import type { ExpectedOutcome, ExporterFault, ExporterHarness } from './harness.js'
import type { ExporterRule, ExporterTrial } from './trial.js'

const USUAL: Readonly<Record<ExporterFault, ExpectedOutcome>> = {
  unreachable: 'retryable',
  drop: 'retryable',
  fail: 'retryable',
  busy: 'retryable',
  reject: 'rejected',
  'too-large': 'rejected',
  redirect: 'rejected',
}

/** Longer than any client of a backend retries by itself. */
const LASTING = 50

export function faultRules({ acknowledges = true, outcomes = {} }: ExporterHarness): readonly ExporterRule[] {
  if (!acknowledges) return [{ title: 'survives that nobody listens', run: survivesOutage }]
  const rules: ExporterRule[] = []
  for (const fault of Object.keys(USUAL) as ExporterFault[]) {
    const expected = outcomes[fault] ?? USUAL[fault]
    if (expected === 'not-applicable') continue
    rules.push({ title: `answers ${expected} to the fault: ${fault}`, run: (trial) => answers(trial, fault, expected) })
  }
  return rules
}

async function answers({ receiver, push, showsTotals }: ExporterTrial, fault: ExporterFault, expected: ExpectedOutcome): Promise<void> {
  if (fault === 'unreachable') await receiver.pause()
  else receiver.script(Array.from({ length: LASTING }, () => fault))
  const given = counters(3, 4)
  const result = await push(given)
  if (result.outcome !== expected) throw failure(`push: expected ${expected} to ${fault}, got ${result.outcome}`)
  if (fault === 'redirect' && receiver.requestCount() !== 1) {
    throw failure(`push: expected a redirect not to be followed, got ${receiver.requestCount()} requests`)
  }
  if (fault === 'unreachable') await receiver.resume()
  else receiver.script([])
  await showsTotals({ jobs_total: 0 })
  if (expected !== 'retryable') return
  const again = await push(given)
  if (again.outcome !== 'accepted') throw failure(`push: expected accepted after ${fault} was over, got ${again.outcome}`)
  await showsTotals({ jobs_total: 3, mails_total: 4 })
}

async function survivesOutage({ receiver, push }: ExporterTrial): Promise<void> {
  await receiver.pause()
  await push(counters(3, 4))
  await receiver.resume()
  await push(counters(3, 4))
}
