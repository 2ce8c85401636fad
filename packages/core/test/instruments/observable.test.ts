import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { LabelledObservation, Observation } from '../../src/instruments/observable-types.js'
import { OVERFLOW_VALUE } from '../../src/instruments/series-set.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { SHARE_TOUCHED, SHARE_VALUE } from '../../src/series/cell-layout.js'
import type { GaugeDefinition } from '../../src/series/definition.js'
import { createHandMadeLane, placeOf } from '../support/lanes.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

const values = (snapshot: Snapshot, name: string) => {
  const family = snapshot.families.find((candidate) => candidate.name === name)
  return family?.kind === 'counter' || family?.kind === 'gauge' ? valuesOf(family) : undefined
}
const failures = (snapshot: Snapshot) => values(snapshot, 'telltale_observe_failures_total')
const never = () => new Promise<never>(() => {})

describe('an observable gauge', () => {
  it('shows at each collect what its callback answers, and has no series before', async () => {
    const { registry, problems } = createPrivateRegistry()
    let length = 3
    const gauge = registry.gauge({ name: 'queue_length', observe: () => length })
    expect(findFamily(registry.gather(), 'queue_length', 'gauge').values.length).toBe(0)
    expect(gauge.get()).toBe(0)
    expect(values(await registry.collect(), 'queue_length')).toEqual({ '': 3 })
    length = -0.5
    // Gathering reads memory only.
    expect(values(registry.gather(), 'queue_length')).toEqual({ '': 3 })
    expect(values(await registry.collect(), 'queue_length')).toEqual({ '': -0.5 })
    expect(gauge.get()).toBe(-0.5)
    expect(problems).toEqual([])
  })

  it('takes a promise, and every number there is', async () => {
    const { registry } = createPrivateRegistry()
    for (const [name, value] of Object.entries({ nan: Number.NaN, inf: Infinity, minus: -0, max: Number.MAX_VALUE })) {
      registry.gauge({ name, observe: async () => value })
    }
    const snapshot = await registry.collect()
    expect(['nan', 'inf', 'minus', 'max'].map((name) => values(snapshot, name)?.[''])).toEqual([NaN, Infinity, -0, Number.MAX_VALUE])
    expect(failures(snapshot)).toBeUndefined()
  })

  it.each(['last', 'sum', 'min', 'max', 'each'] as const)(
    'shows many label sets, and those no more that are not recorded again: across %s',
    async (across) => {
      const { registry } = createPrivateRegistry()
      let rooms: Record<string, number> = { hall: 20, attic: 14 }
      const gauge = registry.gauge({
        name: 'temperature',
        labels: ['room'],
        across,
        observe: async ({ record }) => {
          const labels = { room: '' }
          for (const [room, value] of Object.entries(rooms)) {
            // One object used again: each call stands for itself.
            labels.room = room
            record(labels, value)
          }
          await delay(1)
        },
      })
      await registry.collect()
      expect([gauge.get({ room: 'hall' }), gauge.get({ room: 'attic' })]).toEqual([20, 14])
      rooms = { hall: 21 }
      const shown = values(await registry.collect(), 'temperature') ?? {}
      expect(Object.keys(shown).map((key) => key.split(' ')[0])).toEqual(['hall'])
      expect(gauge.get({ room: 'hall' })).toBe(21)
      rooms = { hall: 22, attic: 15 }
      await registry.collect()
      expect(gauge.get({ room: 'attic' })).toBe(15)
    },
  )

  it.each(['last', 'sum', 'min', 'max', 'each'] as const)(
    'leaves the shares of other threads where it ends its own: across %s',
    async (across) => {
      const { registry, seat } = createPrivateRegistry()
      let rooms = ['hall']
      const gauge = registry.gauge({
        name: 'g',
        labels: ['room'],
        across,
        observe: ({ record }) => {
          for (const room of rooms) record({ room }, 3)
        },
      })
      await registry.collect()
      const lane = createHandMadeLane(seat.arena, 9)
      const definition: GaugeDefinition = {
        kind: 'gauge',
        registry: 'default',
        name: 'g',
        help: '',
        unit: '',
        labelNames: ['room'],
        across,
      }
      const { page, first } = placeOf(seat.arena, lane.series(lane.family(definition), ['hall']))
      if (across !== 'last') {
        page.cells[first + SHARE_VALUE] = 4
        page.cells[first + SHARE_TOUCHED] = 1
      }
      expect(Object.values(values(registry.gather(), 'g') ?? {})).toEqual(
        across === 'each' ? [3, 4] : [{ last: 3, sum: 7, min: 3, max: 4 }[across]],
      )
      rooms = []
      // The newest word of a `last` gauge is that there is no such room; the others had their say each for itself.
      expect(Object.values(values(await registry.collect(), 'g') ?? {})).toEqual(across === 'last' ? [] : [4])
      if (across !== 'each') expect(gauge.get({ room: 'hall' })).toBe(across === 'last' ? 0 : 4)
    },
  )

  it('shows nothing of a call that failed half way', async () => {
    const { registry } = createPrivateRegistry()
    let isBroken = false
    registry.gauge({
      name: 'g',
      labels: ['a'],
      observe: ({ record }) => {
        record({ a: isBroken ? 'new' : 'x' }, isBroken ? 2 : 1)
        if (isBroken) throw new Error('broken')
      },
    })
    await registry.collect()
    isBroken = true
    expect(values(await registry.collect(), 'g')).toEqual({ x: 1 })
  })

  it('says when it was last told all values', async () => {
    const { registry, clock } = createPrivateRegistry()
    let value: unknown = 1
    registry.gauge({ name: 'g', observe: () => value as number })
    const at = clock.wallMillis() / 1_000
    const name = 'telltale_observe_last_success_timestamp_seconds'
    expect(values(registry.gather(), name)).toBeUndefined()
    await registry.collect()
    clock.advanceMillis(60_000)
    value = 'nonsense'
    expect(values(await registry.collect(), name)).toEqual({ g: at })
    value = 2
    expect(values(await registry.collect(), name)).toEqual({ g: at + 60 })
  })

  it('keeps within the limit of series', async () => {
    const { registry } = createPrivateRegistry()
    const record = ({ record }: LabelledObservation<'a'>) => {
      for (let i = 0; i < 5; i++) record({ a: i }, i)
    }
    registry.gauge({ name: 'g', labels: ['a'], maxSeries: 2, observe: record })
    registry.counter({ name: 'c_total', labels: ['a'], maxSeries: 2, observe: record })
    const snapshot = await registry.collect()
    expect(values(snapshot, 'g')).toEqual({ 0: 0, 1: 1, [OVERFLOW_VALUE]: 4 })
    expect(values(snapshot, 'c_total')).toEqual({ 0: 0, 1: 1, [OVERFLOW_VALUE]: 2 + 3 + 4 })
  })
})

describe('an observable counter', () => {
  it('shows the total of its source, to the last bit', async () => {
    const { registry } = createPrivateRegistry()
    let total = 0
    const counter = registry.counter({ name: 'c_total', observe: () => total })
    for (let i = 0; i < 1_000; i++) {
      total += 1
      await registry.collect()
      expect(counter.get()).toBe(total)
    }
    total = 2 ** 53 - 1
    await registry.collect()
    expect(counter.get()).toBe(2 ** 53 - 1)
  })

  it('does not let rounding add up', async () => {
    const { registry } = createPrivateRegistry()
    let total = 0
    const counter = registry.counter({ name: 'c_total', observe: () => total })
    for (let i = 0; i < 1_000; i++) {
      total += 0.1
      await registry.collect()
      expect(Math.abs(counter.get() - total)).toBeLessThanOrEqual(total * Number.EPSILON)
    }
  })

  it('never goes down: a source that counts less than before has begun anew', async () => {
    const { registry } = createPrivateRegistry()
    const totals = [10, 10, 12, 3, 5, 0, 1]
    const shown: number[] = []
    const counter = registry.counter({
      name: 'c_total',
      labels: ['a'],
      observe: ({ record }) => record({ a: 'x' }, totals[shown.length] ?? 0),
    })
    for (const _ of totals) {
      await registry.collect()
      shown.push(counter.get({ a: 'x' }))
    }
    expect(shown).toEqual([10, 10, 12, 15, 17, 17, 18])
  })

  it('keeps the total of a label set that is not recorded again', async () => {
    const { registry } = createPrivateRegistry()
    let names = ['x', 'y']
    registry.counter({
      name: 'c_total',
      labels: ['a'],
      observe: ({ record }) => {
        for (const a of names) record({ a }, 5)
      },
    })
    await registry.collect()
    names = ['x']
    expect(values(await registry.collect(), 'c_total')).toEqual({ x: 5, y: 5 })
  })

  it('comes back with the total of its source after it was cleared, and counts on', async () => {
    const { registry } = createPrivateRegistry()
    let total = 5
    registry.counter({ name: 'c_total', labels: ['a'], observe: ({ record }) => record({ a: 'x' }, total) })
    await registry.collect()
    registry.clear()
    expect(values(registry.gather(), 'c_total')).toEqual({})
    total = 6
    expect(values(await registry.collect(), 'c_total')).toEqual({ x: 6 })
    total = 8
    expect(values(await registry.collect(), 'c_total')).toEqual({ x: 8 })
  })

  it('adds up what is beyond the limit once, also when some of it goes', async () => {
    const { registry } = createPrivateRegistry()
    let count = 5
    registry.counter({
      name: 'c_total',
      labels: ['a'],
      maxSeries: 2,
      observe: ({ record }) => {
        for (let i = 0; i < count; i++) record({ a: i }, 10)
      },
    })
    for (count of [5, 5, 4, 5]) await registry.collect()
    // 30, then 20 of which nothing is new, then 30 again: 10 more than those 20.
    expect(values(await registry.collect(), 'c_total')).toEqual({ 0: 10, 1: 10, [OVERFLOW_VALUE]: 40 })
  })

  it('does not expire while its source stands still', async () => {
    vi.useFakeTimers()
    const { registry, clock } = createPrivateRegistry({ expireAfterMillis: 1_000 })
    registry.counter({ name: 'c_total', labels: ['a'], observe: ({ record }) => record({ a: 'x' }, 5) })
    registry.counter({ name: 'plain_total', labels: ['a'] }).inc({ a: 'x' })
    registry.info({ name: 'build', labels: { version: '1' } })
    await registry.collect()
    for (let i = 0; i < 20; i++) {
      clock.advanceMillis(250)
      vi.advanceTimersByTime(250)
    }
    vi.useRealTimers()
    const snapshot = registry.gather()
    expect([values(snapshot, 'c_total'), values(snapshot, 'plain_total')]).toEqual([{ x: 5 }, {}])
    expect(findFamily(snapshot, 'build', 'info').labelSets.length).toBe(1)
  })

  it('adds up what is recorded twice, where a gauge takes the last', async () => {
    const { registry } = createPrivateRegistry()
    const observe = ({ record }: LabelledObservation<'a'>) => {
      record({ a: 'x' }, 2)
      record({ a: 'x' }, 3)
    }
    registry.counter({ name: 'c_total', labels: ['a'], observe })
    registry.gauge({ name: 'g', labels: ['a'], observe })
    const snapshot = await registry.collect()
    expect([values(snapshot, 'c_total'), values(snapshot, 'g')]).toEqual([{ x: 5 }, { x: 3 }])
  })
})

describe('a callback that fails', () => {
  type Observe = (observation: Observation) => unknown
  const hostile = new Proxy(new Error('x'), {
    get() {
      throw new Error('trap')
    },
  })
  it.each<readonly [string, Observe, string]>([
    [
      'throws',
      () => {
        throw new TypeError('no "queue"\n')
      },
      'threw',
    ],
    ['rejects', () => Promise.reject(new Error('no')), 'threw'],
    ['rejects with nothing', () => Promise.reject(), 'threw'],
    ['throws what cannot be asked', () => Promise.reject(hostile), 'threw'],
    [
      'has a thenable that throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: what is tried here
        then() {
          throw new Error('then')
        },
      }),
      'threw',
    ],
    ['answers nothing', () => undefined, 'bad_value'],
    ['answers a text', () => '5', 'bad_value'],
    ['answers a bigint', () => 5n, 'bad_value'],
    ['answers a list', async () => [1], 'bad_value'],
    ['answers null', () => null, 'bad_value'],
    ['hangs', never, 'timeout'],
  ])('costs its own metric alone: %s', async (_what, observe, reason) => {
    const { registry, problems } = createPrivateRegistry()
    registry.gauge({ name: 'bad', observe: observe as () => number, observeTimeoutMillis: 20 })
    registry.gauge({ name: 'good', observe: () => 1 })
    await registry.collect()
    const snapshot = await registry.collect()
    expect(values(snapshot, 'bad')).toEqual({})
    expect(values(snapshot, 'good')).toEqual({ '': 1 })
    expect(failures(snapshot)).toEqual({ [`bad ${reason}`]: 2 })
    expect(problems.map(({ kind, metric }) => [kind, metric])).toEqual([[`observe_${reason}`, 'bad']])
  })

  it.each([Number.NaN, -1, Infinity, '5', undefined])('answers what no counter can be: %o', async (value) => {
    const { registry, problems } = createPrivateRegistry()
    let given: unknown = 7
    registry.counter({ name: 'c_total', observe: () => given as number })
    await registry.collect()
    given = value
    const snapshot = await registry.collect()
    expect(values(snapshot, 'c_total')).toEqual({ '': 7 })
    expect(failures(snapshot)).toEqual({ 'c_total bad_value': 1 })
    const shown = typeof value === 'string' ? `"${value}"` : value
    expect(problems[0]?.message).toBe(`metric "c_total": observe: expected a finite number that is not negative, got ${shown}`)
  })

  it('records what is no value: that label set alone is left out', async () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({
      name: 'g',
      labels: ['a'],
      observe: ({ record }) => {
        record({ a: 'good' }, 1)
        record({ a: 'text' }, '2' as never)
        record({ a: {} as never }, 3)
        record({ a: 'good too' }, 4)
      },
    })
    const snapshot = await registry.collect()
    expect(values(snapshot, 'g')).toEqual({ good: 1, 'good too': 4 })
    expect(failures(snapshot)).toEqual({ 'g bad_value': 1, 'g bad_label': 1 })
    expect(values(snapshot, 'telltale_observe_last_success_timestamp_seconds')).toBeUndefined()
  })

  it('records labels that do not exist: the mistake is thrown where it is made', async () => {
    const { registry, problems } = createPrivateRegistry()
    registry.gauge({ name: 'g', labels: ['a'], observe: ({ record }) => record({ b: 'x' } as never, 1) })
    const snapshot = await registry.collect()
    expect(failures(snapshot)).toEqual({ 'g bad_label': 1 })
    expect(problems[0]?.message).toMatch(/^metric "g": observe threw: TelltaleError: "metric \\"g\\": expected exactly the labels/)
  })

  it('answers in place of recording', async () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'g', labels: ['a'], observe: (() => [[{ a: 'x' }, 1]]) as never })
    expect(failures(await registry.collect())).toEqual({ 'g bad_value': 1 })
  })

  it('throws nothing into a strict registry either', async () => {
    const { registry } = createPrivateRegistry({ strict: true })
    registry.gauge({ name: 'g', observe: () => 'x' as never })
    expect(failures(await registry.collect())).toEqual({ 'g bad_value': 1 })
  })

  it('adds up to more than any number: a strict registry throws nothing either', async () => {
    const { registry } = createPrivateRegistry({ strict: true })
    const totals = [1.5e308, 1e308]
    registry.counter({ name: 'c_total', observe: () => totals.shift() as number })
    await registry.collect()
    const snapshot = await registry.collect()
    expect(values(snapshot, 'c_total')).toEqual({ '': 1.5e308 })
    expect(failures(snapshot)).toEqual({ 'c_total bad_value': 1 })
  })

  it('makes a further observable at each call, which is asked the next time', async () => {
    const { registry } = createPrivateRegistry()
    let count = 0
    const observe = (): number => {
      registry.gauge({ name: `g_${++count}`, observe })
      return 1
    }
    observe()
    await registry.collect()
    expect(count).toBe(2)
    await registry.collect()
    expect(count).toBe(4)
  })

  it('is forgiven when it answers again', async () => {
    const { registry } = createPrivateRegistry()
    const answers = [1, 'x', 3]
    registry.gauge({ name: 'g', observe: () => answers.shift() as number })
    const shown = []
    for (let i = 0; i < 3; i++) shown.push(values(await registry.collect(), 'g')?.[''])
    expect(shown).toEqual([1, 1, 3])
  })

  it('is not hidden by a metric of the application that has the name of the one that counts', async () => {
    const { registry, problems } = createPrivateRegistry()
    registry.gauge({ name: 'telltale_observe_failures_total' })
    registry.gauge({ name: 'telltale_observe_last_success_timestamp_seconds', labels: ['other'] })
    registry.gauge({ name: 'bad', observe: () => 'x' as never })
    registry.gauge({ name: 'good', observe: () => 1 })
    expect(values(await registry.collect(), 'good')).toEqual({ '': 1 })
    expect(problems.map(({ kind }) => kind)).toEqual(['observe_bad_value', 'observe_not_noted'])
  })
})

describe('a metric made again', () => {
  it('is asked by the newest callback', async () => {
    const { registry } = createPrivateRegistry()
    const first = registry.gauge({ name: 'g', observe: () => 1 })
    expect(registry.gauge({ name: 'g', observe: () => 2 })).toBe(first)
    expect(values(await registry.collect(), 'g')).toEqual({ '': 2 })
  })

  it('has a callback each time or never', () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'observed', observe: () => 1 })
    registry.counter({ name: 'recorded_total' })
    const conflict = expect.objectContaining({ code: 'metric_conflict' })
    expect(() => registry.gauge({ name: 'observed' })).toThrow(conflict)
    expect(() => registry.counter({ name: 'recorded_total', observe: () => 1 })).toThrow(conflict)
    expect(() => registry.counter({ name: 'recorded_total', observe: () => 1 })).toThrow(
      'metric "recorded_total": expected it to be made without observe, as before in this thread, got a callback',
    )
  })

  it('cannot be written', () => {
    const { registry } = createPrivateRegistry()
    const gauge = registry.gauge({ name: 'g', observe: () => 1 })
    // @ts-expect-error: the callback says what the value is
    expect(() => gauge.set(1)).toThrow(TypeError)
    // @ts-expect-error: the callback says what the value is
    expect(() => gauge.inc()).toThrow(TypeError)
  })

  it('must be given what can be called, in a time that timers know', () => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.gauge({ name: 'g', observe: 5 as never, observeTimeoutMillis: 0 })).toThrow(
      'gauge "g": observe must be a function, got 5; observeTimeoutMillis must be a number above 0, at most 2147483647, got 0',
    )
    expect(() => registry.counter({ name: 'c', observe: () => 1, observeTimeoutMillis: 2 ** 31 })).toThrow(/observeTimeoutMillis/)
  })
})
