/** Awkward label values and values, from the instrument that recorded them through the text to whoever reads it: a parser of our own, and a real Prometheus. */

import { createRegistry, type Problem } from '@telltale/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWithServer, startPrometheus } from '../../../scripts/servers/index.mjs'
import { encodeText } from '../src/text/text-encoder.js'
import { parseText } from './support/parse-text.js'
import { type SourceServer, serveSource } from './support/serve-source.js'

/** Label values that break out of lines, end them, or are read as something else; none is absent or bad data. */
const TEXTS: readonly string[] = [
  '"',
  '\\',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\x7f',
  '\t',
  ' ',
  '  in blanks  ',
  ',',
  '{}',
  '=',
  '# EOF',
  '# TYPE fake counter',
  '"} 1\nfake_total 2',
  '"} 1\nfake_total{a="b',
  '\\n',
  '\\"',
  'ends with \\',
  '\u2028\u2029',
  '\ufeff',
  '\ufeffwith a byte order mark',
  '\u202eright to left',
  'ünï.cöde',
  '日本',
  '🚀',
  '\u{10ffff}',
  'null',
  'undefined',
  'NaN',
  '__overflow__',
  '__proto__',
  'x'.repeat(16_384),
]

const NUMBERS: readonly number[] = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  5e-324,
  -5e-324,
  1.797e308,
  0.1 + 0.2,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  1e21,
  -1e-7,
]

const problems: Problem[] = []
const metrics = createRegistry({ shared: false, onProblem: (problem) => problems.push(problem) })
const texts = metrics.counter({ name: 'texts_total', labels: ['text', 'number'] })
for (const [number, text] of TEXTS.entries()) texts.inc({ text, number: `${number}` }, number + 1)
const numbers = metrics.gauge({ name: 'numbers', help: 'Say "hi"\\\n# EOF', labels: ['number'] })
for (const [number, value] of NUMBERS.entries()) numbers.set({ number }, value)
// What is one text is one series, whatever it was before.
for (const value of [1, '1', 1n]) metrics.counter({ name: 'ones_total', labels: ['a', 'b'] }).inc({ a: value, b: null })

const EXPECTED_TEXTS = TEXTS.map((text, number) => ({ text, number: `${number}`, value: number + 1 }))

describe('what was recorded under awkward labels', () => {
  it('is no problem', () => {
    expect(problems).toEqual([])
  })

  it('is in the text, each under its own, and nothing beside it', () => {
    const families = parseText(encodeText(metrics.gather()))
    expect(families.map(({ name }) => name)).toEqual(['numbers', 'ones_total', 'texts_total'])
    const read = families[2]?.samples.map(({ labels, value }) => ({ ...Object.fromEntries(labels), value }))
    expect(read).toEqual(EXPECTED_TEXTS)
    expect(families[0]?.samples.map(({ value }) => value)).toEqual(NUMBERS)
    expect(families[0]?.help).toBe('Say "hi"\\\n# EOF')
    expect(families[1]?.samples.map(({ labels, value }) => [...labels, value])).toEqual([[['a', '1'], 3]])
  })
})

describeWithServer('prometheus', 'a real Prometheus', () => {
  let server: SourceServer
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>

  beforeAll(async () => {
    server = await serveSource(metrics)
    prometheus = await startPrometheus({ targets: [new URL(server.url).host] })
    await prometheus.waitForTarget(({ health }) => health !== 'unknown')
  })
  afterAll(async () => {
    await prometheus?.stop()
    await server?.close()
  })

  it('has each of them under its own labels, to the letter and to the last digit, and nothing beside them', async () => {
    expect(await prometheus.targets()).toMatchObject([{ health: 'up', lastError: '' }])
    const stored = async (name: string) =>
      (await prometheus.query(name))
        .map(({ metric: { __name__, instance, job, ...labels }, value }) => ({ ...labels, value }) as Record<string, unknown>)
        .sort((a, b) => Number(a['number']) - Number(b['number']))
    expect(await stored('texts_total')).toEqual(EXPECTED_TEXTS)
    expect((await stored('numbers')).map(({ value }) => value)).toEqual(NUMBERS)
    expect(await stored('ones_total')).toEqual([{ a: '1', value: 3 }])
    const names = await prometheus.query('count by (__name__) ({job="telltale", __name__!~"up|scrape_.+"})')
    expect(names.map(({ metric }) => metric['__name__']).sort()).toEqual([
      'numbers',
      'ones_created',
      'ones_total',
      'texts_created',
      'texts_total',
    ])
  })
})
