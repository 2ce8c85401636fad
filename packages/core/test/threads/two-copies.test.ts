/** Two copies of the library in one thread have a lane each, and whoever reads sees one metric. */

import { expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>

test('what both copies record in two threads is one metric of each name, with one series a thread where a thread has its own', async () => {
  const { areTwo, whileItLives, afterwards } = await runScenario<{ areTwo: boolean; whileItLives: Table[]; afterwards: Table[] }>(
    'two-copies.mjs',
  )
  expect(areTwo).toBe(true)
  const sums = {
    calls_total: { all: 15 },
    last: { '': 8 },
    added: { '': 15 },
    sizes: { '': { count: 4, sum: 15, buckets: [1, 3] } },
    weights: { '': { count: 4, sum: 15 } },
  }
  for (const table of whileItLives) {
    expect(table).toMatchObject({ ...sums, sum: { all: 15 }, min: { all: 1 }, max: { all: 8 }, each: { 'all,0': 3, 'all,1': 12 } })
    expect(Object.keys(table['each'] ?? {})).toHaveLength(2)
  }
  for (const table of afterwards) {
    expect(table).toMatchObject({ ...sums, sum: { all: 3 }, min: { all: 1 }, max: { all: 2 } })
    expect(table['each']).toEqual({ 'all,0': 3 })
  }
})
