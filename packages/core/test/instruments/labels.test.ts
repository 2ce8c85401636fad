import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_LABEL_VALUE_LENGTH } from '../../src/series/label-values.js'
import { AWKWARD_TEXTS, anyText, type NamedValue, TOUCHY_OBJECTS } from '../support/hostile-values.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'
import { findFamily, labelValuesOf, valuesOf } from '../support/snapshot-reading.js'

/** Every kind of instrument with the labels a and b, as something that is updated once. */
const INSTRUMENTS: readonly (readonly [kind: string, make: (given: PrivateRegistry) => (labels: { a: unknown; b: unknown }) => void])[] = [
  [
    'counter',
    ({ registry }) =>
      (labels) =>
        registry.counter({ name: 'm', labels: ['a', 'b'] }).inc(labels as never),
  ],
  [
    'gauge',
    ({ registry }) =>
      (labels) =>
        registry.gauge({ name: 'm', labels: ['a', 'b'] }).set(labels as never, 1),
  ],
  [
    'gauge of shares',
    ({ registry }) =>
      (labels) =>
        registry.gauge({ name: 'm', labels: ['a', 'b'], across: 'sum' }).set(labels as never, 1),
  ],
  [
    'histogram',
    ({ registry }) =>
      (labels) =>
        registry.histogram({ name: 'm', labels: ['a', 'b'] }).observe(labels as never, 1),
  ],
  [
    'summary',
    ({ registry }) =>
      (labels) =>
        registry.summary({ name: 'm', labels: ['a', 'b'] }).observe(labels as never, 1),
  ],
]

function labelSetsOf({ registry }: PrivateRegistry): string[][] {
  const family = registry.gather().families.find(({ name }) => name === 'm')
  return family ? labelValuesOf(family) : []
}

describe.each(INSTRUMENTS)('the labels of a %s', (_kind, make) => {
  it('may hold any text and come back to the letter', () => {
    const given = createPrivateRegistry()
    const update = make(given)
    for (const text of AWKWARD_TEXTS) update({ a: text, b: 'x' })
    for (const text of AWKWARD_TEXTS) update({ a: text, b: 'x' })
    expect(labelSetsOf(given)).toEqual(AWKWARD_TEXTS.map((text) => [text, 'x']))
    expect(given.problems).toEqual([])
  })

  it('are one series for what has one text', () => {
    const given = createPrivateRegistry()
    const update = make(given)
    for (const a of ['1', 1, 1n]) update({ a, b: '' })
    for (const b of [null, undefined, '']) update({ b, a: 1 })
    for (const a of ['true', true]) update({ a, b: '' })
    expect(labelSetsOf(given)).toEqual([
      ['1', ''],
      ['true', ''],
    ])
  })

  it('are one series for all halves of surrogate pairs, which nothing can write', () => {
    const given = createPrivateRegistry()
    const update = make(given)
    for (const a of ['\ud800', '\udc00', '\udbff', '\ufffd']) update({ a, b: 'x' })
    expect(labelSetsOf(given)).toEqual([['\ufffd', 'x']])
    expect(valuesOf(findFamily(given.registry.gather(), 'telltale_repaired_updates_total', 'counter'))).toEqual({ m: 3 })
  })

  it.each<NamedValue>([...TOUCHY_OBJECTS, ['a symbol', Symbol('s')]])('drop, count and announce %s, and run none of it', (_name, value) => {
    const given = createPrivateRegistry()
    const update = make(given)
    update({ a: 'fine', b: '' })
    for (let i = 0; i < 3; i++) expect(() => update({ a: value, b: 'x' })).not.toThrow()
    expect(labelSetsOf(given)).toEqual([['fine', '']])
    expect(given.drops()).toEqual({ 'm bad_label': 3 })
    expect(given.problems).toEqual([
      {
        kind: 'bad_label',
        metric: 'm',
        message: expect.stringMatching(
          /^metric "m": label "a" must be a string, number, boolean or bigint, got a.+; the update is dropped$/,
        ),
      },
    ])
  })

  it('drop, count and announce a text that is too long', () => {
    const given = createPrivateRegistry()
    const update = make(given)
    update({ a: 'x'.repeat(MAX_LABEL_VALUE_LENGTH), b: '' })
    update({ a: 'x'.repeat(MAX_LABEL_VALUE_LENGTH + 1), b: '' })
    update({ a: 'x'.repeat(1_000_000), b: '' })
    expect(labelSetsOf(given).map(([a]) => a?.length)).toEqual([MAX_LABEL_VALUE_LENGTH])
    expect(given.drops()).toEqual({ 'm bad_label': 2 })
    expect(given.problems).toMatchObject([{ kind: 'bad_label', metric: 'm' }])
    expect(given.problems[0]?.message.length).toBeLessThan(300)
  })

  it.each([
    ['missing', { a: '1' }],
    ['unknown', { a: '1', b: '2', c: '3' }],
    ['misspelt', { a: '1', B: '2' }],
    ['not given at all', undefined],
  ])('throw for a name that is %s, and make no series', (_name, labels) => {
    const given = createPrivateRegistry()
    const update = make(given)
    expect(() => update(labels as never)).toThrow(
      expect.objectContaining({
        name: 'TelltaleError',
        code: 'invalid_labels',
        message: expect.stringMatching(/^metric "m": expected exactly the labels \["a", "b"\], got /),
      }),
    )
    expect(labelSetsOf(given)).toEqual([])
    expect(given.problems).toEqual([])
  })

  it('throw for a bad value in a strict registry', () => {
    const given = createPrivateRegistry({ strict: true })
    const update = make(given)
    expect(() => update({ a: {}, b: '' })).toThrow(
      expect.objectContaining({
        name: 'TelltaleError',
        code: 'invalid_value',
        message: 'metric "m": label "a" must be a string, number, boolean or bigint, got an object',
      }),
    )
    expect(labelSetsOf(given)).toEqual([])
  })
})

describe('labels', () => {
  it('keep apart whatever differs, any text in any number of labels', () => {
    const sets = fc
      .integer({ min: 1, max: 6 })
      .chain((count) => fc.array(fc.array(anyText(), { minLength: count, maxLength: count }), { minLength: 1, maxLength: 30 }))
    fc.assert(
      fc.property(sets, (asked) => {
        const { registry } = createPrivateRegistry()
        const names = (asked[0] as string[]).map((_, i) => `l${i}`)
        const counter = registry.counter({ name: 'm', labels: names })
        const model = new Map<string, number>()
        for (const values of asked) {
          counter.inc(Object.fromEntries(names.map((name, i) => [name, values[i]])))
          const key = JSON.stringify(values.map((value) => value.toWellFormed()))
          model.set(key, (model.get(key) ?? 0) + 1)
        }
        const family = findFamily(registry.gather(), 'm', 'counter')
        const read = [...family.labelSets].map((labels, slot) => [JSON.stringify(labels.values), family.values[slot]])
        expect(read).toEqual([...model])
      }),
      { numRuns: 60 },
    )
  })

  it('may be called as the members of every object are', () => {
    const { registry } = createPrivateRegistry()
    const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'] as const
    const counter = registry.counter({ name: 'm', labels: names })
    counter.inc({ constructor: 'a', toString: 'b', hasOwnProperty: 'c', valueOf: 'd' })
    const family = findFamily(registry.gather(), 'm', 'counter')
    expect(family.labelSets.at(0)).toEqual({ names, values: ['a', 'b', 'c', 'd'] })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('that are together too long for a series are bad data, dropped and counted', () => {
    const { registry, problems, drops } = createPrivateRegistry()
    const names = ['a', 'b', 'c', 'd', 'e'] as const
    const counter = registry.counter({ name: 'm', labels: names })
    const long = 'x'.repeat(MAX_LABEL_VALUE_LENGTH)
    for (let i = 0; i < 2; i++) counter.inc({ a: long, b: long, c: long, d: long, e: long })
    counter.inc({ a: 1, b: 1, c: 1, d: 1, e: 1 })
    expect(findFamily(registry.gather(), 'm', 'counter').values).toEqual(Float64Array.of(1))
    expect(drops()).toEqual({ 'm bad_label': 2 })
    expect(problems.map(({ kind }) => kind)).toEqual(['bad_label'])
  })
})
