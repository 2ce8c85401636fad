import type { Snapshot } from '@telltale/core/model'
import { deltaOf } from '@telltale/core/model'
import { buildSnapshot } from '@telltale/testkit'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTestExporter, NO_DEADLINE } from '../support/exporters.js'
import { type Mischief, startStrictEndpoint } from '../support/strict-endpoint.js'

const SERIES_COUNT = 1_200
const MISCHIEF: readonly Mischief[] = [
  'accept',
  'reset',
  { status: 400, code: 'Throttling' },
  { status: 500, code: 'InternalFailure' },
  { status: 403, code: 'ExpiredToken' },
  { status: 413, code: 'TooLarge' },
  { status: 400, code: 'InvalidParameterValueException' },
]

/** As a pusher does it: what was not accepted is given again as the same object, and only then the next increments. */
it('what CloudWatch has is what was counted, but for what it refused, which is counted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.constantFrom(...MISCHIEF), { maxLength: 10 }),
      async (increments, script) => {
        const takenAtMillis = Date.now()
        const endpoint = await startStrictEndpoint([...script])
        const { exporter, close } = createTestExporter(endpoint.url)
        let previous: Snapshot | undefined
        let total = 0
        let lost = 0
        for (const increment of increments) {
          total += increment
          const current = snapshotOf(total, takenAtMillis)
          // Series that are dropped lose this increment, and no other.
          lost += (await pushUntilDone(exporter, deltaOf(previous, current))) * increment
          previous = current
        }
        expect(endpoint.broken).toEqual([])
        expect(endpoint.sumOf('jobs_total') + lost).toBe(total * SERIES_COUNT)
        close()
        await endpoint.close()
      },
    ),
    { numRuns: 40 },
  )
})

/** @returns how many series were dropped in the end */
async function pushUntilDone(exporter: ReturnType<typeof createTestExporter>['exporter'], delta: Snapshot): Promise<number> {
  for (;;) {
    const result = await exporter.push(delta, NO_DEADLINE)
    if (result.outcome === 'accepted') return (result.dropped ?? []).reduce((sum, { count }) => sum + count, 0)
    if (result.outcome === 'rejected' && result.final !== false) return result.droppedCount ?? SERIES_COUNT
  }
}

function snapshotOf(value: number, takenAtMillis: number): Snapshot {
  const series = Array.from({ length: SERIES_COUNT }, (_, id) => ({ labels: { id: `${id}` }, value }))
  return buildSnapshot({ takenAtMillis, families: [{ kind: 'counter', name: 'jobs_total', series }] })
}
