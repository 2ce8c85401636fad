/**
 * Threads that define one name differently: the first definition is read, the other is reported, and neither changes the other's numbers.
 */

import { beforeAll, expect, test } from 'vitest'
import { runScenario } from './support/scenario.js'

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>
interface Outcome {
  readonly table: Table
  readonly got: object
  readonly problems: readonly { readonly kind: string; readonly metric: string; readonly namesBoth: boolean }[]
  readonly afterThird: Table
  readonly seenByThread: Table
  readonly problemsOfThread: readonly string[]
  readonly gotByThread: object
}

const DISAGREED = ['kind', 'labels', 'order', 'help', 'unit', 'rule', 'buckets', 'quantiles']
let outcome: Outcome

beforeAll(async () => {
  outcome = await runScenario<Outcome>('conflicts.mjs')
})

test('the numbers of the first definition are those of the threads that agree with it', () => {
  const { table, got, afterThird } = outcome
  const { quantiles, ...rest } = table
  expect(rest).toEqual({
    kind: { 'x,y': 3 },
    labels: { 'x,y': 3 },
    order: { 'x,y': 3 },
    help: { '': 3 },
    unit: { '': 3 },
    rule: { '': 3 },
    buckets: { x: { count: 1, sum: 1.5, buckets: [0, 1, 0] } },
    agreed: { x: 7 },
  })
  expect(quantiles).toMatchObject({ '': { count: 1, sum: 4 } })
  expect(got).toEqual({ kind: 3, labels: 3, help: 3, rule: 3, buckets: { count: 1, sum: 1.5 }, agreed: 7 })
  expect(afterThird['labels']).toEqual({ 'x,y': 8 })
  expect(afterThird['buckets']).toEqual({ x: { count: 2, sum: 6.5, buckets: [0, 1, 1] } })
})

test('every disagreement is reported once to whoever reads, with both definitions', () => {
  const expected = DISAGREED.map((metric) => ({ kind: 'metric_conflict', metric, namesBoth: true }))
  expect(outcome.problems).toEqual(expected)
  expect(outcome.problemsOfThread).toEqual(DISAGREED.map((metric) => `metric_conflict ${metric}`))
})

test('the thread that disagrees reads what everybody reads, and is not told the numbers of another metric as its own', () => {
  expect(outcome.seenByThread).toEqual(outcome.afterThird)
  expect(outcome.gotByThread).toEqual({ kind: { count: 0, sum: 0 }, labels: 0, help: 0, agreed: 7 })
})
