/** How many series a family has, counted as it goes, is how many are to be seen. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ThreadRegistry } from '../../src/registry/registry.js'
import type { FamilyView } from '../../src/series/family-view.js'
import { createReader } from '../../src/series/reader.js'
import { takePrivateSeat } from '../../src/series/seat.js'
import { createManualClock } from '../support/manual-clock.js'

const THREADS = 3
const operation = fc.record({
  what: fc.constantFrom('inc', 'remove', 'remove', 'look'),
  thread: fc.nat(THREADS - 1),
  name: fc.nat(150),
})

/** Whether a number counted as it goes may be below what is to be seen: series that were removed have been written again, silently. */
function expectCounted(view: FamilyView, isSilent: boolean): void {
  const counted = view.seriesCount()
  const seen = view.shown()?.length ?? view.length
  if (isSilent) expect(counted).toBeLessThanOrEqual(seen)
  else expect(counted).toBe(seen)
  // Slots may have been numbered anew.
  expect(view.seriesCount()).toBeLessThanOrEqual(seen)
}

it('counts what is to be seen, through removals by any thread', () => {
  const problem = (): never => {
    throw new Error('a problem was reported')
  }
  let removedCount = 0
  let renumberedCount = 0
  fc.assert(
    fc.property(fc.array(operation, { minLength: 400, maxLength: 1_000 }), (operations) => {
      const clock = createManualClock()
      const first = takePrivateSeat(clock)
      const seats = [first, ...Array.from({ length: THREADS - 1 }, () => takePrivateSeat(clock, undefined, first.arena))]
      const counters = seats.map((seat) => new ThreadRegistry(seat, { onProblem: problem }).counter({ name: 'c_total', labels: ['a'] }))
      const reader = createReader(first.arena, problem)
      const look = (): FamilyView | undefined => {
        reader.refresh()
        return reader.family('default', 'c_total')
      }
      // Enough slots without a share for them to be numbered anew at some look.
      for (let i = 0; i < 100; i++) counters[0]?.inc({ a: `gone ${i}` })
      look()
      for (let i = 0; i < 100; i++) counters[0]?.remove({ a: `gone ${i}` })
      let isSilent = false
      for (const { what, thread, name } of operations) {
        const labels = { a: `series ${name}` }
        if (what === 'inc') {
          isSilent = true
          counters[thread]?.inc(labels)
        } else if (what === 'remove' && counters[thread]?.remove(labels)) {
          removedCount++
          isSilent = false
        } else if (what === 'look') {
          const view = look()
          const lengthBefore = view?.length ?? 0
          if (view) expectCounted(view, isSilent)
          if (view && view.length < lengthBefore) renumberedCount++
        }
      }
      // Whoever comes now counts for the first time.
      const fresh = createReader(first.arena, problem)
      fresh.refresh()
      const view = fresh.family('default', 'c_total')
      if (view) expectCounted(view, false)
    }),
    { numRuns: 40 },
  )
  expect(removedCount).toBeGreaterThan(100)
  expect(renumberedCount).toBeGreaterThan(0)
})

it('looks at no series twice while nothing is removed', () => {
  const clock = createManualClock()
  const first = takePrivateSeat(clock)
  const seats = [first, takePrivateSeat(clock, undefined, first.arena)]
  const counters = seats.map((seat) => new ThreadRegistry(seat, { onProblem: () => {} }).counter({ name: 'c_total', labels: ['a'] }))
  for (const counter of counters) for (let i = 0; i < 100; i++) counter.inc({ a: `series ${i}` })
  for (let i = 0; i < 50; i++) counters[0]?.remove({ a: `series ${i}` })
  const reader = createReader(first.arena, () => {})
  reader.refresh()
  const view = reader.family('default', 'c_total') as FamilyView
  expect(view.seriesCount()).toBe(50)
  let looks = 0
  const { sharesOf } = view
  view.sharesOf = (slot) => {
    looks++
    return sharesOf.call(view, slot)
  }
  for (let i = 0; i < 1_000; i++) expect(view.seriesCount()).toBe(50)
  expect(looks).toBe(0)
})
