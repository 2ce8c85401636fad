import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRequestPath } from '../../src/serve/request-path.js'

describe('the path of a request target', () => {
  it.each([
    ['/metrics', '/metrics'],
    ['/metrics?a=b', '/metrics'],
    ['/metrics#a?b', '/metrics'],
    ['/metrics/', '/metrics/'],
    ['//', '//'],
    ['//x/metrics', '//x/metrics'],
    ['http://x/metrics?y', '/metrics'],
    ['HTTPS://[::1]:9464/metrics', '/metrics'],
    ['http://[', ''],
    ['http://', ''],
    ['http://x?/metrics', ''],
    ['/http://x/metrics', '/http://x/metrics'],
    ['/%6detrics', '/%6detrics'],
    ['*', '*'],
    ['', ''],
  ])('of %j is %j', (target, path) => {
    expect(toRequestPath(target)).toBe(path)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: fc.constantFrom('/', ':', '[', '?', '#', '%', 'h') })),
        (target) => void toRequestPath(target),
      ),
    )
  })
})
