import { describe, expect, it } from 'vitest'
import { createBacklog } from '../../src/push/backlog.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { totalOf } from '../support/scripted-exporter.js'

/** A counter of one series, and the snapshots of it. */
function createCounting() {
  const { registry } = createPrivateRegistry()
  const counter = registry.counter({ name: 'jobs_total' })
  return (by: number) => {
    counter.inc(by)
    return registry.gather()
  }
}

const never = (): never => {
  throw new Error('something was dropped')
}

describe('a backlog of cumulative snapshots', () => {
  it('keeps the newest only, which says it all', () => {
    const count = createCounting()
    const backlog = createBacklog('cumulative', undefined, never)
    expect(backlog.next()).toBeUndefined()
    backlog.add(count(1), 0)
    backlog.add(count(2), 1)
    expect(backlog.isBlocked).toBe(false)
    expect(totalOf(backlog.next()?.snapshot, 'jobs_total')).toBe(3)
    backlog.settle()
    expect(backlog.next()).toBeUndefined()
  })
})

describe('a backlog of deltas', () => {
  it('is blocked by the one that was not accepted, which stays as it is, and goes on from its end', () => {
    const count = createCounting()
    const backlog = createBacklog('delta', undefined, never)
    backlog.add(count(5), 0)
    const first = backlog.next()
    expect(totalOf(first?.snapshot, 'jobs_total')).toBe(5)
    expect(backlog.isBlocked).toBe(true)
    count(7)
    expect(backlog.next()).toBe(first)
    backlog.settle()
    expect(backlog.isBlocked).toBe(false)
    backlog.add(count(1), 1)
    expect(totalOf(backlog.next()?.snapshot, 'jobs_total')).toBe(8)
  })

  it('can start from now', () => {
    const count = createCounting()
    const backlog = createBacklog('delta', undefined, never)
    backlog.startFrom(count(5))
    backlog.add(count(2), 0)
    expect(totalOf(backlog.next()?.snapshot, 'jobs_total')).toBe(2)
  })
})

describe('a buffered backlog', () => {
  it.each([
    ['cumulative', [1, 3, 6]],
    ['delta', [1, 2, 3]],
  ] as const)('keeps each %s snapshot, in order', (temporality, totals) => {
    const count = createCounting()
    const backlog = createBacklog(temporality, { maxPoints: 100, maxAgeMillis: 100 }, never)
    for (const by of [1, 2, 3]) backlog.add(count(by), by)
    expect(backlog.isBlocked).toBe(false)
    for (const total of totals) {
      expect(totalOf(backlog.next()?.snapshot, 'jobs_total')).toBe(total)
      backlog.settle()
    }
    expect(backlog.next()).toBeUndefined()
  })

  it('drops the oldest beyond its number of points and its age, tells how many points, and never the newest', () => {
    const count = createCounting()
    const dropped: number[] = []
    const backlog = createBacklog('delta', { maxPoints: 2, maxAgeMillis: 100 }, (points) => dropped.push(points))
    for (const by of [1, 2, 4]) backlog.add(count(by), 0)
    expect(dropped).toEqual([1])
    expect(totalOf(backlog.next()?.snapshot, 'jobs_total')).toBe(2)
    backlog.add(count(8), 101)
    expect(dropped).toEqual([1, 1, 1])
    expect(totalOf(backlog.next()?.snapshot, 'jobs_total')).toBe(8)

    const small = createBacklog('cumulative', { maxPoints: 1, maxAgeMillis: 1 }, never)
    const { registry } = createPrivateRegistry()
    const labelled = registry.counter({ name: 'jobs_total', labels: ['kind'] })
    labelled.inc({ kind: 'a' })
    labelled.inc({ kind: 'b' })
    small.add(registry.gather(), 0)
    expect(small.next()?.pointCount).toBe(2)
  })
})
