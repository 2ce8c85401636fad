/** Rules about deadlines and closing. */

import { after } from '@telltale/core/exporter'
import { failure } from '../assertions/failure.js'
import { counters } from './given-snapshots.js'
import type { ExporterHarness, ReceiverAnswer } from './harness.js'
import { type ExporterRule, type ExporterTrial, waitAfterwards, waitUntil } from './trial.js'

export function endingRules({ acknowledges = true, settlesWithinMillis = 1_000 }: ExporterHarness): readonly ExporterRule[] {
  const settlesAfter = (answer: ReceiverAnswer): ExporterRule => ({
    title: `settles soon after the deadline when the backend answers with: ${answer}`,
    run: (trial) => settlesSoon(trial, answer, settlesWithinMillis),
  })
  return [
    ...(acknowledges ? [settlesAfter('hang'), settlesAfter('drip')] : []),
    {
      title: 'settles when it is aborted before it begins',
      async run({ push }) {
        await within(settlesWithinMillis, push(counters(3, 4), AbortSignal.abort()))
      },
    },
    {
      title: 'closes without having pushed, and twice',
      async run({ exporter }) {
        await exporter.close()
        await exporter.close()
      },
    },
    {
      title: 'has delivered everything when it is closed, and sends nothing afterwards',
      async run(trial) {
        await trial.push(counters(3, 4))
        await trial.exporter.close()
        const arrivedCount = trial.receiver.requestCount()
        await trial.showsTotals({ jobs_total: 3, mails_total: 4 })
        // Without answers nobody knows when the last datagram is there; it is, when the totals are shown.
        const requestCount = acknowledges ? arrivedCount : trial.receiver.requestCount()
        await waitAfterwards()
        const lateCount = trial.receiver.requestCount() - requestCount
        if (lateCount > 0) throw failure(`close: expected nothing to be sent afterwards, got ${lateCount} requests`)
      },
    },
  ]
}

async function settlesSoon({ receiver, push, showsTotals }: ExporterTrial, answer: ReceiverAnswer, withinMillis: number): Promise<void> {
  receiver.script(Array.from({ length: 50 }, () => answer))
  const deadline = new AbortController()
  const pushed = push(counters(3, 4), deadline.signal)
  if (!(await waitUntil(() => receiver.requestCount() > 0))) throw failure('push: expected a request, got none')
  deadline.abort()
  await within(withinMillis, pushed)
  if ((await pushed).outcome === 'accepted' && answer === 'hang') throw failure(`push: expected no acceptance of what was aborted, got one`)
  await showsTotals({ jobs_total: 0 })
}

async function within(millis: number, pushed: Promise<unknown>): Promise<void> {
  let stop = (): void => {}
  const late = new Promise<'late'>((resolve) => {
    stop = after(millis, () => resolve('late'), true)
  })
  const first = await Promise.race([pushed, late])
  stop()
  if (first === 'late') throw failure(`push: expected it to settle within ${millis} ms after the deadline, got no answer`)
}
