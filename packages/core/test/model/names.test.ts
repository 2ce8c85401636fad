import { describe, expect, it } from 'vitest'
import { claimedNames, isLabelName, isMetricName, MAX_NAME_LENGTH } from '../../src/model/names.js'

describe('a metric name', () => {
  it.each(['a', 'A', '_', ':', 'http_requests_total', 'a:b:c', 'x1', 'constructor', '__proto__', 'x'.repeat(MAX_NAME_LENGTH)])(
    'may be %s',
    (name) => {
      expect(isMetricName(name)).toBe(true)
    },
  )

  it.each([
    '',
    '1a',
    'a b',
    'a\n',
    '\na',
    'a\0',
    'a-b',
    'a.b',
    'a{',
    'ünï_cöde',
    '🚀',
    'a\u2028',
    'x'.repeat(MAX_NAME_LENGTH + 1),
    'x'.repeat(100_000),
    undefined,
    null,
    1,
    {},
    ['a'],
    Symbol('a'),
  ])('may not be %o', (name) => {
    expect(isMetricName(name)).toBe(false)
  })
})

describe('a label name', () => {
  it.each(['a', '_a', 'job', 'instance', 'constructor', 'toString', 'hasOwnProperty', 'thread', 'x'.repeat(MAX_NAME_LENGTH)])(
    'may be %s',
    (name) => {
      expect(isLabelName(name)).toBe(true)
    },
  )

  it.each([
    '',
    '1a',
    'a:b',
    'a b',
    'a\n',
    'le',
    'quantile',
    '__name__',
    '__x',
    '__proto__',
    '__',
    'é',
    'x'.repeat(MAX_NAME_LENGTH + 1),
    5,
    undefined,
    null,
  ])('may not be %o', (name) => {
    expect(isLabelName(name)).toBe(false)
  })
})

describe('the names a family claims', () => {
  it.each([
    ['counter', 'a_total', ['a', 'a_total', 'a_created']],
    ['counter', 'a', ['a', 'a_total', 'a_created']],
    ['gauge', 'a', ['a']],
    ['histogram', 'a', ['a', 'a_bucket', 'a_sum', 'a_count', 'a_created']],
    ['summary', 'a', ['a', 'a_sum', 'a_count', 'a_created']],
    ['info', 'a', ['a', 'a_info']],
    ['info', 'a_info', ['a', 'a_info']],
    ['stateset', 'a', ['a']],
  ] as const)('as a %s called %s', (kind, name, names) => {
    expect(claimedNames(kind, name)).toEqual(names)
  })
})
