import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/ground/clock.js'
import { createProblemReporter, type Problem } from '../../src/ground/problems.js'
import type { LabelledObservation, Observation } from '../../src/instruments/observable-types.js'
import { createObserving } from '../../src/registry/observing.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

/** A promise, with its end in the hands of the test. */
function createGate<T>() {
  let open: (value: T) => void = () => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the deadline of a callback', () => {
  it('is a second unless another is given, and the signal says that it has passed', async () => {
    const { registry } = createPrivateRegistry()
    const signals: Record<string, AbortSignal> = {}
    const hang =
      (name: string) =>
      ({ signal }: Observation) => {
        signals[name] = signal
        return new Promise<number>(() => {})
      }
    registry.gauge({ name: 'default', observe: hang('default') })
    registry.gauge({ name: 'short', observe: hang('short'), observeTimeoutMillis: 10 })
    const collected = vi.fn()
    void registry.collect().then(collected)
    await vi.advanceTimersByTimeAsync(10)
    expect([signals['short']?.aborted, signals['default']?.aborted]).toEqual([true, false])
    await vi.advanceTimersByTimeAsync(989)
    expect(collected).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(collected).toHaveBeenCalledOnce()
    expect(signals['default']?.aborted).toBe(true)
  })

  it('makes what comes later count for nothing, and no call is made before it has come', async () => {
    const { registry, problems } = createPrivateRegistry()
    const gates = [createGate<void>(), createGate<void>()]
    let calls = 0
    let late: LabelledObservation<'a'>['record'] = () => {}
    registry.gauge({
      name: 'g',
      labels: ['a'],
      observe: async ({ record }) => {
        late = record
        const call = calls++
        record({ a: 'early' }, call)
        await gates[call]?.opened
        record({ a: 'late' }, call)
      },
    })
    const collect = async () => {
      const collecting = registry.collect()
      await vi.advanceTimersByTimeAsync(1_000)
      return await collecting
    }
    await collect()
    expect(valuesOf(findFamily(await collect(), 'telltale_observe_failures_total', 'counter'))).toEqual({ 'g timeout': 2 })
    expect(calls).toBe(1)
    gates[0]?.open()
    await vi.advanceTimersByTimeAsync(0)
    expect(valuesOf(findFamily(registry.gather(), 'g', 'gauge'))).toEqual({})
    gates[1]?.open()
    expect(valuesOf(findFamily(await collect(), 'g', 'gauge'))).toEqual({ early: 1, late: 1 })
    expect(calls).toBe(2)
    expect(problems.map(({ kind }) => kind)).toEqual(['observe_timeout'])
    late({ a: 'too late' }, 1)
    expect(valuesOf(findFamily(await collect(), 'g', 'gauge'))).toEqual({ early: 2, late: 2 })
  })

  it('of whoever collects may be shorter: what comes within the callback’s own is there for the next one', async () => {
    const { registry } = createPrivateRegistry()
    const gate = createGate<number>()
    registry.gauge({ name: 'slow', observe: () => gate.opened })
    registry.gauge({ name: 'quick', observe: () => 1 })
    const collecting = registry.collect({ timeoutMillis: 50 })
    await vi.advanceTimersByTimeAsync(50)
    const snapshot = await collecting
    expect(valuesOf(findFamily(snapshot, 'quick', 'gauge'))).toEqual({ '': 1 })
    expect(valuesOf(findFamily(snapshot, 'slow', 'gauge'))).toEqual({})
    gate.open(5)
    await vi.advanceTimersByTimeAsync(0)
    expect(valuesOf(findFamily(registry.gather(), 'slow', 'gauge'))).toEqual({ '': 5 })
    expect(registry.gather().families.map(({ name }) => name)).not.toContain('telltale_observe_failures_total')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('several calls of collect', () => {
  it('that overlap ask each callback once', async () => {
    const { registry } = createPrivateRegistry()
    const gate = createGate<number>()
    const observe = vi.fn(() => gate.opened)
    registry.gauge({ name: 'g', observe })
    const both = Promise.all([registry.collect(), registry.collect()])
    gate.open(4)
    for (const snapshot of await both) expect(valuesOf(findFamily(snapshot, 'g', 'gauge'))).toEqual({ '': 4 })
    expect(observe).toHaveBeenCalledOnce()
    await registry.collect()
    expect(observe).toHaveBeenCalledTimes(2)
  })

  it('do not wait for one another’s callbacks one by one: all are under way at once', async () => {
    const { registry } = createPrivateRegistry()
    let underWay = 0
    let most = 0
    for (const name of ['a', 'b', 'c']) {
      registry.gauge({
        name,
        observe: async () => {
          most = Math.max(most, ++underWay)
          await Promise.resolve()
          underWay--
          return 1
        },
      })
    }
    await registry.collect()
    expect(most).toBe(3)
  })

  it('may come from a callback: at once they get what there is, later they cost that callback its deadline', async () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'plain', observe: () => 1 })
    registry.gauge({ name: 'at_once', observe: async () => (await registry.collect()).families.length })
    registry.gauge({
      name: 'later',
      observe: async () => {
        await Promise.resolve()
        return (await registry.collect()).families.length
      },
    })
    const collecting = registry.collect()
    await vi.advanceTimersByTimeAsync(1_000)
    const snapshot = await collecting
    expect(valuesOf(findFamily(snapshot, 'plain', 'gauge'))).toEqual({ '': 1 })
    expect(valuesOf(findFamily(snapshot, 'at_once', 'gauge'))).toEqual({ '': 3 })
    expect(valuesOf(findFamily(snapshot, 'telltale_observe_failures_total', 'counter'))).toEqual({ 'later timeout': 1 })
  })
})

describe('a private registry', () => {
  it('asks nobody by itself', () => {
    const { registry } = createPrivateRegistry({ observeIntervalMillis: 100 })
    registry.gauge({ name: 'g', observe: () => 1 })
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the schedule', () => {
  function setUp(intervalMillis = 5_000) {
    const { registry } = createPrivateRegistry()
    const problems: Problem[] = []
    const settings = { intervalMillis }
    const observing = createObserving({
      clock: systemClock,
      report: createProblemReporter((problem) => problems.push(problem)),
      intervalMillis: () => settings.intervalMillis,
      failures: () => registry.counter({ name: 'failures_total', labels: ['metric', 'reason'] }),
      successes: () => registry.gauge({ name: 'successes', labels: ['metric'] }),
    })
    const observe = (name: string, callback: () => number) => {
      const options = { name, observe: callback }
      return observing.take(registry.gauge(options), options)
    }
    return { registry, observing, settings, observe, problems }
  }

  it('asks soon after a metric is made, then at each interval, and stops', async () => {
    const { observing, observe } = setUp()
    const first = vi.fn(() => 1)
    const second = vi.fn(() => 2)
    observe('first', first)
    expect(first).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(0)
    expect(first).toHaveBeenCalledTimes(1)
    observe('second', second)
    await vi.advanceTimersByTimeAsync(0)
    // Who had been asked already waits for the interval.
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
    await vi.advanceTimersByTimeAsync(10_000)
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([3, 3])
    observing.stop()
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(first).toHaveBeenCalledTimes(3)
  })

  it('is one, whenever it is stopped and begins again', async () => {
    const { observing, observe } = setUp()
    const gate = createGate<number>()
    const slow = vi.fn(() => gate.opened as never)
    observe('slow', slow)
    await vi.advanceTimersByTimeAsync(5_000)
    observing.stop()
    observe('another', () => 1)
    gate.open(1)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(slow).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(slow).toHaveBeenCalledTimes(2)
    expect(vi.getTimerCount()).toBe(1)
  })

  it('is ended by a stop that comes while callbacks are asked', async () => {
    const { observing, observe } = setUp()
    const gate = createGate<number>()
    observe('slow', () => gate.opened as never)
    await vi.advanceTimersByTimeAsync(5_000)
    observing.stop()
    gate.open(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves out what was dropped, also while it is asked', async () => {
    const { observing, observe, registry } = setUp()
    const gate = createGate<number>()
    const dropped = vi.fn(() => gate.opened as never)
    observe('dropped', dropped)
    await vi.advanceTimersByTimeAsync(0)
    observing.drop('dropped')
    gate.open(1)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(dropped).toHaveBeenCalledTimes(1)
    expect(valuesOf(findFamily(registry.gather(), 'dropped', 'gauge'))).toEqual({})
  })

  it('follows its setting, and 0 ends it', async () => {
    const { observe, settings } = setUp()
    const callback = vi.fn(() => 1)
    observe('g', callback)
    await vi.advanceTimersByTimeAsync(0)
    settings.intervalMillis = 1_000
    await vi.advanceTimersByTimeAsync(7_000)
    expect(callback).toHaveBeenCalledTimes(1 + 1 + 2)
    settings.intervalMillis = 0
    await vi.advanceTimersByTimeAsync(60_000)
    expect(callback).toHaveBeenCalledTimes(5)
    expect(vi.getTimerCount()).toBe(0)
  })
})
