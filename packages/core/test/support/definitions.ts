/** Definitions of every kind, as a registry might make them. */

import fc from 'fast-check'
import { isLabelName } from '../../src/model/names.js'
import type { Definition } from '../../src/series/definition.js'
import { anyText } from './hostile-values.js'

const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/)
const labelNames = fc.uniqueArray(
  fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/).filter((name) => isLabelName(name) && name !== 'thread'),
  { maxLength: 5 },
)
const common = { registry: anyText(), name, help: anyText(), unit: fc.constantFrom('', 'seconds', 'bytes'), labelNames }
/** Rising, without −0, as definitions hold them. */
const rising = (number: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc
    .uniqueArray(
      number.map((value) => value + 0),
      { maxLength: 12 },
    )
    .map((values) => values.sort((a, b) => a - b))

export const anyDefinition: fc.Arbitrary<Definition> = fc.oneof(
  fc.record({ kind: fc.constant('counter' as const), ...common }),
  fc.record({ kind: fc.constant('gauge' as const), ...common, across: fc.constantFrom('last', 'sum', 'min', 'max', 'each') }),
  fc.record({ kind: fc.constant('histogram' as const), ...common, bounds: rising(fc.double({ noNaN: true, noDefaultInfinity: true })) }),
  fc.record({
    kind: fc.constant('summary' as const),
    ...common,
    quantiles: rising(fc.double({ min: 0, max: 1, noNaN: true })),
    maxAgeSeconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    ageBuckets: fc.integer({ min: 1, max: 100 }),
    scale: fc.integer({ min: 0, max: 10 }),
  }),
)
