import { describe, expect, it } from 'vitest'
import { TelltaleError } from '../../src/ground/errors.js'
import type { Problem } from '../../src/ground/problems.js'
import { nextTurn } from '../../src/ground/timers.js'
import type { PusherOptions } from '../../src/push/options.js'
import { createPusher } from '../../src/push/pusher.js'
import type { Temporality } from '../../src/push/types.js'
import { createManualTimers } from '../support/manual-timers.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { accepted, createScriptedExporter, rejected, retryable, type Step, totalOf } from '../support/scripted-exporter.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

/** A pusher every 10 s, its first push after 5 s, waits between attempts of 100 ms. */
function start(script: Step[] = [], options: Partial<PusherOptions> = {}, temporality: Temporality = 'cumulative') {
  const timers = createManualTimers()
  const { registry } = createPrivateRegistry()
  const jobs = registry.counter({ name: 'jobs_total' })
  const exporter = createScriptedExporter(script, temporality)
  const problems: Problem[] = []
  const pusher = createPusher({
    source: registry,
    exporter,
    intervalMillis: 10_000,
    deadlineMillis: 2_000,
    clock: timers.clock,
    timers,
    random: () => 0.5,
    retry: (attempt, remaining) => (attempt < 3 && remaining > 100 ? 100 : undefined),
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  const metric = (name: string) => valuesOf(findFamily(registry.gather(), name, 'counter'))
  return {
    ...{ timers, registry, jobs, exporter, pusher, problems },
    kinds: () => problems.map(({ kind }) => kind),
    totals: () => exporter.pushed.map((snapshot) => totalOf(snapshot, 'jobs_total')),
    outcomes: () => metric('telltale_push_total'),
    dropped: () => metric('telltale_push_points_dropped_total'),
  }
}

describe('a pusher', () => {
  it('pushes at its cadence from a random start, and keeps no process alive', async () => {
    const { timers, jobs, totals, pusher } = start()
    jobs.inc(1)
    expect(timers.pending.refCount).toBe(0)
    await timers.advance(4_999)
    expect(totals()).toEqual([])
    await timers.advance(1)
    jobs.inc(1)
    await timers.advance(20_000)
    expect(totals()).toEqual([1, 2, 2])
    expect(timers.pending).toEqual({ count: 1, refCount: 0 })
    await pusher.close()
  })

  it('gives an exporter of deltas what came since the last push', async () => {
    const { timers, jobs, totals, pusher } = start([], {}, 'delta')
    jobs.inc(3)
    await timers.advance(5_000)
    jobs.inc(4)
    await timers.advance(20_000)
    expect(totals()).toEqual([3, 4, 0])
    await pusher.close()
  })

  it('can leave out what came before it', async () => {
    const timers = createManualTimers()
    const { registry } = createPrivateRegistry()
    const jobs = registry.counter({ name: 'jobs_total' })
    jobs.inc(5)
    const exporter = createScriptedExporter([], 'delta')
    const pusher = createPusher({ source: registry, exporter, startFrom: 'now', timers, clock: timers.clock })
    jobs.inc(2)
    await pusher.close()
    expect(exporter.pushed.map((snapshot) => totalOf(snapshot, 'jobs_total'))).toEqual([2])
  })

  it('repeats a failed push with the same object, by the policy, and says nothing while that works', async () => {
    const { timers, exporter, outcomes, problems, pusher } = start([retryable, 'throws'])
    await timers.advance(5_000)
    expect(exporter.pushed.length).toBe(1)
    await timers.advance(200)
    expect(exporter.pushed.length).toBe(3)
    expect(new Set(exporter.pushed).size).toBe(1)
    expect(outcomes()).toEqual({ 'scripted retryable': 1, 'scripted failed': 1, 'scripted accepted': 1 })
    expect(problems).toEqual([])
    await pusher.close()
  })

  it('gives up by the policy, says so once, and goes on with the next push', async () => {
    const { timers, exporter, kinds, problems, pusher } = start([...Array(6).fill(retryable)])
    await timers.advance(25_000)
    expect(exporter.pushed.length).toBe(7)
    expect(kinds()).toEqual(['push_failed'])
    expect(problems[0]?.message).toContain('busy')
    await pusher.close()
  })

  it('keeps a delta that failed as it is, delivers it first, and loses and doubles nothing', async () => {
    const { timers, jobs, exporter, totals, pusher } = start([retryable, retryable, retryable], {}, 'delta')
    jobs.inc(3)
    await timers.advance(5_200)
    jobs.inc(4)
    await timers.advance(10_000)
    expect(totals()).toEqual([3, 3, 3, 3, 4])
    expect(new Set(exporter.pushed.slice(0, 4)).size).toBe(1)
    await pusher.close()
  })

  it.each([
    [undefined, 5_100],
    [-1_000, 5_100],
    [Number.NaN, 5_100],
    [1_000, 6_000],
    [4_000, 9_000],
  ])('waits at least as long as the backend asked: %s ms', async (retryAfterMillis, secondAtMillis) => {
    const { timers, exporter, pusher } = start([{ outcome: 'retryable', retryAfterMillis }])
    await timers.advance(secondAtMillis - 1)
    expect(exporter.pushed.length).toBe(1)
    await timers.advance(1)
    expect(exporter.pushed.length).toBe(2)
    await pusher.close()
  })

  it('leaves a backend alone across pushes when it asks for more, up to a limit', async () => {
    const { timers, exporter, pusher } = start([{ outcome: 'retryable', retryAfterMillis: 1e12 }], { maxRetryAfterMillis: 25_000 })
    await timers.advance(29_999)
    expect(exporter.pushed.length).toBe(1)
    await timers.advance(5_001)
    expect(exporter.pushed.length).toBe(2)
    await pusher.close()
  })

  it('drops and counts what was refused, and does not send it again', async () => {
    const { timers, jobs, totals, dropped, outcomes, kinds, pusher } = start(
      [rejected, { outcome: 'rejected', reason: 'too_old', droppedCount: 7 }],
      {},
      'delta',
    )
    jobs.inc(3)
    await timers.advance(5_000)
    jobs.inc(4)
    await timers.advance(20_000)
    expect(totals()).toEqual([3, 4, 0])
    expect(dropped()).toEqual({ 'scripted bad_request': 1, 'scripted too_old': 7 })
    expect(outcomes()).toEqual({ 'scripted rejected': 2, 'scripted accepted': 1 })
    expect(kinds()).toEqual(['push_rejected', 'push_points_dropped'])
    await pusher.close()
  })

  it('keeps what was refused for a reason that may be put right', async () => {
    const { timers, jobs, totals, kinds, pusher } = start([{ outcome: 'rejected', reason: 'unauthorized', final: false }], {}, 'delta')
    jobs.inc(3)
    await timers.advance(5_000)
    jobs.inc(4)
    await timers.advance(10_000)
    expect(totals()).toEqual([3, 3, 4])
    expect(kinds()).toEqual(['push_rejected'])
    await pusher.close()
  })

  it('counts what a backend left out of what it accepted', async () => {
    const { timers, dropped, pusher } = start([{ outcome: 'accepted', dropped: [{ reason: 'too_large', count: 2 }] }])
    await timers.advance(5_000)
    expect(dropped()).toEqual({ 'scripted too_large': 2 })
    await pusher.close()
  })

  it('aborts a push at its deadline and tries again', async () => {
    const { timers, exporter, outcomes, pusher } = start(['hangs'])
    await timers.advance(6_999)
    expect(exporter.openCount).toBe(1)
    await timers.advance(101)
    expect(exporter.pushed.length).toBe(2)
    expect(outcomes()).toEqual({ 'scripted timeout': 1, 'scripted accepted': 1 })
    await pusher.close()
  })

  it('abandons a push that ignores its signal, says so, and begins no other in its place before the next is due', async () => {
    const { timers, exporter, kinds, pusher } = start(['ignores its signal'])
    await timers.advance(14_999)
    expect(exporter.pushed.length).toBe(1)
    expect(kinds()).toEqual(['push_abandoned'])
    await timers.advance(1)
    expect(exporter.pushed.length).toBe(2)
    await pusher.close()
  })

  it('never has two pushes under way', async () => {
    const { timers, exporter, pusher } = start(['hangs', 'hangs', 'hangs', 'hangs'], { intervalMillis: 1_000, deadlineMillis: 3_000 })
    const flushes = [pusher.flush(), pusher.flush()]
    await timers.advance(5_000)
    flushes.push(pusher.flush())
    await timers.advance(20_000)
    await Promise.all(flushes)
    expect(exporter.mostOpenCount).toBe(1)
    expect(exporter.pushed.length).toBeGreaterThan(4)
    await pusher.close()
  })

  it('takes an answer that is none, and a policy that throws, for failures', async () => {
    const { timers, exporter, outcomes, problems, pusher } = start([5 as never, { outcome: 'fine' } as never], {
      retry: () => {
        throw new Error('from the application')
      },
    })
    await timers.advance(15_000)
    expect(exporter.pushed.length).toBe(2)
    expect(outcomes()).toEqual({ 'scripted failed': 2 })
    expect(problems.map(({ message }) => message).join()).toContain('push() must answer accepted, retryable or rejected, got 5')
    await pusher.close()
  })

  it('is not hurt by what an answer should not hold', async () => {
    const odd = [
      { outcome: 'accepted', dropped: 5 },
      { outcome: 'accepted', dropped: [null, {}, { reason: 5, count: 1 }, { reason: 'x', count: Number.NaN }, { reason: 'x', count: 2 }] },
      { outcome: 'rejected', reason: 'bad', droppedCount: 'many' },
      { outcome: 'retryable', reason: {}, retryAfterMillis: '5' },
    ]
    const { timers, outcomes, dropped, pusher } = start(odd as never, { retry: () => undefined })
    await timers.advance(35_000)
    expect(outcomes()).toEqual({ 'scripted accepted': 2, 'scripted rejected': 1, 'scripted retryable': 1 })
    expect(dropped()).toEqual({ 'scripted x': 2 })
    await pusher.close()
  })

  it('says that there is nothing to push when the source fails, and asks again', async () => {
    const { registry } = createPrivateRegistry()
    let failures = 1
    const source = {
      name: 'awkward',
      gather: () => registry.gather(),
      *gatherChunks() {
        if (failures-- > 0) throw new Error('no room\nat all')
        yield undefined
        return registry.gather()
      },
    }
    const { timers, exporter, problems, pusher } = start([], { source })
    await timers.advance(15_000)
    expect(exporter.pushed.length).toBe(1)
    expect(problems.map(({ kind }) => kind)).toEqual(['push_not_gathered'])
    expect(problems[0]?.message).not.toContain('\n')
    await pusher.close()
  })

  it('runs beside others of other cadence and temporality on the same source', async () => {
    const { timers, registry, jobs, totals, pusher } = start([retryable, retryable, retryable], {}, 'delta')
    const other = createScriptedExporter()
    const second = createPusher({ source: registry, exporter: other, intervalMillis: 3_000, random: () => 0, timers, clock: timers.clock })
    for (let i = 0; i < 5; i++) {
      jobs.inc()
      await timers.advance(5_000)
    }
    await Promise.all([pusher.close(), second.close()])
    expect(totals().reduce((sum, one) => sum + one, 0)).toBe(5 + 3)
    expect(totalOf(other.pushed.at(-1), 'jobs_total')).toBe(5)
    expect(other.pushed.length).toBe(10)
  })
})

describe('a pusher with a buffer', () => {
  const buffer = { maxPoints: 1_000, maxAgeMillis: 1e9 }

  it('delivers every snapshot of an outage, in order, before the newest', async () => {
    const script: Step[] = Array(9).fill(retryable)
    const { timers, jobs, exporter, totals, pusher } = start(script, { buffer, metrics: false })
    for (let i = 0; i < 4; i++) {
      jobs.inc()
      await timers.advance(i === 0 ? 5_200 : 10_000)
    }
    expect(totals()).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4])
    const times = exporter.pushed.map(({ takenAtMillis }) => takenAtMillis)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    await pusher.close()
  })

  it('keeps taking snapshots while the backend wants to be left alone', async () => {
    const { timers, jobs, totals, pusher } = start([{ outcome: 'retryable', retryAfterMillis: 25_000 }], { buffer, metrics: false })
    for (let i = 0; i < 4; i++) {
      jobs.inc()
      await timers.advance(i === 0 ? 5_000 : 10_000)
    }
    expect(totals()).toEqual([1, 1, 2, 3, 4])
    await pusher.close()
  })

  it('drops the oldest beyond its limits, counted', async () => {
    const script: Step[] = Array(9).fill(retryable)
    const { timers, jobs, registry, totals, kinds, pusher } = start(
      script,
      { buffer: { maxPoints: 2, maxAgeMillis: 1e9 }, metrics: false },
      'delta',
    )
    for (let i = 0; i < 4; i++) {
      jobs.inc(10 ** i)
      await timers.advance(i === 0 ? 5_200 : 10_000)
    }
    expect(totals().slice(-2)).toEqual([100, 1_000])
    expect(kinds()).toContain('push_points_dropped')
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['jobs_total'])
    await pusher.close()
  })
})

describe('flush', () => {
  it('pushes now what was recorded before it, after the push under way', async () => {
    const { timers, jobs, exporter, totals, pusher } = start(['hangs'])
    await timers.advance(5_000)
    jobs.inc(2)
    const flushes = [pusher.flush(), pusher.flush()]
    expect(timers.pending.refCount).toBe(2)
    await timers.advance(2_000)
    expect(await Promise.all(flushes)).toEqual(['accepted', 'accepted'])
    expect(totals()).toEqual([0, 2])
    expect(timers.pending.refCount).toBe(0)
    expect(exporter.mostOpenCount).toBe(1)
    await pusher.close()
  })

  it('cuts a wait between two attempts short', async () => {
    const { timers, totals, jobs, pusher } = start([{ outcome: 'retryable', retryAfterMillis: 4_000 }])
    await timers.advance(5_000)
    jobs.inc()
    const flushed = pusher.flush()
    await timers.advance(0)
    expect(await flushed).toBe('accepted')
    expect(totals()).toEqual([0, 1])
    await pusher.close()
  })

  it.each([
    [[rejected], 'rejected'],
    [[retryable, retryable, retryable], 'retryable'],
    [['throws', 'throws', 'throws'], 'failed'],
    [['hangs', 'hangs', 'hangs'], 'timeout'],
  ] as [Step[], string][])('says how it ended: %j', async (script, outcome) => {
    const { timers, pusher } = start(script)
    const flushed = pusher.flush(8_000)
    await timers.advance(7_000)
    expect(await flushed).toBe(outcome)
    await pusher.close()
  })

  it('settles in time, whatever the exporter does', async () => {
    const { timers, pusher } = start(['ignores its signal', 'ignores its signal'])
    const flushed = pusher.flush(500)
    await timers.advance(500)
    expect(await flushed).toBe('none')
    const closed = pusher.close()
    await timers.advance(20_000)
    await closed
  })

  it('does nothing once the pusher is closed', async () => {
    const { exporter, pusher } = start()
    await pusher.close()
    expect(await pusher.flush()).toBe('none')
    expect(exporter.pushed.length).toBe(1)
  })
})

describe('close', () => {
  it('pushes once more, closes the exporter, leaves nothing behind, and is idempotent', async () => {
    const { timers, jobs, exporter, totals, pusher } = start()
    jobs.inc(3)
    const closes = [pusher.close(), pusher.close(), pusher.flush()]
    await Promise.all(closes)
    await pusher.close()
    await timers.advance(100_000)
    expect(totals()).toEqual([3])
    expect(exporter.closedCount).toBe(1)
    expect(timers.pending.count).toBe(0)
  })

  it('waits for the push under way, and then pushes what came since', async () => {
    let answer: (result: Step) => void = () => {}
    const exporter = createScriptedExporter([new Promise<Step>((resolve) => (answer = resolve)) as never])
    const { timers, jobs, pusher } = start([], { exporter })
    await timers.advance(5_000)
    jobs.inc()
    const closed = pusher.close()
    await timers.advance(10)
    expect(exporter.pushed.length).toBe(1)
    answer(accepted)
    await closed
    expect(exporter.pushed.map((snapshot) => totalOf(snapshot, 'jobs_total'))).toEqual([0, 1])
    expect(exporter.closedCount).toBe(1)
  })

  it('is over by its deadline, however the exporter hangs, and says what was lost', async () => {
    const { timers, exporter, kinds, pusher } = start(['ignores its signal'], { exitDeadlineMillis: 3_000, deadlineMillis: 10_000 })
    let isClosed = false
    void pusher.close().then(() => {
      isClosed = true
    })
    await timers.advance(2_999)
    expect(isClosed).toBe(false)
    await timers.advance(1)
    expect(isClosed).toBe(true)
    expect(exporter.closedCount).toBe(1)
    expect(kinds()).toContain('push_not_finished')
  })

  it('tries again as the policy says, within its deadline', async () => {
    const { timers, exporter, problems, pusher } = start([retryable, 'throws'])
    const closed = pusher.close()
    await timers.advance(200)
    await closed
    expect(exporter.pushed.length).toBe(3)
    expect(problems).toEqual([])
  })

  it('survives an exporter that cannot be closed', async () => {
    const exporter = createScriptedExporter()
    const { kinds, pusher } = start([], {
      exporter: {
        ...exporter,
        push: exporter.push,
        close: () => {
          throw new Error('not connected')
        },
      },
    })
    await pusher.close()
    expect(kinds()).toEqual(['push_not_closed'])
  })
})

describe("a pusher's own metrics", () => {
  it('are in the source, if it is a registry', async () => {
    const { timers, registry, pusher } = start([retryable])
    await timers.advance(6_000)
    const names = registry.gather().families.map(({ name }) => name)
    expect(names).toContain('telltale_push_duration_seconds')
    const { sums, counts } = findFamily(registry.gather(), 'telltale_push_duration_seconds', 'histogram')
    expect([sums.length, counts.reduce((sum, one) => sum + one, 0)]).toEqual([1, 2])
    const success = valuesOf(findFamily(registry.gather(), 'telltale_push_last_success_timestamp_seconds', 'gauge'))
    expect(success).toEqual({ scripted: (timers.clock.wallMillis() - 900) / 1_000 })
    await pusher.close()
  })

  it('are elsewhere, or nowhere, when that is asked for', async () => {
    const elsewhere = createPrivateRegistry().registry
    const first = start([], { metrics: elsewhere })
    await first.pusher.close()
    expect(first.registry.gather().families.length).toBe(1)
    expect(elsewhere.gather().families.length).toBe(4)
    const second = start([], { metrics: false })
    await second.pusher.close()
    expect(second.registry.gather().families.length).toBe(1)
  })

  it('leave a name to the application that has it already, and the pushes go on', async () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'telltale_push_total' })
    const { exporter, kinds, pusher } = start([], { source: registry })
    await pusher.flush()
    await pusher.close()
    expect(exporter.pushed.length).toBe(2)
    expect(kinds()).toEqual(['push_not_measured'])
  })
})

describe('options of createPusher', () => {
  it('are refused all at once', () => {
    const refusal = (options: object): string => {
      try {
        createPusher(options as PusherOptions)
      } catch (error) {
        expect((error as TelltaleError).code).toBe('invalid_options')
        expect(error).toBeInstanceOf(TelltaleError)
        return (error as Error).message
      }
      throw new Error('nothing was refused')
    }
    const message = refusal({
      exporter: { name: 'x', temporality: 'both', push() {}, close() {} },
      intervalMillis: 0,
      deadlineMillis: Number.NaN,
      exitDeadlineMillis: 2 ** 31,
      buffer: { maxPoints: 0.5, maxAgeMillis: 1 },
      startFrom: 'tomorrow',
      metrics: {},
      clock: Date,
      intervalSeconds: 10,
    })
    for (const field of [
      'source',
      'exporter',
      'intervalMillis',
      'deadlineMillis',
      'exitDeadlineMillis',
      'buffer',
      'startFrom',
      'metrics',
      'clock',
    ]) {
      expect(message).toContain(`${field} must be `)
    }
    expect(message).toContain('there is no option "intervalSeconds"')
    expect(refusal(undefined as never)).toContain('the options must be an object')
  })

  it('leave no listener and no timer behind when they are refused, nor after close', async () => {
    const count = (): number => ['SIGTERM', 'SIGINT', 'beforeExit', 'exit'].reduce((sum, event) => sum + process.listenerCount(event), 0)
    const before = count()
    expect(() => createPusher({} as never)).toThrow(TelltaleError)
    expect(count()).toBe(before)
    const pushers = [start().pusher, start().pusher]
    expect(count()).toBe(before + 4)
    await Promise.all(pushers.map((pusher) => pusher.close()))
    await nextTurn()
    expect(count()).toBe(before)
  })
})
