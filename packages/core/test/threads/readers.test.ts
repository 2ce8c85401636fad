/** Whoever reads while others write sees numbers that only rise and that belong together. */

import { expect, test } from 'vitest'
import { HEAD_BYTES, OWNERS_BYTE_OFFSET } from '../../src/arena/layout.js'
import { runScenario } from './support/scenario.js'

interface Reading {
  readonly faults: readonly string[]
  readonly faultCount: number
  readonly table: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

test('two threads read 2,000 times each under eight that write: nothing falls, rows are whole, and readers take no lane', async () => {
  const writers = 8
  const layout = { ownersByteOffset: OWNERS_BYTE_OFFSET, maxPages: (HEAD_BYTES - OWNERS_BYTE_OFFSET) / 4 }
  const outcome = await runScenario<Reading & { total: number; ofOther: Reading; lanes: number }>('readers.mjs', {
    writers,
    gathers: 2_000,
    layout,
  })
  const { faults, faultCount, table, total, ofOther, lanes } = outcome
  expect({ faults, faultCount }).toEqual({ faults: [], faultCount: 0 })
  expect(ofOther).toEqual({ faults: [], faultCount: 0, table })
  expect(lanes).toBe(writers)
  // What was written while all this was read is complete.
  expect(total).toBeGreaterThan(10_000)
  expect(table['all_total']).toEqual({ '': total })
  const sums = (rows: object): number =>
    Object.values(rows).reduce((sum, value) => sum + (typeof value === 'number' ? value : value.count), 0)
  expect(sums(table['shared_total'] ?? {})).toBe(total)
  expect(sums(table['sizes'] ?? {})).toBe(total)
  expect(sums(table['weights'] ?? {})).toBe(total)
})
