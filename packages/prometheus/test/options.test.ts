import { TelltaleError } from '@telltale/core'
import { describe, expect, it } from 'vitest'
import { readHandlerOptions, readServeOptions, readTextOptions } from '../src/options.js'
import { snapshotOf, sourceOf } from './support/snapshots.js'

const source = sourceOf(() => snapshotOf())

function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    expect(error).toBeInstanceOf(TelltaleError)
    expect((error as TelltaleError).code).toBe('invalid_options')
    return (error as TelltaleError).message
  }
  throw new Error('nothing was refused')
}

describe('options of serveMetrics', () => {
  it('have defaults', () => {
    const defaults = {
      port: 9464,
      host: '127.0.0.1',
      path: '/metrics',
      registry: 'default',
      source: undefined,
      prefix: '',
      ref: false,
      thread: 'own',
    }
    expect(readServeOptions()).toEqual(defaults)
    expect(readServeOptions({ port: undefined, host: undefined, thread: undefined, onProblem: undefined })).toEqual(defaults)
  })

  it('put a source on the caller', () => {
    expect(readServeOptions({ source }).thread).toBe('caller')
    expect(readServeOptions({ source, thread: 'caller' }).source).toBe(source)
  })

  it.each([
    [{ port: 0 }],
    [{ port: 65_535 }],
    [{ host: '::1' }],
    [{ host: 'localhost' }],
    [{ path: '/' }],
    [{ path: '/a/b-c_d.e~f' }],
    [{ registry: 'any name' }],
    [{ prefix: 'a:b_9' }],
    [{ thread: 'caller' as const }],
    [{ ref: true }],
    [{ onProblem: () => undefined }],
  ])('take %j', (options) => {
    expect(readServeOptions(options)).toMatchObject(JSON.parse(JSON.stringify(options)))
  })

  it.each([
    [{ port: -1 }, 'port must be an integer from 0 to 65535, got -1'],
    [{ port: 65_536 }, 'port must be an integer from 0 to 65535, got 65536'],
    [{ port: 1.5 }, 'port must be an integer from 0 to 65535, got 1.5'],
    [{ port: Number.NaN }, 'port must be an integer from 0 to 65535, got NaN'],
    [{ port: '9464' }, 'port must be an integer from 0 to 65535, got "9464"'],
    [{ port: null }, 'port must be an integer from 0 to 65535, got null'],
    [{ host: '' }, 'host must be a host name or address, got ""'],
    [{ host: 'a b' }, 'host must be a host name or address, got "a b"'],
    [{ host: 1n }, 'host must be a host name or address, got 1n'],
    [{ path: 'metrics' }, 'path must be a path that begins with \'/\' and has no query, fragment or blank, got "metrics"'],
    [{ path: '/a?b' }, 'got "/a?b"'],
    [{ path: '/a#b' }, 'got "/a#b"'],
    [{ path: '/a b' }, 'got "/a b"'],
    [{ path: '/é' }, 'got "/é"'],
    [{ registry: '' }, 'registry must be the name of a registry, got ""'],
    [{ registry: {} }, 'registry must be the name of a registry, got an object'],
    [{ source: {} }, 'source must be a registry or another object with gather() and gatherChunks(), got an object'],
    [{ source: 'default' }, 'got "default"'],
    [{ prefix: '9a' }, "prefix must be '' or letters, digits, '_' and ':', no digit first, got \"9a\""],
    [{ prefix: 'a-' }, 'got "a-"'],
    [{ prefix: [] }, 'got an array'],
    [{ thread: 'main' }, "thread must be 'own' or 'caller', got \"main\""],
    [{ ref: 1 }, 'ref must be true or false, got 1'],
    [{ onProblem: 'log' }, 'onProblem must be a function, got "log"'],
    [{ prot: 1 }, 'there is no option "prot"; there are port, host, path, registry, source, prefix, thread, ref, onProblem'],
    [{ toString: 1 }, 'there is no option "toString"'],
    [{ source, registry: 'a' }, 'registry and source name two things to serve; give one'],
    [{ source, thread: 'own' as const }, "a source can only be served with thread: 'caller'"],
  ])('%# are refused by name', (options, message) => {
    const told = refusal(() => readServeOptions(options as object))
    expect(told).toMatch(/^serveMetrics: /)
    expect(told).toContain(message)
  })

  it('are refused all at once', () => {
    const told = refusal(() => readServeOptions({ port: -1, host: '', thread: 'mine', ref: 'yes', x: 1 } as object))
    for (const field of ['port must', 'host must', 'thread must', 'ref must', 'no option "x"']) expect(told).toContain(field)
  })

  it.each([[null], [9464], ['x'], [[]]])('%j is no options object', (given) => {
    expect(refusal(() => readServeOptions(given as unknown as object))).toMatch(/^serveMetrics: /)
  })
})

describe('options of metricsHandler', () => {
  it('need a source', () => {
    expect(refusal(() => readHandlerOptions({} as never))).toBe(
      'metricsHandler: source must be a registry or another object with gather() and gatherChunks(), got none',
    )
    for (const given of [undefined, null, 'x', 5]) expect(refusal(() => readHandlerOptions(given as never))).toContain('source must be')
  })

  it('are refused by name', () => {
    expect(refusal(() => readHandlerOptions({ source, prefix: ' ', port: 1 } as never))).toMatch(
      /prefix must be .*; there is no option "port"/,
    )
  })
})

describe('options of the encoder', () => {
  it('may be left out', () => {
    expect(readTextOptions()).toEqual({ prefix: '', escaping: 'underscores' })
    expect(readTextOptions({ prefix: undefined })).toEqual({ prefix: '', escaping: 'underscores' })
  })
})
