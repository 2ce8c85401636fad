import { describe, expect, it } from 'vitest'
import { startSchedule } from '../../src/push/schedule.js'
import { createManualTimers } from '../support/manual-timers.js'

function start(intervalMillis: number, random: number) {
  const timers = createManualTimers()
  const startedMillis = timers.clock.monotonicMillis()
  const dues: number[] = []
  const schedule = startSchedule(
    intervalMillis,
    () => random,
    timers.clock,
    timers,
    () => dues.push(timers.clock.monotonicMillis() - startedMillis),
  )
  return { timers, schedule, dues, startedMillis }
}

describe('a schedule', () => {
  it('starts at a random moment within the interval and goes on from there', async () => {
    const { timers, dues } = start(1_000, 0.25)
    await timers.advance(249)
    expect(dues).toEqual([])
    await timers.advance(3_000)
    expect(dues).toEqual([250, 1_250, 2_250])
  })

  it('leaves out what passed while nothing could run, and stays on its grid', async () => {
    const { timers, schedule, dues, startedMillis } = start(1_000, 0)
    await timers.advance(0)
    timers.clock.advanceMillis(5_300)
    await timers.advance(0)
    expect(dues).toEqual([0, 5_300])
    expect(schedule.nextMillis - startedMillis).toBe(6_000)
    await timers.advance(700)
    expect(dues).toEqual([0, 5_300, 6_000])
  })

  it('does not notice the wall clock', async () => {
    const { timers, dues } = start(1_000, 0.5)
    timers.clock.setWallMillis(0)
    await timers.advance(1_500)
    timers.clock.setWallMillis(4e12)
    await timers.advance(1_000)
    expect(dues).toEqual([500, 1_500, 2_500])
  })

  it('keeps no process alive, and ends', async () => {
    const { timers, schedule, dues } = start(1_000, 0.5)
    expect(timers.pending).toEqual({ count: 1, refCount: 0 })
    schedule.stop()
    await timers.advance(10_000)
    expect(dues).toEqual([])
    expect(timers.pending.count).toBe(0)
  })
})
