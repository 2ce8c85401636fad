/** What each kind of metric becomes in each dialect. */

import { awkwardSnapshots, buildSnapshot } from '@telltale/testkit'
import { describe, expect, test } from 'vitest'
import { encodeDogstatsd } from '../src/dogstatsd.js'
import { createSnapshotEncoder } from '../src/encoder.js'
import { type StatsdDialect, type StatsdEncodingOptions, toEncodingSettings } from '../src/options.js'
import { parseMetric } from './support/dogstatsd-parser.js'
import { everyKind } from './support/snapshots.js'

const DIALECTS: readonly StatsdDialect[] = ['statsd', 'dogstatsd', 'telegraf', 'graphite']

function encode(dialect: StatsdDialect, options: StatsdEncodingOptions = {}, snapshot = everyKind) {
  return createSnapshotEncoder(toEncodingSettings(dialect, options))(snapshot)
}

function linesOf(dialect: StatsdDialect, options: StatsdEncodingOptions = {}, snapshot = everyKind): string[] {
  return encode(dialect, options, snapshot).packets.flatMap(({ text }) => text.split('\n'))
}

describe.each(DIALECTS)('%s', (dialect) => {
  test.each(['quantiles', 'buckets'] as const)('writes every kind as the golden file has it, histograms as %s', async (histograms) => {
    const lines = linesOf(dialect, { histograms, prefix: 'app', tags: { env: 'test', room: 'global' } })
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${dialect}-${histograms}.txt`)
  })

  test('writes a series that is known the same way again', () => {
    const encoder = createSnapshotEncoder(toEncodingSettings(dialect, {}))
    expect(encoder(everyKind)).toEqual(encoder(everyKind))
  })

  test.each(awkwardSnapshots().map(({ name, snapshot }) => [name, snapshot] as const))('survives: %s', (_, snapshot) => {
    const { dropped, packets } = encode(dialect, {}, snapshot)
    for (const { text } of packets) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_432)
      for (const line of text.split('\n')) expect(line).toMatch(/^[^\s:]+:-?[\d.]+(e[+-]\d+)?\|[cg](\|#\S+)?$/)
    }
    for (const { reason, count } of dropped) {
      expect(['too_large', 'unsupported_value']).toContain(reason)
      expect(count).toBeGreaterThan(0)
    }
  })
})

test('what DogStatsD is written is what its protocol allows', () => {
  for (const { snapshot } of awkwardSnapshots()) {
    for (const { text } of encodeDogstatsd(snapshot, { fields: ['c:abc', 'card:low'] }).packets) text.split('\n').forEach(parseMetric)
  }
})

test('numbers that are none, or infinite, are dropped and counted', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]
  const snapshot = buildSnapshot({
    families: [{ kind: 'gauge', name: 'g', series: values.map((value, i) => ({ labels: { i: String(i) }, value })) }],
  })
  const { dropped, packets } = encode('dogstatsd', {}, snapshot)
  expect(packets.map(({ text }) => text)).toEqual(['g:1|g|#i:3'])
  expect(dropped).toEqual([{ reason: 'unsupported_value', count: 3 }])
})

test('a negative gauge never stands in another packet than its zero', () => {
  const series = Array.from({ length: 50 }, (_, i) => ({ labels: { i: String(i) }, value: -1 - i }))
  const { packets } = encode('graphite', { maxPacketBytes: 64 }, buildSnapshot({ families: [{ kind: 'gauge', name: 'depth', series }] }))
  expect(packets.length).toBeGreaterThan(10)
  for (const { text } of packets) {
    const lines = text.split('\n')
    for (const [at, line] of lines.entries()) if (line.includes(':-')) expect(lines[at - 1]).toBe(line.replace(/:-\d+/, ':0'))
  }
})

test('a line that fits no packet is dropped and counted, and the rest is sent', () => {
  const series = [
    { labels: { l: 'x'.repeat(100) }, value: 1 },
    { labels: { l: 'y' }, value: 1 },
  ]
  const { dropped, packets } = encode(
    'dogstatsd',
    { maxPacketBytes: 64 },
    buildSnapshot({ families: [{ kind: 'counter', name: 'c', series }] }),
  )
  expect(packets.map(({ text }) => text)).toEqual(['c:1|c|#l:y'])
  expect(dropped).toEqual([{ reason: 'too_large', count: 1 }])
})

test('naming is the callers own, and one that fails is done without', () => {
  const snapshot = buildSnapshot({ families: [{ kind: 'counter', name: 'jobs_total', series: [{ value: 2 }] }] })
  expect(linesOf('statsd', { naming: ({ name }) => name.replace(/_total$/, ''), prefix: 'a_' }, snapshot)).toEqual(['a_jobs:2|c'])
  const failing = (): string => {
    throw new Error('meant to be thrown')
  }
  expect(linesOf('statsd', { naming: failing }, snapshot)).toEqual(['jobs_total:2|c'])
})

test('native buckets have quantiles even where buckets were asked for', () => {
  const native = { scale: 0, positive: { offset: 0, counts: [4] } }
  const snapshot = buildSnapshot({ families: [{ kind: 'histogram', name: 'h', bounds: [], series: [{ counts: [4], sum: 6, native }] }] })
  const lines = linesOf('dogstatsd', { histograms: 'buckets', quantiles: [0.5] }, snapshot)
  expect(lines.map((line) => parseMetric(line).name)).toEqual(['h.count', 'h.sum', 'h.p50'])
})
