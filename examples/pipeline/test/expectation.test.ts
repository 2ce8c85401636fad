import { describe, expect, it } from 'vitest'
import { compare } from '../src/expectation.js'

const sample = (name: string, labels: Record<string, string>, value: number) => ({ name, labels, value })

describe('compare', () => {
  it('finds no difference where there is none', () => {
    const samples = [sample('a_total', { x: '1' }, 3), sample('q', { quantile: '0.5' }, 10), sample('other', {}, 99)]
    const expectations = [sample('a_total', { x: '1' }, 3), { name: 'q', labels: { quantile: '0.5' }, atLeast: 9, atMost: 10 }]
    expect(compare(samples, expectations)).toEqual({ differences: [], exactCount: 1, rangeCount: 1 })
  })

  it.each([2, 4, 3.0000000000000004, Number.NaN])('notices %d instead of 3', (value) => {
    const { differences } = compare([sample('a_total', { x: '1' }, value)], [sample('a_total', { x: '1' }, 3)])
    expect(differences).toEqual([{ series: 'a_total{x="1"}', expected: '3', counted: value }])
  })

  it('notices a series that is missing, unless it would be zero', () => {
    expect(compare([], [sample('a_total', {}, 3)]).differences).toEqual([{ series: 'a_total{}', expected: '3', counted: undefined }])
    expect(compare([], [sample('a_total', {}, 0)]).differences).toEqual([])
  })

  it('notices what is counted under labels that nobody expects', () => {
    const samples = [sample('a_total', { x: '1' }, 3), sample('a_total', { x: '2' }, 1), sample('a_total', { x: '3' }, 0)]
    expect(compare(samples, [sample('a_total', { x: '1' }, 3)]).differences).toEqual([
      { series: 'a_total{x="2"}', expected: '0', counted: 1 },
    ])
  })

  it.each([8.9, 10.1, Number.NaN, undefined])('notices %d outside of 9 to 10', (value) => {
    const samples = value === undefined ? [] : [sample('q', {}, value)]
    expect(compare(samples, [{ name: 'q', labels: {}, atLeast: 9, atMost: 10 }]).differences).toEqual([
      { series: 'q{}', expected: '9 to 10', counted: value },
    ])
  })
})
