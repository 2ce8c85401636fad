import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_SCALE, MIN_SCALE } from '../../src/model/exponential.js'
import { type Definition, definitionText, describeDefinition, parseDefinition } from '../../src/series/definition.js'
import { anyDefinition } from '../support/definitions.js'

const SUMMARY = {
  kind: 'summary',
  registry: 'r',
  name: 'n',
  help: '',
  unit: '',
  labelNames: [],
  quantiles: [0.5],
  maxAgeSeconds: 600,
  ageBuckets: 5,
  scale: 6,
} as const

const NATIVE = {
  kind: 'histogram',
  registry: 'r',
  name: 'n',
  help: '',
  unit: '',
  labelNames: [],
  bounds: [],
  schema: 3,
  zeroThreshold: 0,
  maxBuckets: 160,
} as const

describe('a definition as text', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        expect(parseDefinition(definitionText(definition))).toEqual(definition)
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on the order in which fields were set', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        const reversed = Object.fromEntries(Object.entries(definition).reverse()) as unknown as Definition
        expect(definitionText(reversed)).toBe(definitionText(definition))
      }),
    )
  })

  it('is different for different definitions', () => {
    fc.assert(
      fc.property(anyDefinition, anyDefinition, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b)
        expect(definitionText(a) === definitionText(b)).toBe(isSame)
      }),
    )
  })
})

describe('a text that is no definition', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', '{"kind":'],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[]'],
    ['an unknown kind', JSON.stringify({ ...SUMMARY, kind: 'median' })],
    ['no name', JSON.stringify({ ...SUMMARY, name: undefined })],
    ['a name that is no text', JSON.stringify({ ...SUMMARY, name: 5 })],
    ['label names that are no texts', JSON.stringify({ ...SUMMARY, labelNames: [5] })],
    ['label names that are no list', JSON.stringify({ ...SUMMARY, labelNames: 'abc' })],
    ['constant labels that are no list', JSON.stringify({ ...SUMMARY, constantLabels: { a: 'x' } })],
    ['a constant label without value', JSON.stringify({ ...SUMMARY, constantLabels: [['a']] })],
    ['a constant label that is no text', JSON.stringify({ ...SUMMARY, constantLabels: [['a', 5]] })],
    ['a constant label that is no label', JSON.stringify({ ...SUMMARY, constantLabels: [['le', '5']] })],
    [
      'a constant label twice',
      JSON.stringify({
        ...SUMMARY,
        constantLabels: [
          ['a', '1'],
          ['a', '2'],
        ],
      }),
    ],
    [
      'constant labels out of order',
      JSON.stringify({
        ...SUMMARY,
        constantLabels: [
          ['b', '1'],
          ['a', '2'],
        ],
      }),
    ],
    ['a constant label that is a label', JSON.stringify({ ...SUMMARY, labelNames: ['a'], constantLabels: [['a', '1']] })],
    ['an unknown rule', JSON.stringify({ ...SUMMARY, kind: 'gauge', across: 'median' })],
    ['bounds that are no numbers', JSON.stringify({ ...SUMMARY, kind: 'histogram', bounds: ['1'] })],
    ['no bounds', JSON.stringify({ ...SUMMARY, kind: 'histogram' })],
    ['a window without length', JSON.stringify({ ...SUMMARY, maxAgeSeconds: 0 })],
    ['no age buckets', JSON.stringify({ ...SUMMARY, ageBuckets: 0 })],
    ['half an age bucket', JSON.stringify({ ...SUMMARY, ageBuckets: 1.5 })],
    ['a scale finer than there is', JSON.stringify({ ...SUMMARY, scale: MAX_SCALE + 1 })],
    ['a scale that needs more memory than there is', JSON.stringify({ ...SUMMARY, scale: 60 })],
    ['no states', JSON.stringify({ ...SUMMARY, kind: 'stateset' })],
    ['an empty list of states', JSON.stringify({ ...SUMMARY, kind: 'stateset', states: [] })],
    ['a state twice', JSON.stringify({ ...SUMMARY, kind: 'stateset', states: ['a', 'a'] })],
    ['an empty state', JSON.stringify({ ...SUMMARY, kind: 'stateset', states: [''] })],
    ['more states than there may be', JSON.stringify({ ...SUMMARY, kind: 'stateset', states: Array.from({ length: 257 }, String) })],
    ['a state set with a label of its name', JSON.stringify({ ...SUMMARY, kind: 'stateset', states: ['a'], labelNames: ['n'] })],
    ['a scale coarser than an octave', JSON.stringify({ ...SUMMARY, scale: -1 })],
    ['native buckets without a zero threshold', JSON.stringify({ ...NATIVE, zeroThreshold: undefined })],
    ['native buckets without a schema', JSON.stringify({ ...NATIVE, schema: undefined })],
    ['a schema finer than there is', JSON.stringify({ ...NATIVE, schema: 9 })],
    ['a schema coarser than there is', JSON.stringify({ ...NATIVE, schema: MIN_SCALE - 1 })],
    ['a zero threshold below zero', JSON.stringify({ ...NATIVE, zeroThreshold: -1 })],
    ['too few native buckets', JSON.stringify({ ...NATIVE, maxBuckets: 15 })],
    ['extremes of another kind', JSON.stringify({ ...NATIVE, extremes: 'yes' })],
    ['half a scale', JSON.stringify({ ...SUMMARY, scale: 2.5 })],
  ])('is refused: %s', (_name, text) => {
    expect(parseDefinition(text)).toBeUndefined()
  })
})

describe('a definition for people', () => {
  it('names the kind, the metric and what it was given', () => {
    const text = describeDefinition({
      kind: 'histogram',
      registry: 'r',
      name: 'd_seconds',
      help: 'Say "hi".',
      unit: '',
      labelNames: ['a', 'b'],
      bounds: [0.1, 1],
    })
    expect(text).toBe('histogram "d_seconds" with help "Say \\"hi\\".", labelNames [a, b], bounds [0.1, 1]')
  })

  it('shows constant labels with their values', () => {
    const text = describeDefinition({ ...SUMMARY, constantLabels: [['zone', 'b']], quantiles: [] })
    expect(text).toContain('constantLabels [zone=b]')
  })
})
