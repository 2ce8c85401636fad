import { describe, expect, expectTypeOf, it } from 'vitest'
import type { BoundObserver, LabelledObserver } from '../../src/instruments/types.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'

type Kind = 'histogram' | 'summary'

function boundOf({ registry }: PrivateRegistry, kind: Kind): BoundObserver {
  return kind === 'histogram' ? registry.histogram({ name: 'd_seconds' }) : registry.summary({ name: 'd_seconds' })
}

function labelledOf({ registry }: PrivateRegistry, kind: Kind): LabelledObserver<'route'> {
  const options = { name: 'd_seconds', labels: ['route'] } as const
  return kind === 'histogram' ? registry.histogram(options) : registry.summary(options)
}

describe.each(['histogram', 'summary'] as const)('a timer of a %s', (kind) => {
  it('observes and answers the seconds since it was started, at every call', () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const stop = observer.startTimer()
    given.clock.advanceMillis(250)
    expect(observer.get()).toEqual({ count: 0, sum: 0 })
    expect(stop()).toBe(0.25)
    given.clock.advanceMillis(250)
    expect(stop()).toBe(0.5)
    expect(observer.get()).toEqual({ count: 2, sum: 0.75 })
  })

  it('is not moved by the wall clock', () => {
    const given = createPrivateRegistry()
    const stop = boundOf(given, kind).startTimer()
    given.clock.setWallMillis(0)
    given.clock.advanceMillis(125)
    expect(stop()).toBe(0.125)
  })

  it('may run beside others', () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const first = observer.startTimer()
    given.clock.advanceMillis(1_000)
    const second = observer.startTimer()
    given.clock.advanceMillis(1_000)
    expect([first(), second()]).toEqual([2, 1])
  })
})

describe.each(['histogram', 'summary'] as const)('a call timed by a %s', (kind) => {
  it('hands on what it returns', () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const result = { its: 'own' }
    const timed = observer.time(() => {
      given.clock.advanceMillis(500)
      return result
    })
    expect(timed).toBe(result)
    expectTypeOf(timed).toEqualTypeOf<{ its: string }>()
    expect(observer.get()).toEqual({ count: 1, sum: 0.5 })
  })

  it('is observed when it throws, and what it throws is passed on', () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const failure = new Error('from the application')
    expect(() =>
      observer.time(() => {
        given.clock.advanceMillis(500)
        throw failure
      }),
    ).toThrow(failure)
    expect(observer.get()).toEqual({ count: 1, sum: 0.5 })
  })

  it('is observed when its promise is fulfilled, not before', async () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    let fulfil = (_value: number): void => {}
    const timed = observer.time(() => new Promise<number>((resolve) => (fulfil = resolve)))
    expectTypeOf(timed).toEqualTypeOf<Promise<number>>()
    given.clock.advanceMillis(2_000)
    expect(observer.get().count).toBe(0)
    fulfil(42)
    expect(await timed).toBe(42)
    expect(observer.get()).toEqual({ count: 1, sum: 2 })
  })

  it('is observed when its promise is rejected, and the reason is passed on', async () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const failure = new Error('from the application')
    const timed = observer.time(async () => {
      given.clock.advanceMillis(1_000)
      throw failure
    })
    await expect(timed).rejects.toBe(failure)
    expect(observer.get()).toEqual({ count: 1, sum: 1 })
  })

  it('is observed when what it returns is like a promise', async () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      then(settle: (value: string) => void) {
        given.clock.advanceMillis(3_000)
        settle('done')
      },
    }
    expect(await observer.time(() => thenable as unknown as PromiseLike<string>)).toBe('done')
    expect(observer.get()).toEqual({ count: 1, sum: 3 })
  })

  it('is observed when it returns a function that is like a promise', async () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const then = (settle: (value: string) => void) => settle('done')
    expect(await observer.time(() => Object.assign(() => {}, { then }) as unknown as PromiseLike<string>)).toBe('done')
    expect(observer.get().count).toBe(1)
  })

  it('is observed when what it returns cannot be asked, which is handed on', () => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    const touchy = {
      // biome-ignore lint/suspicious/noThenProperty: what throws there is what is tested
      get then(): never {
        throw new Error('asked')
      },
    }
    expect(observer.time(() => touchy)).toBe(touchy)
    expect(observer.get().count).toBe(1)
  })

  it.each([undefined, null, 0, '', Object.fromEntries([['then', 5]])])('takes %o for no promise', (value) => {
    const given = createPrivateRegistry()
    const observer = boundOf(given, kind)
    expect(observer.time(() => value)).toBe(value)
    expect(observer.get().count).toBe(1)
  })
})

describe.each(['histogram', 'summary'] as const)('a labelled %s', (kind) => {
  it('times into the series of its labels', async () => {
    const given = createPrivateRegistry()
    const observer = labelledOf(given, kind)
    const stop = observer.startTimer({ route: '/a' })
    given.clock.advanceMillis(500)
    expect(stop()).toBe(0.5)
    expect(observer.time({ route: '/b' }, () => 'sync')).toBe('sync')
    expect(await observer.time({ route: '/c' }, async () => 'async')).toBe('async')
    expect(['/a', '/b', '/c'].map((route) => observer.get({ route }).count)).toEqual([1, 1, 1])
    expect(observer.get({ route: '/a' }).sum).toBe(0.5)
  })

  it('does not run what it cannot time: wrong labels throw first', () => {
    const given = createPrivateRegistry()
    const observer = labelledOf(given, kind)
    let isRun = false
    expect(() => observer.time({ rout: '/a' } as never, () => (isRun = true))).toThrow(
      /expected exactly the labels \["route"\], got labels \["rout"\]/,
    )
    expect(() => observer.startTimer({} as never)).toThrow(/expected exactly the labels \["route"\], got labels \[\]/)
    expect(isRun).toBe(false)
  })
})
