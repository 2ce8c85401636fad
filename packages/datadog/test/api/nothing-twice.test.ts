/** Whatever becomes of pushes, Datadog's sums are the registry's. */

import { createPusher } from '@telltale/core/push'
import { createTestRegistry } from '@telltale/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exporterFor } from '../support/exporters.js'
import { type Fate, startReceiver } from '../support/receiver.js'

const fate = fc.constantFrom<Fate>('take', 'reset', 'late', { status: 503 }, { status: 403 }, { status: 429 })
const story = fc.record({
  steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })), { minLength: 1, maxLength: 4 }),
  fates: fc.array(fate, { maxLength: 8 }),
  isTooLarge: fc.boolean(),
  histograms: fc.constantFrom('distribution' as const, 'totals' as const),
})

describe('what arrives', () => {
  it('is what was counted', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ steps, fates, isTooLarge, histograms }) => {
        const { registry } = createTestRegistry()
        const jobs = registry.counter({ name: 'jobs_total', labels: ['kind'] })
        const sizes = registry.histogram({ name: 'sizes', buckets: [10, 100] })
        const receiver = await startReceiver()
        const { exporter } = exporterFor(receiver, { histograms })
        // The first request has several series and can be halved; one of a single series would be given up, see the retry table.
        receiver.script.push(...(isTooLarge ? [{ status: 413 }] : []), ...fates)
        const pusher = createPusher({
          source: {
            name: 'now',
            gather: () => ({ ...registry.gather(), takenAtMillis: Date.now() }),
            *gatherChunks() {
              yield undefined
              return { ...registry.gather(), takenAtMillis: Date.now() }
            },
          },
          exporter,
          intervalMillis: 1e6,
          deadlineMillis: 100,
          exitDeadlineMillis: 20_000,
          retry: (attempt) => (attempt < 4 ? 1 : undefined),
          maxRetryAfterMillis: 1,
          metrics: false,
          flushAtExit: false,
          onProblem: () => {},
        })
        let counted = 0
        let summed = 0
        for (const [count, size] of steps) {
          for (const kind of ['a', 'b']) jobs.inc({ kind }, count)
          sizes.observe(size)
          counted += 2 * count
          summed += size
          await pusher.flush()
        }
        receiver.script.length = 0
        await pusher.flush()
        await pusher.flush()
        await pusher.close()
        expect(receiver.total('jobs.count')).toBe(counted)
        expect(receiver.total('sizes.sum')).toBe(summed)
        expect(receiver.total('sizes.count')).toBe(steps.length)
        expect(receiver.refusals).toEqual([])
        await receiver.close()
      }),
      { numRuns: 25 },
    )
  })
})
