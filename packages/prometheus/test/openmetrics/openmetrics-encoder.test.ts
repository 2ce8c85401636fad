import { familyOf } from '@telltale/testkit'
import { describe, expect, it } from 'vitest'
import { toCanonicalBound } from '../../src/openmetrics/bound-text.js'
import { encodeOpenMetrics } from '../../src/openmetrics/openmetrics-encoder.js'
import { snapshotOf } from '../support/snapshots.js'

const startedAtMillis = 1_520_430_000_123

describe('canonical numbers', () => {
  it.each([
    [0, '0.0'],
    [0.001, '0.001'],
    [0.5, '0.5'],
    [1, '1.0'],
    [-1, '-1.0'],
    [10, '10.0'],
    [100_000, '100000.0'],
    [1e6, '1e+06'],
    [1e10, '1e+10'],
    [1e-5, '1e-05'],
    [1e-10, '1e-10'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('%d is %s', (bound, text) => expect(toCanonicalBound(bound)).toBe(text))
})

describe('encodeOpenMetrics', () => {
  it('ends an empty text too', () => {
    expect(encodeOpenMetrics(snapshotOf())).toBe('# EOF\n')
  })

  it('writes every kind', () => {
    const labels = { code: '"2\\00"\n' }
    const text = encodeOpenMetrics(
      snapshotOf(
        familyOf({
          kind: 'counter',
          name: 'busy_seconds_total',
          help: 'A "quoted" \\ help\n',
          unit: 'seconds',
          series: [
            {
              labels,
              value: 1.5,
              startedAtMillis,
              exemplar: { labels: { names: ['trace_id'], values: ['a"b'] }, value: 0.67, atMillis: 1_520_879_607_789 },
            },
          ],
        }),
        familyOf({ kind: 'counter', name: 'plain', series: [{ value: 3, startedAtMillis }] }),
        familyOf({ kind: 'gauge', name: 'heap', unit: 'bytes', series: [{ value: -1 }] }),
        familyOf({
          kind: 'histogram',
          name: 'took',
          bounds: [1, 2.5],
          series: [
            {
              counts: [1, 2, 3],
              sum: 12,
              startedAtMillis,
              exemplars: [
                undefined,
                { labels: { names: [], values: [] }, value: 2, atMillis: 1_000 },
                { labels: { names: [], values: [] }, value: 2, atMillis: 1_000 },
              ],
            },
          ],
        }),
        familyOf({ kind: 'histogram', name: 'turn', bounds: [-1, 1], series: [{ counts: [1, 2, 3], sum: 12, startedAtMillis }] }),
        familyOf({
          kind: 'summary',
          name: 'lag',
          quantiles: [0.5, 1],
          series: [{ quantileValues: [-1, 2], count: 2, sum: -3, startedAtMillis }],
        }),
        familyOf({ kind: 'info', name: 'build_info', series: [{ labels: { version: '1' } }] }),
        familyOf({ kind: 'stateset', name: 'mode', states: ['on', 'off'], series: [{ on: ['off'] }] }),
        familyOf({ kind: 'stateset', name: 'a:mode', states: ['on'], series: [{}] }),
      ),
      { prefix: 'x_' },
    )
    expect(text).toBe(`# TYPE x_busy_seconds counter
# UNIT x_busy_seconds seconds
# HELP x_busy_seconds A \\"quoted\\" \\\\ help\\n
x_busy_seconds_total{code="\\"2\\\\00\\"\\n"} 1.5 # {trace_id="a\\"b"} 0.67 1520879607.789
x_busy_seconds_created{code="\\"2\\\\00\\"\\n"} 1520430000.123
# TYPE x_plain counter
x_plain_total 3
x_plain_created 1520430000.123
# TYPE x_heap gauge
x_heap -1
# TYPE x_took histogram
x_took_bucket{le="1.0"} 1
x_took_bucket{le="2.5"} 3 # {} 2 1
x_took_bucket{le="+Inf"} 6
x_took_count 6
x_took_sum 12
x_took_created 1520430000.123
# TYPE x_turn histogram
x_turn_bucket{le="-1.0"} 1
x_turn_bucket{le="1.0"} 3
x_turn_bucket{le="+Inf"} 6
x_turn_created 1520430000.123
# TYPE x_lag summary
x_lag{quantile="1.0"} 2
x_lag_count 2
x_lag_created 1520430000.123
# TYPE x_build info
x_build_info{version="1"} 1
# TYPE x_mode stateset
x_mode{x_mode="on"} 0
x_mode{x_mode="off"} 1
# TYPE x_a:mode gauge
x_a:mode{x_a_mode="on"} 0
# EOF
`)
  })

  it('leaves out exemplars that are longer than 128 code points, counted as such', () => {
    const exemplar = (text: string) => ({ labels: { names: ['t'], values: [text] }, value: 1, atMillis: 0 })
    const textOf = (text: string) =>
      encodeOpenMetrics(snapshotOf(familyOf({ kind: 'counter', name: 'a', series: [{ value: 1, exemplar: exemplar(text) }] })))
    expect(textOf('🚀'.repeat(127))).toContain('a_total 1 # {')
    expect(textOf('x'.repeat(128))).toContain('a_total 1\n')
  })
})
