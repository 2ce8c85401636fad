/** Threads that met before the main thread imported the library bring a gauge along that several of them had changed. */

import { describe, expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

type Table = Readonly<Record<string, Readonly<Record<string, number>>>>
type Step = readonly [thread: number, name: string, method: 'set' | 'inc' | 'dec', labels: { readonly case: string }, value: number]

interface Outcome {
  readonly beforeJoining: Table
  readonly joined: readonly Table[]
  readonly afterwards: readonly Table[]
}

/** By case: what the threads 0, 1 and 2 do, one after the other, and what the gauge then is. */
const CASES: Readonly<
  Record<string, { readonly steps: readonly (readonly [number, 'set' | 'inc' | 'dec', number])[]; readonly value: number }>
> = {
  'added to by all': {
    steps: [
      [0, 'inc', 5],
      [1, 'inc', 3],
      [2, 'dec', 1],
    ],
    value: 7,
  },
  'set by one': { steps: [[1, 'set', 2]], value: 2 },
  'set by two': {
    steps: [
      [0, 'set', 1],
      [1, 'set', 2],
    ],
    value: 2,
  },
  'set by two the other way round': {
    steps: [
      [1, 'set', 1],
      [0, 'set', 2],
    ],
    value: 2,
  },
  'set by all': {
    steps: [
      [2, 'set', 1],
      [1, 'set', 2],
      [0, 'set', 4],
      [2, 'set', 3],
    ],
    value: 3,
  },
  'added to by another before it was set': {
    steps: [
      [0, 'inc', 5],
      [1, 'set', 2],
    ],
    value: 2,
  },
  'added to by another after it was set': {
    steps: [
      [1, 'set', 2],
      [0, 'inc', 5],
    ],
    value: 7,
  },
  'added to by all before and after': {
    steps: [
      [0, 'inc', 5],
      [1, 'inc', 8],
      [2, 'inc', 16],
      [1, 'set', 2],
      [2, 'inc', 32],
      [0, 'dec', 64],
      [1, 'inc', 128],
    ],
    value: 98,
  },
  'set over and over': {
    steps: [
      [0, 'inc', 1],
      [1, 'set', 7],
      [2, 'inc', 2],
      [0, 'set', 9],
      [1, 'inc', 4],
      [2, 'set', 11],
      [1, 'dec', 8],
      [0, 'inc', 16],
    ],
    value: 19,
  },
}
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

const make = [['gauge', { name: 'level', labels: ['case'] }]]
const before: Step[] = Object.entries(CASES).flatMap(([name, { steps }]) =>
  steps.map(([thread, method, value]): Step => [thread, 'level', method, { case: name }, value]),
)
const expected = Object.fromEntries(Object.entries(CASES).map(([name, { value }]) => [name, value]))

describe('a gauge of several threads, read as the last that was set', () => {
  test.each(ORDERS)('stays what it was when they join in the order %d, %d, %d, and goes on from there', async (...order) => {
    const after: Step[] = [
      [1, 'level', 'set', { case: 'set by one' }, 20],
      [2, 'level', 'set', { case: 'added to by all before and after' }, 0.1],
      [0, 'level', 'inc', { case: 'set by all' }, 100],
    ]
    const { beforeJoining, joined, afterwards } = await runScenario<Outcome>('joining-in-order.mjs', { make, before, order, after })
    expect(beforeJoining['level']).toEqual(expected)
    // As the main thread reads it and as each of the others does.
    expect(joined).toHaveLength(4)
    for (const seen of joined) expect(seen['level']).toEqual(expected)
    const changed = { ...expected, 'set by one': 20, 'added to by all before and after': 0.1, 'set by all': 103 }
    for (const seen of afterwards) expect(seen['level']).toEqual(changed)
  })
})
