import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLegacyName, toLabelNames, toMetricName } from '../src/naming.js'

describe('a metric name', () => {
  it.each([
    ['http_requests_total', 'http_requests_total'],
    ['job:rate:sum', 'job:rate:sum'],
    ['_x9', '_x9'],
    ['my.metric', 'my_metric'],
    ['ünï.cöde', '_n__c_de'],
    ['9lives', '_9lives'],
    ['a b\n{c="d"} 1', 'a_b__c__d___1'],
    ['😀', '_'],
    ['', '_'],
  ])('%j is written %j', (name, written) => {
    expect(toMetricName(name)).toBe(written)
  })

  it('is legal, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(isLegacyName(toMetricName(name))).toBe(true)
      }),
    )
  })
})

describe('label names', () => {
  it('travel unchanged when they are legal', () => {
    const names = ['method', '__proto__', 'constructor', 'a1']
    expect(toLabelNames(names)).toBe(names)
  })

  it('lose what is illegal and stay apart', () => {
    expect(toLabelNames(['a.b', 'a_b', 'a-b', 'x:y', '1st', ''])).toEqual(['a_b_', 'a_b', 'a_b__', 'x_y', '_1st', '_'])
  })

  it('are legal and distinct, whatever they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 8 }), (names) => {
        const written = toLabelNames(names)
        expect(new Set(written).size).toBe(names.length)
        for (const name of written) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
      }),
    )
  })
})
