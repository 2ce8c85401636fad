/** Assertions about what was recorded. They throw `node:assert`'s `AssertionError` and so belong to no test runner. */

import { TelltaleError } from '@telltale/core'
import type { Family, FamilyKind, Snapshot, SnapshotSource } from '@telltale/core/model'
import { atCaller, failure } from './failure.js'
import { expectLabelSets } from './label-sets.js'
import type { GivenLabels } from './label-texts.js'
import { bucketsUpTo, isSame, quantityOf, showNumber } from './measured.js'
import { type Selected, selectAll, selectFamily, selectOne, showSeries, title, titleOf } from './select.js'

export interface Tolerance {
  /** How far the number may be off, in the metric's own unit. @defaultValue 0 */
  readonly within?: number
}

export interface IncreaseOptions extends Tolerance {
  /** What was there before: an earlier `registry.gather()`. @defaultValue nothing, so that the increase is counted from 0 */
  readonly since?: Snapshot
}

/**
 * What can be claimed of a metric. Each claim reads anew and throws `AssertionError` when it does not hold; the message names the metric and its labels, what was expected and
 * what there is, and lists the label sets there are when the one asked for is missing.
 */
export interface MetricExpectation {
  /** The value of a counter or gauge; NaN is NaN. */
  toHaveValue(value: number, options?: Tolerance): void
  /** By how much a counter or gauge has grown, or how many observations a histogram or summary has gained. A series that is missing counts as 0. */
  toHaveIncreasedBy(by: number, options?: IncreaseOptions): void
  /**
   * The same of what happens while `during` runs; a promise is awaited first. What it throws or rejects with is passed on.
   * @throws TelltaleError `invalid_value` when the metric is looked for in a snapshot, in which nothing happens.
   */
  toIncreaseBy(by: number, during: () => PromiseLike<unknown>, options?: Tolerance): Promise<void>
  toIncreaseBy(by: number, during: () => unknown, options?: Tolerance): void
  /** The number of observations of a histogram or summary. */
  toHaveCount(count: number): void
  /** The sum of the observations of a histogram or summary. */
  toHaveSum(sum: number, options?: Tolerance): void
  /** Observations of a histogram at or below one of its bounds; `Infinity` for all. */
  toHaveBucketCount(upperBound: number, count: number): void
  /** A quantile of a summary, which must be one it was made with. @param options `within` is 1 % of `value` by default, as a summary's relative error is */
  toHaveQuantile(quantile: number, value: number, options?: Tolerance): void
  /** Exactly these series, in any order. Labels that none of them names may have any value. */
  toHaveLabelSets(labelSets: readonly GivenLabels[]): void
  /** No series has these labels; without labels, the metric has no series or does not exist. */
  toBeAbsent(): void
}

/** A summary's, unless it was made with another. */
const DEFAULT_RELATIVE_ERROR = 0.01

/**
 * Claims about the metric `name` of a registry, or of a snapshot that was taken of one. A registry is gathered, not collected: where callbacks are observed, pass
 * `await registry.collect()`.
 *
 * @param labels Which series is meant, as they are given to instruments: numbers are their text, null and undefined an absent label. Labels that are not
 * given may have any value, as long as one series is singled out; of several, the one without any others is meant.
 */
export function expectMetric(source: SnapshotSource | Snapshot, name: string, labels: GivenLabels = {}): MetricExpectation {
  const snapshot = (): Snapshot => ('gather' in source ? source.gather() : source)
  const family = (): Family => selectFamily(snapshot(), name)

  function one(): Selected {
    const found = family()
    const selected = selectOne(found, labels)
    if (selected) return selected
    throw failure(`${title(found, labels)}: expected such a series, got none; ${showSeries(selectAll(found, {}))}`)
  }

  function expectIncrease(by: number, { since, within = 0 }: IncreaseOptions): void {
    const found = family()
    const now = selectOne(found, labels)
    const earlier = since?.families.find((candidate) => candidate.name === name)
    const before = earlier && selectOne(earlier, now ? givenOf(now) : labels)
    const [from, to] = [before ? quantityOf(before) : 0, now ? quantityOf(now) : 0]
    if (isSame(to - from, by, within)) return
    const where = now ?? before
    const instead = where ? `from ${showNumber(from)} to ${showNumber(to)}` : showSeries(selectAll(found, {}))
    const message = `${where ? titleOf(where) : title(found, labels)}: expected an increase by ${showNumber(by)}, got ${showNumber(to - from)}; ${instead}`
    throw failure(message, { actual: to - from, expected: by })
  }

  function expectIncreaseDuring(by: number, during: () => unknown, { within = 0 }: Tolerance = {}): Promise<void> | void {
    if (!('gather' in source)) {
      throw new TelltaleError('invalid_value', `toIncreaseBy: expected ${name} to be looked for in a registry, got a snapshot`)
    }
    const since = source.gather()
    const compare = atCaller(() => expectIncrease(by, { since, within }))
    const result = during()
    if (isThenable(result)) return Promise.resolve(result).then(() => compare())
    compare()
  }

  return {
    toHaveValue: atCaller((value, { within = 0 } = {}) => {
      const selected = ofKind(one(), ['counter', 'gauge'], 'a value', 'toHaveCount or toHaveSum')
      expectNumber(selected, 'the value', selected.family.values[selected.slot] as number, value, within)
    }),
    toHaveIncreasedBy: atCaller((by, options = {}) => expectIncrease(by, options)),
    toIncreaseBy: expectIncreaseDuring as MetricExpectation['toIncreaseBy'],
    toHaveCount: atCaller((count) => {
      const selected = ofKind(one(), ['histogram', 'summary'], 'a count', 'toHaveValue')
      expectNumber(selected, 'the count', quantityOf(selected), count, 0)
    }),
    toHaveSum: atCaller((sum, { within = 0 } = {}) => {
      const selected = ofKind(one(), ['histogram', 'summary'], 'a sum', 'toHaveValue')
      expectNumber(selected, 'the sum', selected.family.sums[selected.slot] as number, sum, within)
    }),
    toHaveBucketCount: atCaller((upperBound, count) => {
      const selected = ofKind(one(), ['histogram'], 'buckets', 'toHaveValue or toHaveQuantile')
      const bounds = [...selected.family.bounds, Number.POSITIVE_INFINITY]
      if (!bounds.includes(upperBound)) throw lacks(selected, 'a bucket', upperBound, bounds)
      const actual = bucketsUpTo(selected.family, selected.slot, upperBound)
      expectNumber(selected, `up to ${showNumber(upperBound)} the count`, actual, count, 0)
    }),
    toHaveQuantile: atCaller((quantile, value, { within = Math.abs(value) * DEFAULT_RELATIVE_ERROR } = {}) => {
      const selected = ofKind(one(), ['summary'], 'quantiles', 'toHaveValue or toHaveBucketCount')
      const { quantiles, quantileValues } = selected.family
      const position = quantiles.indexOf(quantile)
      if (position < 0) throw lacks(selected, 'a quantile', quantile, quantiles)
      const actual = quantileValues[selected.slot * quantiles.length + position] as number
      expectNumber(selected, `for the quantile ${quantile} the value`, actual, value, within)
    }),
    toHaveLabelSets: atCaller((labelSets) => expectLabelSets(family(), labels, labelSets)),
    toBeAbsent: atCaller(() => {
      const found = snapshot().families.find((candidate) => candidate.name === name)
      const selected = found ? selectAll(found, labels) : []
      if (found && selected.length > 0) throw failure(`${title(found, labels)}: expected no such series, got some; ${showSeries(selected)}`)
    }),
  }
}

function expectNumber(selected: Selected, what: string, actual: number, expected: number, within: number): void {
  if (isSame(actual, expected, within)) return
  const range = within > 0 ? ` within ${showNumber(within)}` : ''
  const message = `${titleOf(selected)}: expected ${what} ${showNumber(expected)}${range}, got ${showNumber(actual)}`
  throw failure(message, { actual, expected })
}

/** The labels of a series, as they would be given. */
function givenOf({ labels: { names, values } }: Selected): GivenLabels {
  return Object.fromEntries(names.map((name, i) => [name, values[i]]))
}

function ofKind<K extends FamilyKind>(selected: Selected, kinds: readonly K[], what: string, other: string) {
  type Kind = Extract<Family, { readonly kind: K }>
  const { kind } = selected.family
  if ((kinds as readonly FamilyKind[]).includes(kind)) return selected as Selected<Kind>
  throw failure(`${titleOf(selected)}: expected a ${kinds.join(' or ')}, which has ${what}, got a ${kind}; use ${other}`)
}

function lacks(selected: Selected, what: string, given: number, all: readonly number[]): Error {
  return failure(`${titleOf(selected)}: expected ${what} among ${all.map(showNumber).join(', ')}, got ${showNumber(given)}`)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
