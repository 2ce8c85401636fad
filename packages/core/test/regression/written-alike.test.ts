/** A value that is written again, unchanged, was written all the same. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPrivateRegistry } from '../support/private-registry.js'
import { createSeats } from '../support/seats.js'
import { findFamily, labelValuesOf } from '../support/snapshot-reading.js'

describe('a gauge of a value for each thread', () => {
  it.each(['sum', 'min', 'max', 'each'] as const)(
    'by %s is there again when its thread sets what it was before another removed it',
    (across) => {
      const seats = createSeats()
      const [one, two] = [seats.sit(), seats.sit()].map(({ registry }) => registry)
      const gauges = [one, two].map((registry) => registry?.gauge({ name: 'g', labels: ['a'], across }))
      const held = gauges[1]?.with({ a: 'x' })
      held?.set(5)
      expect(gauges[0]?.remove({ a: 'x' })).toBe(true)
      expect(findFamily(one?.gather() as never, 'g', 'gauge').values.length).toBe(0)
      held?.set(5)
      expect([...findFamily(one?.gather() as never, 'g', 'gauge').values]).toEqual([5])
    },
  )
})

describe('series that are in use', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('do not expire, whatever their sums and directories hold and whatever is recorded', () => {
    const { registry, advanceSeconds } = createPrivateRegistry({ expireAfterMillis: 4_000 })
    const labels = ['a'] as const
    const a = { a: 'x' }
    const infinite = registry.histogram({ name: 'infinite', labels })
    const huge = registry.histogram({ name: 'huge', labels, extremes: true })
    const native = registry.histogram({ name: 'native', labels, native: { schema: 8, maxBuckets: 16 } })
    const gauge = registry.gauge({ name: 'gauge', labels, across: 'sum' })
    const last = registry.gauge({ name: 'last', labels })
    const states = registry.stateSet({ name: 'states', labels, states: ['on', 'off'] })
    infinite.observe(a, Number.POSITIVE_INFINITY)
    huge.observe(a, 1e300)
    last.inc(a, 1e300)
    // So many octaves that the later ones are recorded coarsely.
    for (let octave = -60; octave < 60; octave++) for (const sign of [1, -1]) native.observe(a, sign * 2 ** octave)
    for (let second = 0; second < 20; second++) {
      for (const histogram of [infinite, huge, native]) histogram.observe(a, 0.001)
      gauge.set(a, 1)
      last.set(a, 1)
      states.set(a, 'on', true)
      advanceSeconds(1)
      vi.advanceTimersByTime(1_000)
      expect(registry.gather().families.map((family) => [family.name, labelValuesOf(family).length])).toEqual(
        ['gauge', 'huge', 'infinite', 'last', 'native', 'states'].map((name) => [name, 1]),
      )
    }
    for (let second = 0; second < 6; second++) {
      advanceSeconds(1)
      vi.advanceTimersByTime(1_000)
    }
    expect(registry.gather().families.flatMap((family) => labelValuesOf(family))).toEqual([])
  })
})
