/** What observables, infos and state sets of several threads show together. */

import { expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>

test('observables of other threads show their last values, whatever becomes of those threads, and keep none of them alive', async () => {
  const { withOne, blocked, killed, ended, withThree, calls } = await runScenario<
    Record<'withOne' | 'blocked' | 'killed' | 'ended' | 'withThree', Table> & { calls: number }
  >('observed.mjs')
  expect(withOne).toMatchObject({
    reads_total: { '': 1_100 },
    pool_size: { 1: 10 },
    in_flight: { '': 1 },
    build: { '1.0': 1 },
    thread: { 1: 1 },
  })
  expect(withOne['mode']).toEqual({ '': ['busy'] })
  expect(blocked).toMatchObject({ reads_total: { '': 1_300 }, pool_size: { 1: 10, 2: 20 }, in_flight: { '': 3 }, build: { '1.0': 1 } })
  expect(blocked['thread']).toEqual({ 1: 1, 2: 1 })
  expect(blocked['mode']).toEqual({ '': ['down'] })
  expect(killed).toMatchObject({ reads_total: { '': 1_300 }, pool_size: { 1: 10, 2: 20 }, in_flight: { '': 1 }, mode: { '': ['down'] } })
  expect(ended).toMatchObject({ reads_total: { '': 1_300 }, pool_size: { 1: 10, 2: 20 }, in_flight: { '': 0 }, mode: { '': ['down'] } })
  expect(withThree).toMatchObject({ reads_total: { '': 1_600 }, pool_size: { 1: 10, 2: 20, 3: 30 }, in_flight: { '': 3 } })
  // The main thread's own callback was asked by the schedule too, not only by the one collect.
  expect(calls).toBeGreaterThan(2)
})

test('where threads choose one state of all, a reader sees exactly one at every moment', async () => {
  const outcome = await runScenario<Record<string, unknown>>('one-state.mjs', { changes: 500 })
  expect(outcome).toMatchObject({ wrong: 0, seen: 5, after: ['c'] })
})
