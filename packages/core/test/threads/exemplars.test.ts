/** Exemplars lie in the memory of the process: every thread sees those of all, and they stay when who recorded them has ended. */

import { expect, test } from 'vitest'
import { runScenario, seed } from './support/scenario.js'

const SPANS = [
  { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 },
  { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 },
] as const

type Shown = Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>>

test('both copies of the library share the active scope, and their exemplars outlive the thread', async () => {
  const outcome = await runScenario<{ areTwo: boolean; isOneStorage: string; before: Shown; whileItLives: Shown; afterwards: Shown[] }>(
    'exemplars.mjs',
    { spans: SPANS },
  )
  expect([outcome.areTwo, outcome.isOneStorage]).toEqual([true, 'x'])
  const [main, worker] = SPANS.map(({ traceId, spanId }) => [traceId, spanId])
  expect(outcome.before).toMatchObject({
    by_esm_total: { nobody: null, main },
    by_cjs_total: { nobody: null, main },
    shared_total: { '': ['main'] },
  })
  for (const shown of [outcome.whileItLives, ...outcome.afterwards]) {
    expect(shown).toMatchObject({
      by_esm_total: { nobody: null, main, worker },
      by_cjs_total: { nobody: null, main, worker },
      shared_total: { '': ['worker'] },
    })
  }
})

test('threads that are terminated while they record leave the old exemplar or the new one, never parts of both', async () => {
  const outcome = await runScenario<{ faults: string[]; problems: object[]; seen: number }>('exemplar-kills.mjs', {
    seed,
    kills: 12,
    atOnce: 3,
  })
  expect(outcome.faults).toEqual([])
  expect(outcome.problems).toEqual([])
  expect(outcome.seen).toBeGreaterThan(100)
})

test('where scopes cannot be carried no update has an automatic exemplar, and nothing fails', async () => {
  const outcome = await runScenario<object>('without-async-hooks.mjs')
  expect(outcome).toEqual({ answers: [undefined, undefined], automatic: undefined, byHand: ['hand'], total: 2 })
})
