import { describe, expect, it } from 'vitest'
import type { ArenaHandle, RegistryOptions } from '../../src/index.js'
import { arenaHandle, attach, createRegistry, TelltaleError } from '../../src/index.js'
import { hasSharedMemory } from '../support/memories.js'
import { findFamily, valuesOf } from '../support/snapshot-reading.js'

describe('registries', () => {
  it('of one name are one registry', () => {
    expect(createRegistry()).toBe(createRegistry({ name: 'default' }))
    expect(createRegistry({ name: 'same' })).toBe(createRegistry({ name: 'same', strict: true }))
    expect(createRegistry().name).toBe('default')
    expect(createRegistry({ name: 'same' }).name).toBe('same')
  })

  it('of different names do not see one another', () => {
    const first = createRegistry({ name: 'first' })
    const second = createRegistry({ name: 'second' })
    first.counter({ name: 'c_total' }).inc(1)
    second.gauge({ name: 'c_total' }).set(2)
    expect(valuesOf(findFamily(first.gather(), 'c_total', 'counter'))).toEqual({ '': 1 })
    expect(valuesOf(findFamily(second.gather(), 'c_total', 'gauge'))).toEqual({ '': 2 })
  })

  it('say under which name other threads find them, if they do', () => {
    expect(createRegistry({ name: 'same' }).sharedAs).toBe(hasSharedMemory ? 'same' : undefined)
    expect(createRegistry({ name: 'same', shared: false }).sharedAs).toBeUndefined()
  })

  it('that are private do not see one another, nor the one they share a name with', () => {
    const shared = createRegistry({ name: 'here' })
    const privates = [createRegistry({ name: 'here', shared: false }), createRegistry({ name: 'here', shared: false })]
    for (const [i, registry] of [shared, ...privates].entries()) registry.counter({ name: 'c_total' }).inc(i + 1)
    expect([shared, ...privates].map((registry) => registry.gather().families.length)).toEqual([1, 1, 1])
    expect([shared, ...privates].map((registry) => registry.counter({ name: 'c_total' }).get())).toEqual([1, 2, 3])
    expect(new Set([shared, ...privates]).size).toBe(3)
  })

  it('are told of problems as they were asked', () => {
    const problems: unknown[] = []
    const registry = createRegistry({ name: 'told', onProblem: (problem) => problems.push(problem) })
    registry.counter({ name: 'c_total' }).inc(-1)
    expect(problems).toMatchObject([{ kind: 'bad_value', metric: 'c_total' }])
  })

  it('take over options that are given later, and keep those that are left out', () => {
    const [early, late]: [string[], string[]] = [[], []]
    const registry = createRegistry({ name: 'later', maxSeriesPerMetric: 1, onProblem: ({ kind }) => early.push(kind) })
    const counter = registry.counter({ name: 'c_total' })
    createRegistry({ name: 'later' })
    counter.inc(-1)
    expect(early).toEqual(['bad_value'])

    createRegistry({ name: 'later', strict: true, onProblem: ({ kind }) => late.push(kind) })
    expect(() => counter.inc(-1)).toThrow(TelltaleError)
    const labelled = registry.counter({ name: 'd_total', labels: ['a'] })
    labelled.inc({ a: 'x' })
    expect(() => labelled.inc({ a: 'y' })).toThrow(expect.objectContaining({ code: 'series_limit' }))

    createRegistry({ name: 'later', strict: false, maxSeriesPerMetric: 3 })
    labelled.inc({ a: 'y' })
    expect([early, late]).toEqual([['bad_value'], ['series_limit']])
    expect(() => counter.inc(-1)).not.toThrow()
    const roomy = registry.counter({ name: 'e_total', labels: ['a'] })
    for (const a of ['x', 'y', 'z']) roomy.inc({ a })
    expect(findFamily(registry.gather(), 'd_total', 'counter').labelSets.length).toBe(2)
    expect(valuesOf(findFamily(registry.gather(), 'e_total', 'counter'))).toEqual({ x: 1, y: 1, z: 1 })
  })

  it.each<readonly [string, unknown, string]>([
    ['name', '', 'name must be a string of 1 to 256 characters, got ""'],
    ['name', 5, 'name must be a string of 1 to 256 characters, got 5'],
    ['name', 'x'.repeat(257), 'name must be a string of 1 to 256 characters, got "x'],
    ['shared', 'no', 'shared must be a boolean, got "no"'],
    ['strict', 1, 'strict must be a boolean, got 1'],
    ['observeIntervalMillis', 99, 'observeIntervalMillis must be 0, or a number from 100 to 2147483647, got 99'],
    ['observeIntervalMillis', Infinity, 'observeIntervalMillis must be 0, or a number from 100 to 2147483647, got Infinity'],
    ['observeIntervalMillis', '5000', 'observeIntervalMillis must be 0, or a number from 100 to 2147483647, got "5000"'],
    ['maxSeriesPerMetric', 0, 'maxSeriesPerMetric must be a whole number from 1, got 0'],
    ['maxSeriesPerMetric', Infinity, 'maxSeriesPerMetric must be a whole number from 1, got Infinity'],
    ['onProblem', {}, 'onProblem must be a function, got an object'],
    ['exemplars', 5, 'exemplars must be a boolean, or an object of settings, got 5'],
    ['exemplars', null, 'exemplars must be a boolean, or an object of settings, got null'],
    ['exemplars', { intervalMillis: -1 }, 'exemplars.intervalMillis must be a finite number that is not negative, got -1'],
    ['exemplars', { intervalMillis: '5' }, 'exemplars.intervalMillis must be a finite number that is not negative, got "5"'],
    ['exemplars', { source: {} }, 'exemplars.source must be a function, got an object'],
  ])('cannot have as %s: %o', (field, value, fault) => {
    const create = () => createRegistry({ [field]: value } as RegistryOptions)
    expect(create).toThrow(
      expect.objectContaining({
        name: 'TelltaleError',
        code: 'invalid_options',
        message: expect.stringContaining(`createRegistry: ${fault}`),
      }),
    )
  })

  it('show all faulty options at once', () => {
    const options = { name: '', shared: 1, strict: 'x', maxSeriesPerMetric: -1, onProblem: 5 } as unknown as RegistryOptions
    expect(() => createRegistry(options)).toThrow(
      'createRegistry: name must be a string of 1 to 256 characters, got ""; shared must be a boolean, got 1; strict must be a boolean, got "x"; ' +
        'maxSeriesPerMetric must be a whole number from 1, got -1; onProblem must be a function, got 5',
    )
  })

  it.each([null, 5, 'default', Symbol('s')])('cannot be made of %o', (options) => {
    expect(() => createRegistry(options as never)).toThrow(
      expect.objectContaining({
        name: 'TelltaleError',
        code: 'invalid_options',
        message: expect.stringMatching(/^createRegistry: options must be an object, got /),
      }),
    )
  })
})

describe('attaching', () => {
  it('has a handle exactly where memory can be shared', () => {
    expect(arenaHandle() !== undefined).toBe(hasSharedMemory)
  })

  it('to the arena one is in changes nothing', () => {
    const registry = createRegistry({ name: 'attached' })
    const counter = registry.counter({ name: 'c_total' })
    counter.inc(3)
    const handle = arenaHandle()
    for (let i = 0; i < 2; i++) if (handle) attach(handle)
    counter.inc(4)
    expect(counter.get()).toBe(7)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ '': 7 })
  })

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['a text', 'handle'],
    ['an empty object', {}],
    ['a buffer of this thread', { buffer: new ArrayBuffer(1_000_000), origin: 0 }],
    ['an object in place of the buffer', { buffer: {}, origin: 0 }],
    ...(hasSharedMemory ? [['a shared buffer of something else', { buffer: new SharedArrayBuffer(1_000_000), origin: 0 }] as const] : []),
  ])('to %s throws, and what was recorded stays', (_name, handle) => {
    const registry = createRegistry({ name: 'kept' })
    const counter = registry.counter({ name: 'c_total' })
    const before = counter.get()
    counter.inc()
    const tryIt = () => attach(handle as ArenaHandle)
    expect(tryIt).toThrow(TelltaleError)
    expect(tryIt).toThrow(
      expect.objectContaining({
        code: 'invalid_arena',
        message: expect.stringMatching(/^attach: expected a handle made by arenaHandle\(\)/),
      }),
    )
    expect(counter.get()).toBe(before + 1)
  })
})
