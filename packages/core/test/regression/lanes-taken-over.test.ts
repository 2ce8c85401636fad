/** What a thread finds in a lane that another one left. */

import { describe, expect, it } from 'vitest'
import { retireLanes } from '../../src/arena/lane.js'
import { threadNumber } from '../../src/ground/platform.js'
import { shareCount } from '../support/lanes.js'
import { createSeats } from '../support/seats.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

describe('a lane that is taken over', () => {
  it('begins at zero where every series had been removed', () => {
    const seats = createSeats()
    const ended = seats.sit()
    const counter = ended.registry.counter({ name: 'c_total', labels: ['a'] })
    for (const a of ['x', 'y', 'z']) counter.inc({ a }, 5)
    counter.clear()
    retireLanes(seats.arena, threadNumber())

    const { registry, seat } = seats.sit()
    registry.counter({ name: 'c_total', labels: ['a'] }).inc({ a: 'new' })
    registry.histogram({ name: 'h', labels: ['a'] }).observe({ a: 'new' }, 1)
    expect(seat.rootPage).toBe(ended.seat.rootPage)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ new: 1 })
    expect(findFamily(registry.gather(), 'h', 'histogram').sums[0]).toBe(1)
  })

  it('has the series of a gauge that shows each thread once, however many threads have had it', () => {
    const seats = createSeats()
    for (let generation = 0; generation < 20; generation++) {
      const { registry } = seats.sit()
      const gauge = registry.gauge({ name: 'g', labels: ['a'], across: 'each' })
      for (const a of ['x', 'y']) gauge.set({ a }, generation)
      expect([...findFamily(registry.gather(), 'g', 'gauge').values]).toEqual([generation, generation])
      if (generation % 2 === 1) gauge.remove({ a: 'x' })
      retireLanes(seats.arena, threadNumber())
    }
    expect(shareCount(seats.arena)).toBe(1)
    expect(seats.arena.rootPages(0).length).toBe(1)
  })
})
