/** An aligned 8-byte store is seen whole or not at all: what `arena/layout.ts` argues, and everything that is read from cells relies on. */

import { expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

test('millions of reads of a cell that another thread sets to two numbers in turn see one of the two', async () => {
  const reads = 4_000_000
  const outcome = await runScenario<Record<string, unknown>>('tearing.mjs', { reads, changes: 1_000, patience: 1_000 * reads })
  expect(outcome).toMatchObject({ isFound: true, torn: 0, wrong: 0 })
  expect(outcome['readCount']).toBeGreaterThanOrEqual(reads)
  expect(outcome['changed']).toBeGreaterThanOrEqual(1_000)
})
