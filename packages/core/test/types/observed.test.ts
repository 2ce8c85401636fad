/** What of observables, infos and state sets must not compile. The compiler reads this file with the package. */

import { expect, expectTypeOf, it } from 'vitest'
import type { LabelledObservable, Observable } from '../../src/index.js'
import { createRegistry } from '../../src/index.js'

const registry = createRegistry({ name: 'observed types', shared: false, onProblem: () => {} })

it('a callback of a metric without labels answers a number', () => {
  const gauge = registry.gauge({ name: 'g1', observe: () => 1 })
  expectTypeOf(gauge).toEqualTypeOf<Observable>()
  expectTypeOf(
    registry.counter({ name: 'c1', labels: [], observe: async ({ signal }) => (signal.aborted ? 0 : 1) }),
  ).toEqualTypeOf<Observable>()
  // @ts-expect-error: a text
  registry.gauge({ name: 'g2', observe: () => '1' })
  // @ts-expect-error: nothing
  registry.counter({ name: 'c2', observe: async () => {} })
  // @ts-expect-error: there is nothing to record with
  registry.gauge({ name: 'g3', observe: ({ record }) => record({}, 1) })
  // @ts-expect-error: histograms are not observed
  registry.histogram({ name: 'h1', observe: () => 1 })
  expect(gauge.get()).toBe(0)
})

it('a callback of a metric with labels records', () => {
  const gauge = registry.gauge({ name: 'g4', labels: ['room', 'floor'], observe: ({ record }) => record({ room: 'hall', floor: 1 }, 20) })
  expectTypeOf(gauge).toEqualTypeOf<LabelledObservable<'room' | 'floor'>>()
  expect(gauge.get({ room: 'hall', floor: 1 })).toBe(0)
  // @ts-expect-error: floor is missing
  expect(() => gauge.get({ room: 'hall' })).toThrow(/expected exactly the labels/)
  // @ts-expect-error: floor is missing
  registry.gauge({ name: 'g5', labels: ['room', 'floor'], observe: ({ record }) => record({ room: 'hall' }, 20) })
  // @ts-expect-error: flor is no label
  registry.gauge({ name: 'g6', labels: ['floor'], observe: ({ record }) => record({ floor: 1, flor: 1 }, 20) })
  // @ts-expect-error: a value that is no number
  registry.counter({ name: 'c3', labels: ['floor'], observe: ({ record }) => record({ floor: 1 }, '20') })
  // @ts-expect-error: it answers in place of recording
  registry.gauge({ name: 'g7', labels: ['floor'], observe: () => 20 })
})

it('states and the labels of an info are known', () => {
  const mode = registry.stateSet({ name: 'mode', states: ['idle', 'busy'], labels: ['disk'] })
  // @ts-expect-error: no such state
  mode.only({ disk: 'a' }, 'asleep')
  // @ts-expect-error: no such label
  expect(() => mode.set({ dsk: 'a' }, 'idle', true)).toThrow(/expected exactly the labels/)
  const info = registry.info({ name: 'build', labels: { version: '1' } })
  // @ts-expect-error: no such label
  expect(() => info.set({ versoin: '1' })).toThrow(/expected exactly the labels/)
  // @ts-expect-error: no label value
  registry.info({ name: 'build', labels: { version: {} } })
  expect(mode.get({ disk: 'a' }, 'idle')).toBe(false)
})
