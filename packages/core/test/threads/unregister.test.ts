/** A name that one thread withdraws is withdrawn for all; each thread that makes it again joins the others that have. */

import { expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>
interface Outcome {
  readonly before: Table
  readonly withdrawn: Table
  readonly reloaded: Table
  readonly joined: Table
  readonly joinedByReader: Table
  readonly rejoined: Table
  readonly inherited: Table
  readonly unaware: number
  readonly problems: readonly object[]
}

test('hot reload with other buckets, thread by thread', async () => {
  const outcome = await runScenario<Outcome>('unregistering.mjs')
  expect(outcome.before).toEqual({ took: { x: { count: 3, sum: 4.5, buckets: [0, 3, 0] } }, jobs_total: { '': 3 } })
  // Nobody shows it, though two threads have not heard of it and go on recording.
  expect(outcome.withdrawn).toEqual({ jobs_total: { '': 3 } })
  // What those record in the old definition is not shown beside the new one, and is no conflict.
  expect(outcome.reloaded).toEqual({ took: { x: { count: 1, sum: 7, buckets: [0, 1] } }, jobs_total: { '': 3 } })
  // One of them reloads: it need not know that it was not the first. Threads that never made it before join as well.
  expect(outcome.joined['took']).toEqual({ x: { count: 3, sum: 21, buckets: [0, 3] } })
  expect(outcome.joinedByReader).toEqual(outcome.joined)
  // Withdrawing what was already withdrawn takes nothing from those who have begun anew.
  expect(outcome.rejoined['took']).toEqual({ x: { count: 4, sum: 28, buckets: [0, 4] } })
  // A thread in the lane of one that has ended goes on in the edition of now.
  expect(outcome.inherited['took']).toEqual({ x: { count: 5, sum: 35, buckets: [0, 5] } })
  expect(outcome.unaware).toBe(3)
  expect(outcome.problems).toEqual([])
})
