/** Instruments of a metric that was unregistered, while the name has been given anew, with the same definition. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shareCount } from '../support/lanes.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { createSeats } from '../support/seats.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

describe('an instrument of a metric that was unregistered and made again alike', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each(['remove', 'clear'] as const)('does not %s the series of the new one, whose cells nobody else gets', (method) => {
    const { registry } = createPrivateRegistry()
    const old = registry.counter({ name: 'c_total', labels: ['a'] })
    old.inc({ a: 'x' }, 5)
    registry.unregister('c_total')
    const made = registry.counter({ name: 'c_total', labels: ['a'] })
    made.inc({ a: 'x' }, 7)
    expect(old.get({ a: 'x' })).toBe(0)
    if (method === 'clear') old.clear()
    else expect(old.remove({ a: 'x' })).toBe(false)
    registry.counter({ name: 'other_total', labels: ['a'] }).inc({ a: 'y' }, 100)
    made.inc({ a: 'x' })
    expect(registry.gather().families.map((family) => valuesOf(family as never))).toEqual([{ x: 8 }, { y: 100 }])
  })

  it('lets none of the new series expire, and waits for nothing', () => {
    const { registry, advanceSeconds } = createPrivateRegistry({ expireAfterMillis: 2_000 })
    registry.counter({ name: 'c_total', labels: ['a'] }).inc({ a: 'x' })
    registry.unregister('c_total')
    const made = registry.counter({ name: 'c_total', labels: ['a'], expireAfterMillis: 600_000 })
    made.inc({ a: 'x' }, 4)
    for (let second = 0; second < 20; second++) {
      advanceSeconds(1)
      vi.advanceTimersByTime(1_000)
    }
    expect(made.get({ a: 'x' })).toBe(4)
    expect(vi.getTimerCount()).toBe(1)
  })

  it('keeps no cells, whatever its kind, and takes none when it is used', () => {
    const { registry, seat } = createPrivateRegistry()
    for (let round = 0; round < 10; round++) {
      const counter = registry.counter({ name: 'c_total' })
      const labelled = registry.gauge({ name: 'g', labels: ['a'] })
      const held = labelled.with({ a: 'x' })
      registry.info({ name: 'i', labels: { a: 'b' } })
      registry.stateSet({ name: 's', states: ['on'] }).set('on', true)
      registry.summary({ name: 'q' }).observe(1)
      for (const name of registry.names()) registry.unregister(name)
      counter.inc()
      held.set(1)
      labelled.set({ a: 'y' }, 1)
    }
    expect(shareCount(seat.arena)).toBe(0)
  })

  it('keeps no cells in another thread once that one has made it again', () => {
    const seats = createSeats()
    const registries = [seats.sit().registry, seats.sit().registry]
    for (let round = 0; round < 10; round++) {
      for (const registry of registries) registry.counter({ name: 'c_total', labels: ['a'] }).inc({ a: 'x' })
      expect(valuesOf(findFamily(registries[0]?.gather() as never, 'c_total', 'counter'))).toEqual({ x: 2 })
      registries[0]?.unregister('c_total')
    }
    expect(shareCount(seats.arena)).toBe(1)
  })
})
