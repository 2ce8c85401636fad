import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createProblemAnnouncer, createProblemReporter, type Problem } from '../../src/ground/problems.js'

const bad = (metric?: string, kind = 'bad_value'): Problem => ({ kind, message: `${kind} of ${metric}`, ...(metric ? { metric } : {}) })

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('a problem reporter', () => {
  it('announces once per kind and metric', () => {
    const announced: Problem[] = []
    const report = createProblemReporter((problem) => announced.push(problem))
    for (let i = 0; i < 3; i++) {
      report(bad('a'))
      report(bad('b'))
      report(bad('a', 'series_limit'))
      report(bad())
    }
    expect(announced).toEqual([bad('a'), bad('b'), bad('a', 'series_limit'), bad()])
  })

  it('does not share what it remembers with another', () => {
    const announce = vi.fn()
    createProblemReporter(announce)(bad('a'))
    createProblemReporter(announce)(bad('a'))
    expect(announce).toHaveBeenCalledTimes(2)
  })

  it('swallows what the announcer throws, and does not ask it again', () => {
    const announce = vi.fn(() => {
      throw new Error('from the application')
    })
    const report = createProblemReporter(announce)
    expect(() => report(bad('a'))).not.toThrow()
    expect(() => report(bad('a'))).not.toThrow()
    expect(announce).toHaveBeenCalledTimes(1)
  })

  it('swallows what an asynchronous announcer rejects with', async () => {
    const unhandled: unknown[] = []
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => unhandled.push(reason))
    try {
      createProblemReporter(async () => {
        throw new Error('from the application, later')
      })(bad('a'))
      await nextTurn()
      await nextTurn()
    } finally {
      process.removeAllListeners('unhandledRejection')
      for (const listener of others) process.on('unhandledRejection', listener)
    }
    expect(unhandled).toEqual([])
  })

  it('is not entered again by an announcer that causes the same problem', () => {
    let depth = 0
    const report = createProblemReporter(() => {
      depth++
      report(bad('a'))
    })
    report(bad('a'))
    expect(depth).toBe(1)
  })

  it('remembers a bounded number and is silent beyond it', () => {
    const announce = vi.fn()
    const report = createProblemReporter(announce)
    for (let i = 0; i < 5_000; i++) report(bad(`metric_${i}`))
    expect(announce).toHaveBeenCalledTimes(1_000)
    report(bad('metric_0'))
    expect(announce).toHaveBeenCalledTimes(1_000)
  })

  it('warns through the process when nobody asked to be told', async () => {
    const warned = once(process, 'warning')
    createProblemReporter()(bad('a'))
    const [warning] = await warned
    expect(warning).toMatchObject({ name: 'TelltaleWarning', code: 'TELLTALE_BAD_VALUE', message: 'bad_value of a' })
  })

  it('prints every occurrence with TELLTALE_DEBUG=1', () => {
    vi.stubEnv('TELLTALE_DEBUG', '1')
    const print = vi.spyOn(console, 'error').mockReturnValue()
    const announce = vi.fn()
    const report = createProblemReporter(announce)
    report(bad('a'))
    report(bad('a'))
    expect(print.mock.calls).toEqual([['telltale: bad_value: bad_value of a'], ['telltale: bad_value: bad_value of a']])
    expect(announce).toHaveBeenCalledTimes(1)
  })

  it('prints nothing without it', () => {
    vi.stubEnv('TELLTALE_DEBUG', '')
    const print = vi.spyOn(console, 'error').mockReturnValue()
    createProblemReporter(() => {})(bad('a'))
    expect(print).not.toHaveBeenCalled()
  })
})

describe('a problem announcer', () => {
  it('tells each problem, and swallows what it is told by throws or rejects', async () => {
    const told: string[] = []
    const announce = createProblemAnnouncer(async ({ kind }) => {
      told.push(kind)
      throw new Error('from the application')
    })
    announce(bad('a'))
    announce(bad('a'))
    createProblemAnnouncer(() => {
      throw new Error('from the application')
    })(bad('a'))
    await nextTurn()
    expect(told).toEqual(['bad_value', 'bad_value'])
  })
})
