import { describe, expect, it } from 'vitest'
import { parseExposition, seriesKey } from '../src/exposition.js'

const read = (line: string) => parseExposition(`${line}\n`).samples[0]

describe('parseExposition', () => {
  it.each([
    ['up 1', { name: 'up', labels: {}, value: 1 }],
    ['up{} 1', { name: 'up', labels: {}, value: 1 }],
    ['a:b_c{x="1",y="2"} 1.5e+06', { name: 'a:b_c', labels: { x: '1', y: '2' }, value: 1_500_000 }],
    ['a{x="1",} -2 1700000000000', { name: 'a', labels: { x: '1' }, value: -2 }],
    ['a{x="\\"} 1 \\\\ \\n"} +Inf', { name: 'a', labels: { x: '"} 1 \\ \n' }, value: Number.POSITIVE_INFINITY }],
    ['a{le="+Inf"} -Inf', { name: 'a', labels: { le: '+Inf' }, value: Number.NEGATIVE_INFINITY }],
    ['a NaN', { name: 'a', labels: {}, value: Number.NaN }],
    ['a 1e-05', { name: 'a', labels: {}, value: 0.00001 }],
  ])('%s', (line, sample) => {
    expect(read(line)).toEqual(sample)
  })

  it.each(['1up 1', 'up', 'up one', 'up{x=1} 1', 'up{x="1} 1', 'up{x="\\t"} 1', 'up{x="1"y="2"} 1', 'up 0x10', 'up 1 2 3'])(
    'refuses %s',
    (line) => {
      expect(() => read(line)).toThrow('line 1')
    },
  )

  it('refuses a series that appears twice, whatever the order of its labels', () => {
    expect(() => parseExposition('a{x="1",y="2"} 1\na{y="2",x="1"} 1\n')).toThrow('line 2: a{x="1",y="2"} appears twice')
  })

  it('refuses a last line without a line feed, and a second TYPE', () => {
    expect(() => parseExposition('a 1')).toThrow('line feed')
    expect(() => parseExposition('# TYPE a gauge\n# TYPE a counter\n')).toThrow('line 2')
  })

  it('knows the types and leaves comments alone', () => {
    const { types, samples } = parseExposition('# HELP a What {it} is.\n# TYPE a counter\n# anything\n\na 1\n')
    expect([...types]).toEqual([['a', 'counter']])
    expect(samples).toHaveLength(1)
  })
})

describe('seriesKey', () => {
  it('tells label values apart that look alike', () => {
    expect(seriesKey('m', { a: '1",b="2' })).not.toBe(seriesKey('m', { a: '1', b: '2' }))
  })
})
