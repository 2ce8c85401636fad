import { inspect } from 'node:util'
import { TelltaleError } from '@telltale/core'
import { describe, expect, it } from 'vitest'
import { createPushgatewayExporter } from '../../src/pushgateway/exporter.js'
import { createPushgateway } from '../../src/pushgateway/pushgateway.js'

const SECRET = 's3cret-value'
const sound = { url: 'http://127.0.0.1:9091', job: 'j' }

function refusal(options: object, create: (options: never) => unknown = createPushgateway): string {
  try {
    create(options as never)
  } catch (error) {
    expect((error as TelltaleError).code).toBe('invalid_options')
    expect(error).toBeInstanceOf(TelltaleError)
    return inspect(error)
  }
  throw new Error('nothing was refused')
}

describe('options of a Pushgateway', () => {
  it.each([
    [{}],
    [{ url: 'https://[::1]:9091/base/' }],
    [{ job: '..', grouping: { a: '', 'b.c': '/', ü: 'ü' } }],
    [{ basicAuth: { username: '', password: '' } }],
    [{ bearerToken: 'abc' }],
    [{ headers: { Authorization: 'Other x', 'X-Scope': 'é' } }],
    [{ timeoutMillis: 1, prefix: 'a_', select: () => true, onProblem() {} }],
  ])('%# are taken', (options) => {
    createPushgateway({ ...sound, ...options })
    createPushgatewayExporter({ ...sound, ...options, method: 'post' })
  })

  it.each([
    [{ url: undefined }, 'url must be an http: or https: URL'],
    [{ url: 'ftp://x' }, 'url must be an http: or https: URL'],
    [{ url: `http://me:${SECRET}@127.0.0.1` }, 'url must hold no user name and password'],
    [{ url: `http://127.0.0.1?token=${SECRET}` }, 'url must have no query and no fragment'],
    [{ job: '' }, 'job must be a well-formed text, not empty, got ""'],
    [{ job: undefined }, 'job must be'],
    [{ job: '\ud800' }, 'job must be'],
    [{ grouping: { job: 'x' } }, 'grouping must be'],
    [{ grouping: { __x: 'x' } }, 'grouping must be'],
    [{ grouping: { '': 'x' } }, 'grouping must be'],
    [{ grouping: { a: 1 } }, 'grouping must be'],
    [{ headers: { 'content-type': 'x' } }, 'the header content-type is set by the protocol'],
    [{ headers: { Host: 'x' } }, 'the header Host is set by the protocol'],
    [{ headers: { 'a b': SECRET } }, 'the header "a b" must have a name and a value that HTTP allows'],
    [{ headers: { a: `${SECRET}\r\nX: y` } }, 'must have a name and a value that HTTP allows'],
    [{ headers: SECRET }, 'headers must be an object'],
    [{ basicAuth: { username: 'a:b', password: SECRET } }, 'basicAuth must be'],
    [{ basicAuth: SECRET }, 'basicAuth must be'],
    [{ bearerToken: `${SECRET} x` }, 'bearerToken must be'],
    [{ bearerToken: SECRET, basicAuth: { username: 'a', password: SECRET } }, 'exclude one another'],
    [{ bearerToken: SECRET, headers: { authorization: SECRET } }, 'exclude one another'],
    [{ timeoutMillis: 0 }, 'timeoutMillis must be a number from 1 to 2147483647, got 0'],
    [{ timeoutMillis: Number.POSITIVE_INFINITY }, 'timeoutMillis must be'],
    [{ prefix: '9' }, 'prefix must be'],
    [{ password: 'x' }, 'there is no option "password"'],
  ])('%# are refused by name, without secrets', (options, message) => {
    const told = refusal({ ...sound, ...options })
    expect(told).toContain(message)
    expect(told).not.toContain(SECRET)
  })

  it('are refused all at once', () => {
    const told = refusal({ url: 'x', job: '', timeoutMillis: -1, method: 'patch' }, createPushgatewayExporter)
    for (const part of ['createPushgatewayExporter: ', 'url must', 'job must', 'timeoutMillis must', "method must be 'put' or 'post'"]) {
      expect(told).toContain(part)
    }
    for (const given of [undefined, null, 'x', []]) expect(refusal(given as never)).toContain('createPushgateway: ')
  })
})
