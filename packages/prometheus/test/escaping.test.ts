import { familyOf } from '@telltale/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EscapingScheme, escapeName, unescapeName } from '../src/escaping.js'
import { encodeOpenMetrics } from '../src/openmetrics/openmetrics-encoder.js'
import { encodeText } from '../src/text/text-encoder.js'
import { snapshotOf } from './support/snapshots.js'

/** The cases by which `prometheus/common` is tested: a name, then as `underscores`, `dots` and `values` write it. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  ['no:escaping_required', 'no:escaping_required', 'no:escaping__required', 'no:escaping_required'],
  ['mysystem.prod.cpu.load', 'mysystem_prod_cpu_load', 'mysystem_dot_prod_dot_cpu_dot_load', 'U__mysystem_2e_prod_2e_cpu_2e_load'],
  ['prod.cpu.load_total', 'prod_cpu_load_total', 'prod_dot_cpu_dot_load__total', 'U__prod_2e_cpu_2e_load__total'],
  ['http.status:sum', 'http_status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['label with 😱', 'label_with__', 'label__with____', 'U__label_20_with_20__1f631_'],
  ['花火', '__', '____', 'U___82b1__706b_'],
]

describe('escapeName', () => {
  it.each(CASES)('%s', (name, underscores, dots, values) => {
    expect(escapeName(name, 'underscores')).toBe(underscores)
    expect(escapeName(name, 'dots')).toBe(dots)
    expect(escapeName(name, 'values')).toBe(values)
    expect(escapeName(name, 'allow-utf-8')).toBe(name)
    expect(unescapeName(values, 'values')).toBe(name)
  })

  it.each(['underscores', 'dots', 'values'] as const)('%s makes legal names, whatever they were', (scheme) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(escapeName(name, scheme)).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/)
        expect(escapeName(name, scheme, true)).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
      }),
    )
  })
})

describe('unescapeName', () => {
  it('reads back any name that values has written', () => {
    const name = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.startsWith('U__') && text !== '')
    fc.assert(
      fc.property(name, (given) => {
        expect(unescapeName(escapeName(given, 'values'), 'values')).toBe(given)
        expect(unescapeName(escapeName(given, 'values', true), 'values')).toBe(given)
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads back the names that dots can tell apart', () => {
    const name = fc
      .oneof(fc.stringMatching(/^[a-zA-Z_:.][a-zA-Z0-9_:.]{0,20}$/), fc.string({ unit: fc.constantFrom('_', '.', 'dot'), minLength: 1 }))
      .filter((text) => text !== '')
    fc.assert(
      fc.property(name, (given) => {
        expect(unescapeName(escapeName(given, 'dots'), 'dots')).toBe(given)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['U__a_2E_b', 'values', 'a.b'],
    ['U__a_zz_b', 'values', 'U__a_zz_b'],
    ['U__a_d800_b', 'values', 'U__a_d800_b'],
    ['U__a_ffffff_b', 'values', 'U__a_ffffff_b'],
    ['U__a_', 'values', 'U__a_'],
    ['a_b', 'values', 'a_b'],
    ['a_b', 'underscores', 'a_b'],
    ['a.b', 'allow-utf-8', 'a.b'],
  ] as const)('%s by %s is %s', (name, scheme, read) => expect(unescapeName(name, scheme)).toBe(read))
})

describe('names in the text', () => {
  const labels = { 'l.n': 'v', ok: 'w' }
  const snapshot = snapshotOf(
    familyOf({ kind: 'counter', name: 'my.count_total', help: 'H', series: [{ labels, value: 1, startedAtMillis: 1_000 }] }),
    familyOf({ kind: 'gauge', name: 'a "q"\\\n', series: [{ value: 2 }] }),
    familyOf({ kind: 'histogram', name: 'my.h', bounds: [], series: [{ counts: [3], sum: 4, startedAtMillis: 1_000 }] }),
    familyOf({ kind: 'stateset', name: 'my.mode', states: ['on'], series: [{ labels: { a: 'b' } }] }),
  )

  it('are quoted in the text format 1.0.0', () => {
    expect(encodeText(snapshot, { escaping: 'allow-utf-8' })).toBe(`# HELP "my.count_total" H
# TYPE "my.count_total" counter
{"my.count_total","l.n"="v",ok="w"} 1
# TYPE "a \\"q\\"\\\\\\n" gauge
{"a \\"q\\"\\\\\\n"} 2
# TYPE "my.h" histogram
{"my.h_bucket",le="+Inf"} 3
{"my.h_sum"} 4
{"my.h_count"} 3
# TYPE "my.mode" gauge
{"my.mode",a="b","my.mode"="on"} 0
`)
  })

  it('are quoted in OpenMetrics', () => {
    expect(encodeOpenMetrics(snapshot, { escaping: 'allow-utf-8' })).toBe(`# TYPE "my.count" counter
# HELP "my.count" H
{"my.count_total","l.n"="v",ok="w"} 1
{"my.count_created","l.n"="v",ok="w"} 1
# TYPE "a \\"q\\"\\\\\\n" gauge
{"a \\"q\\"\\\\\\n"} 2
# TYPE "my.h" histogram
{"my.h_bucket",le="+Inf"} 3
{"my.h_count"} 3
{"my.h_sum"} 4
{"my.h_created"} 1
# TYPE "my.mode" stateset
{"my.mode",a="b","my.mode"="on"} 0
# EOF
`)
  })

  it.each([
    ['underscores', 'my_count_total{l_n="v",ok="w"} 1'],
    ['dots', 'my_dot_count__total{l_dot_n="v",ok="w"} 1'],
    ['values', 'U__my_2e_count__total{U__l_2e_n="v",ok="w"} 1'],
    ['allow-utf-8', '{"my.count_total","l.n"="v",ok="w"} 1'],
  ] satisfies [EscapingScheme, string][])('are written by %s, one after the other from one snapshot', (escaping, line) => {
    expect(encodeText(snapshot, { escaping })).toContain(`\n${line}\n`)
  })

  it('are a fault of the options when the scheme is none', () => {
    expect(() => encodeText(snapshot, { escaping: 'utf-8' as never })).toThrow(/escaping must be 'allow-utf-8'/)
  })
})
