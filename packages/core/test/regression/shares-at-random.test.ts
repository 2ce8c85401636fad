/** Whatever threads do in whichever order, each cell is one share's, and the header counts the shares there are. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../src/arena/arena.js'
import { retireLanes } from '../../src/arena/lane.js'
import { threadNumber } from '../../src/ground/platform.js'
import type { Registry } from '../../src/registry/types.js'
import { readHeritage } from '../../src/series/heritage.js'
import { createReader } from '../../src/series/reader.js'
import { shareCount } from '../support/lanes.js'
import { createSeats } from '../support/seats.js'

const labels = ['a'] as const
const kinds = ['counter', 'native', 'summary', 'each', 'states', 'last'] as const

function make(registry: Registry, kind: (typeof kinds)[number]) {
  switch (kind) {
    case 'counter': {
      const counter = registry.counter({ name: kind, labels })
      return { metric: counter, record: (a: string) => counter.inc({ a }, 1, { exemplar: { by: a } }) }
    }
    case 'native': {
      const native = registry.histogram({ name: kind, labels, buckets: [1], native: { schema: 2 }, extremes: true })
      return { metric: native, record: (a: string, n: number) => native.observe({ a }, (n - 5) * 3 ** n) }
    }
    case 'summary': {
      const summary = registry.summary({ name: kind, labels, quantiles: [0.5], ageBuckets: 2 })
      return { metric: summary, record: (a: string, n: number) => summary.observe({ a }, (n - 5) * 3 ** n) }
    }
    case 'states': {
      const states = registry.stateSet({ name: kind, labels, states: ['on', 'off'] })
      return { metric: states, record: (a: string) => states.only({ a }, 'on') }
    }
    default: {
      const gauge = registry.gauge({ name: kind, labels, across: kind })
      return { metric: gauge, record: (a: string, n: number) => gauge.set({ a }, n) }
    }
  }
}

const step = fc.record({
  thread: fc.nat(1),
  kind: fc.constantFrom(...kinds),
  a: fc.constantFrom('u', 'v', 'w'),
  action: fc.constantFrom('record', 'record', 'record', 'remove', 'clear', 'unregister', 'end'),
  n: fc.nat(10),
})

describe('shares', () => {
  it('have cells of their own and are counted', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
        const seats = createSeats()
        const threads = [seats.sit(), seats.sit()]
        for (const { thread, kind, a, action, n } of steps) {
          const { registry } = threads[thread] as (typeof threads)[number]
          const { metric, record } = make(registry, kind)
          if (action === 'record') record(a, n)
          else if (action === 'remove') metric.remove({ a })
          else if (action === 'clear') metric.clear()
          else if (action === 'unregister') registry.unregister(kind)
          else {
            // Both end: the lanes of this thread cannot be told apart.
            retireLanes(seats.arena, threadNumber())
            threads.splice(0, 2, seats.sit(), seats.sit())
          }
        }
        let shares = 0
        for (const number of seats.arena.rootPages(0)) {
          const runs = [...readHeritage(seats.arena, seats.arena.page(number) as Page).used].sort((one, other) => one.ref - other.ref)
          for (const [i, { ref }] of runs.entries()) {
            const before = runs[i - 1]
            if (before) expect(before.ref + before.count).toBeLessThanOrEqual(ref)
          }
        }
        const reader = createReader(seats.arena, () => {})
        reader.refresh()
        for (const view of reader.families('default')) shares += view.sharesBySlot().flat().length
        expect(shareCount(seats.arena)).toBeGreaterThanOrEqual(shares)
        if (!steps.some(({ action }) => action === 'unregister')) expect(shareCount(seats.arena)).toBe(shares)
      }),
      { numRuns: 100 },
    )
  })
})
