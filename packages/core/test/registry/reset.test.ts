/** A registry emptied for another test, of what others have recorded too. */

import { describe, expect, it } from 'vitest'
import { ThreadRegistry } from '../../src/registry/registry.js'
import { takePrivateSeat } from '../../src/series/seat.js'

describe('reset', () => {
  it.each([
    ['alike', { name: 'jobs_total' }],
    ['otherwise', { name: 'jobs_total', help: 'Jobs done.' }],
  ])('empties a metric of another thread also when that has withdrawn it and made it again %s', (_how, options) => {
    const seat = takePrivateSeat()
    const theirs = new ThreadRegistry(seat, {})
    const ours = new ThreadRegistry(takePrivateSeat(undefined, undefined, seat.arena), {})
    theirs.counter({ name: 'jobs_total' }).inc(2)
    ours.reset()
    expect(theirs.counter({ name: 'jobs_total' }).get()).toBe(0)

    theirs.unregister('jobs_total')
    const again = theirs.counter(options)
    again.inc(3)
    ours.reset()
    expect(again.get()).toBe(0)
    again.inc()
    expect(again.get()).toBe(1)
  })
})
