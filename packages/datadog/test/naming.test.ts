/** Names and tags, as a table. */

import type { Family } from '@telltale/core/model'
import { describe, expect, it } from 'vitest'
import { toDatadogName, toTag, withSuffix } from '../src/naming.js'

describe('a name', () => {
  it.each<readonly [Family['kind'], string, string, string]>([
    ['counter', 'http_requests_total', '', 'http_requests'],
    ['gauge', 'things_total', '', 'things_total'],
    ['counter', 'http.requests', '', 'http.requests'],
    ['gauge', 'depth', 'app.', 'app.depth'],
    ['gauge', 'a b-c/d', '', 'a_b_c_d'],
    ['gauge', '_9lives', '', 'lives'],
    ['gauge', '日本', '', 'unnamed'],
    ['gauge', '😀x', '', 'x'],
    ['gauge', 'x'.repeat(300), '', 'x'.repeat(200)],
  ])('of a %s %s with prefix %j is %s', (kind, name, prefix, expected) => {
    expect(toDatadogName({ kind, name }, prefix)).toBe(expected)
  })

  it('keeps its suffix whole', () => {
    expect(withSuffix('x'.repeat(200), '.count')).toBe(`${'x'.repeat(194)}.count`)
  })
})

describe('a tag', () => {
  it.each([
    ['route', '/a/b', 'route:/a/b'],
    ['url', 'http://x:1', 'url:http://x:1'],
    ['l', 'a,b|c#d\r\ne', 'l:a_b_c_d__e'],
    ['9a b', 'é', 'a_b:é'],
    ['', '', 'tag:'],
    ['k', 'v'.repeat(300), `k:${'v'.repeat(198)}`],
  ])('of %j and %j is %s', (key, value, expected) => {
    expect(toTag(key, value)).toBe(expected)
  })
})
