import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { negotiateEncoding } from '../../src/negotiation/content-encoding.js'
import { toRefreshMillis } from '../../src/negotiation/deadline.js'
import { requestedNames, selectNames } from '../../src/negotiation/name-filter.js'
import { histogram, numbers, snapshotOf } from '../support/snapshots.js'

/** What this Node has beside gzip. */
const BETTER = 'createZstdCompress' in zlib ? 'zstd' : 'gzip'
const ONLY_ZSTD = 'createZstdCompress' in zlib ? 'zstd' : undefined

describe('negotiateEncoding', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['br, deflate', undefined],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;q=0.1', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip;q=0, *', ONLY_ZSTD],
    ['*', BETTER],
    ['gzip, zstd', BETTER],
    ['gzip;q=0.9, zstd;q=0.8', 'gzip'],
    ['identity;q=1, gzip;q=0.5', undefined],
    ['zstd', ONLY_ZSTD],
  ])('%s: %s', (header, name) => expect(negotiateEncoding(header)?.name).toBe(name))
})

describe('toRefreshMillis', () => {
  it.each([
    [undefined, 5_000],
    ['', 5_000],
    ['0', 5_000],
    ['-1', 5_000],
    ['1e9', 5_000],
    ['NaN', 5_000],
    ['10', 9_500],
    ['10.5', 10_000],
    ['0.5', 250],
    ['999999', 60_000],
  ])('%s: %d', (header, millis) => expect(toRefreshMillis(header)).toBe(millis))
})

describe('name[]', () => {
  it.each([
    ['/metrics', undefined],
    ['/metrics?name=a', undefined],
    ['/metrics?name[]=a', ['a']],
    ['/metrics?x=1&name%5B%5D=a&name[]=b#name[]=c', ['a', 'b']],
    ['/metrics?name[]=%ff%', ['\ufffd%']],
    ['/metrics?name[]', ['']],
  ])('%s', (target, names) => expect(requestedNames(target)).toEqual(names && new Set(names)))

  it('chooses whole families, by any of their names and with the prefix', () => {
    const snapshot = snapshotOf(
      numbers('gauge', { name: 'a' }, [[{}, 1]]),
      numbers('counter', { name: 'b' }, [[{}, 1]]),
      histogram({ name: 'c' }, [], [{ labels: {}, counts: [1], sum: 1 }]),
    )
    const chosen = (...names: string[]) => selectNames(snapshot, new Set(names), 'x_').families.map(({ name }) => name)
    expect(chosen('x_a')).toEqual(['a'])
    expect(chosen('a', '')).toEqual([])
    expect(chosen('x_c_bucket', 'x_b_total')).toEqual(['b', 'c'])
    expect(chosen('x_b')).toEqual(['b'])
  })
})
