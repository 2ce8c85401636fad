/** What a scrape of the finished pipeline must say, and how it is held against what it does say. */

import { type Sample, seriesKey } from './exposition.js'

/** One series and the value it must have, or the range in which it must lie. */
export type Expectation = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
} & ({ readonly value: number } | { readonly atLeast: number; readonly atMost: number })

/** A series that is not what it must be. */
export interface Difference {
  readonly series: string
  readonly expected: string
  /** `undefined` if the scrape does not have the series. */
  readonly counted: number | undefined
}

/** The outcome of a comparison. */
export interface Comparison {
  readonly differences: readonly Difference[]
  /** Series that must have a value, to the last digit. */
  readonly exactCount: number
  /** Series that must lie in a range: the quantiles. */
  readonly rangeCount: number
}

/**
 * Compares series by series.
 *
 * A missing series equals one at zero. A series that nobody expects, of a name that somebody does, must be at zero: so nothing is counted
 * under a label set that does not belong.
 */
export function compare(samples: readonly Sample[], expectations: readonly Expectation[]): Comparison {
  const counted = new Map(samples.map(({ name, labels, value }) => [seriesKey(name, labels), value]))
  const expectedNames = new Set(expectations.map(({ name }) => name))
  const expectedSeries = new Set<string>()
  const differences: Difference[] = []
  let exactCount = 0

  for (const expectation of expectations) {
    const series = seriesKey(expectation.name, expectation.labels)
    const value = counted.get(series)
    expectedSeries.add(series)
    if ('value' in expectation) {
      exactCount++
      if ((value ?? 0) !== expectation.value) differences.push({ series, expected: String(expectation.value), counted: value })
    } else {
      const { atLeast, atMost } = expectation
      const isInside = value !== undefined && value >= atLeast && value <= atMost
      if (!isInside) differences.push({ series, expected: `${atLeast} to ${atMost}`, counted: value })
    }
  }
  for (const { name, labels, value } of samples) {
    const series = seriesKey(name, labels)
    if (value === 0 || !expectedNames.has(name) || expectedSeries.has(series)) continue
    differences.push({ series, expected: '0', counted: value })
  }
  return { differences, exactCount, rangeCount: expectations.length - exactCount }
}
