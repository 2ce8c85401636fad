import { awkwardSnapshots, buildSnapshot } from '@telltale/testkit'
import { snapshotArbitrary } from '@telltale/testkit/arbitraries'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEmfWriter } from '../../src/index.js'
import { brokenEmfRules, EMF_RULES, type EmfLine, sumOf } from '../support/emf-rules.js'

const write = createEmfWriter({ namespace: 'Shop', onProblem: () => {} })

const EVERY_KIND = buildSnapshot({
  families: [
    {
      kind: 'counter',
      name: 'jobs_total',
      series: [
        { labels: { kind: 'mail "x"' }, value: 3 },
        { labels: { kind: '' }, value: 4 },
      ],
    },
    { kind: 'gauge', name: 'heap', unit: 'bytes', series: [{ value: 1.5e6 }] },
    { kind: 'gauge', name: 'kind', series: [{ labels: { kind: 'mail "x"' }, value: 1 }] },
    { kind: 'histogram', name: 'latency', unit: 'seconds', bounds: [1, 2], series: [{ counts: [2, 1, 0], sum: 2.5 }] },
    { kind: 'summary', name: 'size', unit: 'bytes', quantiles: [0.5], series: [{ count: 2, sum: 30, quantileValues: [10] }] },
    { kind: 'info', name: 'build', series: [{ labels: { version: '2' } }] },
    { kind: 'stateset', name: 'door', states: ['open', 'shut'], series: [{ on: ['open'] }] },
  ],
})

describe('lines', () => {
  it('of every kind', async () => {
    await expect(write(EVERY_KIND).lines.join('')).toMatchFileSnapshot('./golden/every-kind.jsonl')
  })

  it('of every kind, structured, at high resolution', async () => {
    const { lines } = createEmfWriter({ namespace: 'Shop', histograms: 'structured', storageResolution: 1 })(EVERY_KIND)
    await expect(lines.join('')).toMatchFileSnapshot('./golden/structured.jsonl')
  })

  it('have at most 100 metrics', () => {
    const families = Array.from({ length: 250 }, (_, i) => ({ kind: 'gauge' as const, name: `gauge_${i}`, series: [{ value: 1 }] }))
    expect(
      write(buildSnapshot({ families })).lines.map((line) => (JSON.parse(line) as EmfLine)._aws.CloudWatchMetrics[0]?.Metrics.length),
    ).toEqual([100, 100, 50])
  })

  it('have at most 100 values of a metric, in as many lines as it takes', () => {
    const series = [{ counts: [250, 0], sum: 125 }]
    const { lines } = write(buildSnapshot({ families: [{ kind: 'histogram', name: 'latency', bounds: [1], series }] }))
    expect(lines.map((line) => (JSON.parse(line)['latency'] as number[]).length)).toEqual([100, 100, 50])
    expect(sumOf(lines, 'latency')).toBe(125)
  })

  it('have values with counts where arrays would be without end', () => {
    const series = [{ counts: [1e12, 0], sum: 5e11 }]
    const { lines } = write(buildSnapshot({ families: [{ kind: 'histogram', name: 'latency', bounds: [1], series }] }))
    expect(lines.map((line) => JSON.parse(line)['latency'])).toEqual([
      { Values: [0.5], Counts: [1e12], Max: 0.5, Min: 0.5, Count: 1e12, Sum: 5e11 },
    ])
  })

  it.each(awkwardSnapshots().map(({ name, snapshot }) => [name, snapshot] as const))('keep every rule: %s', (_, snapshot) => {
    for (const line of write(snapshot).lines)
      expect(brokenEmfRules(line).filter((rule) => !isStructured(line) || rule !== 'metrics that are there')).toEqual([])
  })

  it('keep every rule (property)', () => {
    fc.assert(
      fc.property(snapshotArbitrary(), (snapshot) => {
        for (const line of write(snapshot).lines)
          expect(brokenEmfRules(line).filter((rule) => !isStructured(line) || rule !== 'metrics that are there')).toEqual([])
      }),
    )
  })
})

/** Histograms of more observations than arrays shall hold. */
function isStructured(line: string): boolean {
  return line.includes('{"Values":')
}

describe('the rules', () => {
  const right = JSON.parse(write(EVERY_KIND).lines[0] as string) as EmfLine
  const line = {
    ...right,
    _aws: { ...right._aws, CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'jobs', Unit: 'Count' }] }] },
    jobs: 1,
  }

  it('take a right line', () => {
    expect(brokenEmfRules(`${JSON.stringify(line)}\n`)).toEqual([])
    expect(brokenEmfRules(`${JSON.stringify(line)}\n\n`)).toEqual(['one line'])
  })

  it.each(EMF_RULES.map((rule) => [rule.name, rule.clause, rule] as const))('refuse what breaks %s (%s)', (name, _, rule) => {
    expect(brokenEmfRules(`${JSON.stringify(rule.breakIt(line))}\n`)).toContain(name)
  })
})
