/** What another thread removed does not come along to another arena. */

import { describe, expect, it, vi } from 'vitest'
import { createArena } from '../../src/arena/arena.js'
import { ThreadRegistry } from '../../src/registry/registry.js'
import type { Registry } from '../../src/registry/types.js'
import { takePrivateSeat } from '../../src/series/seat.js'
import { createManualClock } from '../support/manual-clock.js'
import { hasSharedMemory } from '../support/memories.js'
import { labelValuesOf } from '../support/snapshot-reading.js'

type Core = typeof import('../../src/index.js')

const labels = ['a'] as const

function makeAll(registry: Registry) {
  return {
    counter: registry.counter({ name: 'counter', labels }),
    histogram: registry.histogram({ name: 'histogram', labels, buckets: [1], extremes: true }),
    native: registry.histogram({ name: 'native', labels, native: { schema: 3 } }),
    both: registry.histogram({ name: 'both', labels, buckets: [1], native: { schema: 3 }, extremes: true }),
    summary: registry.summary({ name: 'summary', labels, quantiles: [0.5] }),
    last: registry.gauge({ name: 'last', labels }),
    added: registry.gauge({ name: 'added', labels }),
    sum: registry.gauge({ name: 'sum', labels, across: 'sum' }),
    each: registry.gauge({ name: 'each', labels, across: 'each' }),
    states: registry.stateSet({ name: 'states', labels, states: ['on', 'off'] }),
  }
}

function recordAll(made: ReturnType<typeof makeAll>, a: string): void {
  made.counter.inc({ a }, 5, { exemplar: { by: 'hand' } })
  for (const observer of [made.histogram, made.native, made.both, made.summary])
    for (const value of [0, 0.5, 7, -3]) observer.observe({ a }, value)
  made.last.set({ a }, 5)
  made.added.inc({ a }, 5)
  made.sum.set({ a }, 5)
  made.each.set({ a }, 5)
  made.states.only({ a }, 'on')
}

const shownBy = (registry: Registry): Record<string, unknown> =>
  Object.fromEntries(
    registry.gather().families.flatMap((family) => {
      const values = labelValuesOf(family).map(([a]) => a)
      return values.length === 0 ? [] : [[family.name, values]]
    }),
  )

describe('a thread that comes to another arena, after another removed its series', () => {
  it('brings none of them', async (context) => {
    // Where memory cannot be shared no thread ever moves; that it cannot is what is shown there.
    if (!hasSharedMemory) return expect(createArena({ shared: true, nowMillis: 0 }).memory.shared, context.task.name).toBeUndefined()
    vi.resetModules()
    const core: Core = await import('../../src/index.js')
    const left = createArena({ shared: true, nowMillis: 0 })
    core.attach({ buffer: left.memory.shared as SharedArrayBuffer, origin: 50 })
    const registry = core.createRegistry({ name: 'moving' })
    const made = makeAll(registry)
    recordAll(made, 'removed')
    recordAll(made, 'kept')
    const other = makeAll(new ThreadRegistry(takePrivateSeat(createManualClock(), undefined, left), { name: 'moving' }))
    for (const metric of Object.values(other)) expect([metric.name, metric.remove({ a: 'removed' })]).toEqual([metric.name, true])
    const before = shownBy(registry)
    expect(before).toEqual(Object.fromEntries(Object.keys(made).map((name) => [name, ['kept']])))

    const entered = createArena({ shared: true, nowMillis: 0 })
    core.attach({ buffer: entered.memory.shared as SharedArrayBuffer, origin: 0 })
    expect(shownBy(registry)).toEqual(before)
    const handles = [made.counter.get({ a: 'removed' }), made.last.get({ a: 'removed' }), made.states.get({ a: 'removed' }, 'on')]
    expect(handles).toEqual([0, 0, false])
    recordAll(made, 'removed')
    expect(made.counter.get({ a: 'removed' })).toBe(5)
    expect(made.added.get({ a: 'removed' })).toBe(5)
    for (const observer of [made.histogram, made.native, made.both, made.summary]) {
      expect([observer.name, observer.get({ a: 'removed' })]).toEqual([observer.name, { count: 4, sum: 4.5 }])
    }
    expect(Object.values(shownBy(registry))).toEqual(Object.keys(made).map(() => ['kept', 'removed']))
  })

  it('brings what was recorded since', async (context) => {
    // Where memory cannot be shared no thread ever moves; that it cannot is what is shown there.
    if (!hasSharedMemory) return expect(createArena({ shared: true, nowMillis: 0 }).memory.shared, context.task.name).toBeUndefined()
    vi.resetModules()
    const core: Core = await import('../../src/index.js')
    const left = createArena({ shared: true, nowMillis: 0 })
    core.attach({ buffer: left.memory.shared as SharedArrayBuffer, origin: 50 })
    const registry = core.createRegistry({ name: 'moving' })
    const made = makeAll(registry)
    recordAll(made, 'x')
    const other = makeAll(new ThreadRegistry(takePrivateSeat(createManualClock(), undefined, left), { name: 'moving' }))
    for (const metric of Object.values(other)) metric.remove({ a: 'x' })
    made.counter.inc({ a: 'x' }, 2)
    for (const observer of [made.histogram, made.native, made.both, made.summary])
      for (const value of [7, 0, -3]) observer.observe({ a: 'x' }, value)
    made.last.inc({ a: 'x' }, 2)
    made.added.inc({ a: 'x' }, 2)
    made.states.set({ a: 'x' }, 'off', true)
    const read = () => [
      made.counter.get({ a: 'x' }),
      [made.histogram, made.native, made.both, made.summary].map((observer) => observer.get({ a: 'x' })),
      made.last.get({ a: 'x' }),
      made.added.get({ a: 'x' }),
      [made.states.get({ a: 'x' }, 'on'), made.states.get({ a: 'x' }, 'off')],
    ]
    const since = { count: 3, sum: 4 }
    const expected = [2, [since, since, since, since], 2, 2, [false, true]]
    expect(read()).toEqual(expected)
    core.attach({ buffer: createArena({ shared: true, nowMillis: 0 }).memory.shared as SharedArrayBuffer, origin: 0 })
    expect(read()).toEqual(expected)
  })
})
