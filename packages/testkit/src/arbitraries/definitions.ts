/** Definitions of metrics, as generated for property tests of whatever makes them. */

import type { Across, CounterOptions, GaugeOptions, HistogramOptions, LabelOptions, SummaryOptions } from '@telltale/core'
import fc from 'fast-check'
import { labelNamesArbitrary } from './label-sets.js'
import { boundsArbitrary, quantilesArbitrary } from './numbers.js'
import { metricNameArbitrary, textArbitrary } from './texts.js'

type Labelled<O> = O & LabelOptions<string>

/** Options of a metric with the registry's method that takes them. */
export type GeneratedDefinition =
  | { readonly kind: 'counter'; readonly options: Labelled<CounterOptions> }
  | { readonly kind: 'gauge'; readonly options: Labelled<GaugeOptions> }
  | { readonly kind: 'histogram'; readonly options: Labelled<HistogramOptions> }
  | { readonly kind: 'summary'; readonly options: Labelled<SummaryOptions> }

const RULES: readonly Across[] = ['last', 'sum', 'min', 'max', 'each']

/** A definition that an empty registry takes: `registry[kind](options)` does not throw. */
export function definitionArbitrary(): fc.Arbitrary<GeneratedDefinition> {
  const common = {
    name: metricNameArbitrary(),
    help: textArbitrary(),
    unit: fc.constantFrom('', 'seconds', 'bytes'),
    // `across: 'each'` adds a label of that name itself.
    labels: labelNamesArbitrary().map((names) => names.filter((name) => name !== 'thread')),
  }
  return fc.oneof(
    fc.record({ kind: fc.constant('counter' as const), options: fc.record(common) }),
    fc.record({ kind: fc.constant('gauge' as const), options: fc.record({ ...common, across: fc.constantFrom(...RULES) }) }),
    fc.record({ kind: fc.constant('histogram' as const), options: fc.record({ ...common, buckets: boundsArbitrary() }) }),
    fc.record({
      kind: fc.constant('summary' as const),
      options: fc.record({
        ...common,
        quantiles: quantilesArbitrary(),
        maxAgeSeconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        ageBuckets: fc.integer({ min: 1, max: 20 }),
        relativeError: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      }),
    }),
  )
}
