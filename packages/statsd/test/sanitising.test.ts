/** Nothing anybody writes in a name, a tag or a value makes another line of it, or another tag. */

import { buildSnapshot } from '@telltale/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSnapshotEncoder } from '../src/encoder.js'
import { type StatsdDialect, toEncodingSettings } from '../src/options.js'
import { parseMetric } from './support/dogstatsd-parser.js'

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(':', '|', '@', '#', ',', '\n', '\r', '=', ';', ' ', '\u2028', '\0', '\ud800', '.', 'a') }),
)

const SHAPES: Readonly<Record<StatsdDialect, RegExp>> = {
  statsd: /^[A-Za-z0-9_.-]+:1\|c$/,
  graphite: /^[A-Za-z0-9_.-]+(;[A-Za-z0-9_.-]+=[A-Za-z0-9_.-]+)*:1\|c$/,
  telegraf: /^[A-Za-z0-9_.-]+(,[^\s:|@#,=]+=[^\s:|@#,=]+)*:1\|c$/u,
  dogstatsd: /^[A-Za-z][A-Za-z0-9_.]*:1\|c(\|#[^\s|]+)?$/u,
}

describe.each(Object.keys(SHAPES) as StatsdDialect[])('%s', (dialect) => {
  test('one series is one line, with no more tags than it has labels', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, hostile, (name, label, value, tag, prefix) => {
        fc.pre(label !== '__proto__' && label !== '')
        const snapshot = buildSnapshot({ families: [{ kind: 'counter', name, series: [{ labels: { [label]: value }, value: 1 }] }] })
        const encode = createSnapshotEncoder(toEncodingSettings(dialect, { prefix, tags: { g: tag }, maxPacketBytes: 65_000 }))
        const { packets } = encode(snapshot)
        expect(packets).toHaveLength(1)
        const text = packets[0]?.text ?? ''
        expect(text).toMatch(SHAPES[dialect])
        expect(Buffer.from(text).toString()).toBe(text)
        const expected = new Set([...(tag === '' ? [] : ['g']), ...(value === '' ? [] : [label])]).size
        if (dialect === 'dogstatsd') expect(parseMetric(text).tags).toHaveLength(expected)
        if (dialect === 'telegraf') expect(text.split('=')).toHaveLength(expected + 1)
        if (dialect === 'graphite') expect(text.split(';')).toHaveLength(expected + 1)
      }),
      { numRuns: 500 },
    )
  })
})
