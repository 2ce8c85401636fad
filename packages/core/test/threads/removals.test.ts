/** Series are removed while other threads write them. */

import { expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>

test('what four threads record while a fifth removes it goes to its own series or to none, and all that comes after is there', async () => {
  const keys = 10
  const writers = 4
  const outcome = await runScenario<{
    faults: readonly string[]
    faultCount: number
    removed: Record<string, number>
    total: number
    cleared: Table
    after: Table
    unitOf: readonly number[]
  }>('removals.mjs', { writers, removals: 1_500, keys })
  expect({ faults: outcome.faults, faultCount: outcome.faultCount }).toEqual({ faults: [], faultCount: 0 })
  expect(outcome.total).toBeGreaterThan(1_000)
  for (const count of Object.values(outcome.removed)) expect(count).toBeGreaterThan(0)
  for (const name of ['shared_total', 'level', 'sizes']) expect(outcome.cleared[name] ?? {}).toEqual({})
  expect(outcome.after['shared_total']).toEqual(
    Object.fromEntries(outcome.unitOf.map((unit, number) => [`key ${number},${unit}`, writers * unit])),
  )
})
