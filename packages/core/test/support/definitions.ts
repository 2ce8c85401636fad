/** Definitions of every kind, as a registry might make them. */

import fc from 'fast-check'
import type { Definition } from '../../src/series/definition.js'
import { anyText } from './hostile-values.js'

const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/)
/** `le` and `quantile` are no label names, and a gauge that has a series a thread cannot have `thread`. */
const labelName = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/).filter((text) => !['le', 'quantile', 'thread'].includes(text))
const labelNames = fc.uniqueArray(labelName, { maxLength: 5 })
const common = { registry: anyText(), name, help: anyText(), unit: fc.constantFrom('', 'seconds', 'bytes'), labelNames }
/** Rising, without −0, as definitions hold them. */
const rising = (number: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc
    .uniqueArray(
      number.map((value) => value + 0),
      { maxLength: 12 },
    )
    .map((values) => values.sort((a, b) => a - b))

/** Sorted by name; names that no label above has. */
const constantLabels = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^_k[a-z0-9]{0,4}$/), anyText()), { maxLength: 3, selector: ([name]) => name })
  .map((labels) => labels.sort(([a], [b]) => (a < b ? -1 : 1)))

const withoutConstants: fc.Arbitrary<Definition> = fc.oneof(
  fc.record({ kind: fc.constant('counter' as const), ...common }),
  fc.record({ kind: fc.constant('gauge' as const), ...common, across: fc.constantFrom('last', 'sum', 'min', 'max', 'each') }),
  fc.record({ kind: fc.constant('histogram' as const), ...common, bounds: rising(fc.double({ noNaN: true, noDefaultInfinity: true })) }),
  fc.record({
    kind: fc.constant('histogram' as const),
    ...common,
    bounds: rising(fc.double({ noNaN: true, noDefaultInfinity: true })),
    extremes: fc.constant(true as const),
    schema: fc.integer({ min: -4, max: 8 }),
    zeroThreshold: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    maxBuckets: fc.integer({ min: 16, max: 65_536 }),
  }),
  fc.record({
    kind: fc.constant('summary' as const),
    ...common,
    quantiles: rising(fc.double({ min: 0, max: 1, noNaN: true })),
    maxAgeSeconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    ageBuckets: fc.integer({ min: 1, max: 100 }),
    scale: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record({ kind: fc.constant('info' as const), ...common }),
  fc
    .record({
      kind: fc.constant('stateset' as const),
      ...common,
      states: fc.uniqueArray(
        anyText().filter((text) => text !== ''),
        { minLength: 1, maxLength: 5 },
      ),
    })
    .filter((definition) => !definition.labelNames.includes(definition.name)),
)

export const anyDefinition: fc.Arbitrary<Definition> = fc
  .tuple(withoutConstants, constantLabels)
  .map(([definition, labels]) => (labels.length === 0 ? definition : { ...definition, constantLabels: labels }))
