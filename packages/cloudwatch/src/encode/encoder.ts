/** Snapshots as data. Pure: no I/O, no time. */

import type { StandardUnit } from '@aws-sdk/client-cloudwatch'
import type { Problem } from '@telltale/core'
import { type Family, type HistogramFamily, points, type Snapshot, type SummaryFamily } from '@telltale/core/model'
import { type DroppedPoints, type SelectFamily, selectFamilies } from '@telltale/core/push'
import { type CloudWatchNaming, toMetricName, toQuantileName } from '../naming.js'
import type { Datum } from './datum.js'
import { createDimensionReader, type DimensionList, type SelectDimension } from './dimensions.js'
import { toDistribution } from './distribution.js'
import { MAX_MAGNITUDE, MAX_NAME_LENGTH, MAX_VALUES_PER_DATUM, MIN_MAGNITUDE } from './limits.js'
import { type UnitMap, unitOf } from './units.js'

export interface EncoderOptions {
  readonly select: SelectFamily | undefined
  readonly dimensions: SelectDimension | undefined
  readonly naming: CloudWatchNaming
  readonly units: UnitMap
  readonly quantiles: boolean
  readonly report: (problem: Problem) => void
}

export interface Encoded {
  readonly data: readonly Datum[]
  /** What CloudWatch would not take, in series, by reason. */
  readonly dropped: readonly DroppedPoints[]
}

export type Encoder = (snapshot: Snapshot) => Encoded

/** What is left out: a fixed set, since it becomes a label value. */
type DropReason = 'unsupported_value' | 'unsupported_name' | 'name_conflict'

/** An encoder of increments: counters become their increase, gauges their value, histograms values with counts, summaries statistic sets and quantiles. */
export function createEncoder({ select, dimensions, naming, units, quantiles, report }: EncoderOptions): Encoder {
  const reader = createDimensionReader(dimensions, ({ name }) =>
    report({
      kind: 'cloudwatch_dimensions',
      metric: name,
      message: `Metric ${name} has more labels than CloudWatch has dimensions; the first 30 are sent.`,
    }),
  )

  return (snapshot) => {
    const data: Datum[] = []
    const dropped = new Map<DropReason, number>()
    const taken = new Set<string>()
    const drop = (reason: DropReason, count = 1): void => {
      if (count > 0) dropped.set(reason, (dropped.get(reason) ?? 0) + count)
    }

    for (const family of selectFamilies(snapshot, select).families) {
      const seriesCount = family.labelSets.length
      if (seriesCount === 0) continue
      const name = toMetricName(naming, family)
      if (name === '' || name.length > MAX_NAME_LENGTH) drop('unsupported_name', seriesCount)
      else if (taken.has(name)) {
        drop('name_conflict', seriesCount)
        report({
          kind: 'cloudwatch_name',
          metric: family.name,
          message: `Metric ${family.name} is not sent: another one is called ${name} in CloudWatch.`,
        })
      } else {
        taken.add(name)
        if (family.kind === 'summary' && quantiles) for (const quantile of family.quantiles) taken.add(toQuantileName(name, quantile))
        encodeFamily(family, name, unitOf(family, units), data, drop)
      }
    }
    return { data, dropped: Array.from(dropped, ([reason, count]) => ({ reason, count })) }
  }

  function encodeFamily(family: Family, name: string, unit: StandardUnit, data: Datum[], drop: (reason: DropReason) => void): void {
    switch (family.kind) {
      case 'counter':
        addSums(name, unit, reader.read(family), family.values, data, drop)
        break
      case 'gauge':
        addValues(name, unit, reader.read(family), family.values, data, drop)
        break
      case 'info':
        addValues(
          name,
          unit,
          reader.read(family),
          family.startedAtMillis.map(() => 1),
          data,
          drop,
        )
        break
      case 'stateset':
        for (const [i, state] of family.states.entries()) {
          const held = Float64Array.from(
            { length: family.labelSets.length },
            (_, slot) => family.values[slot * family.states.length + i] as number,
          )
          addValues(name, unit, reader.read(family, { Name: 'state', Value: state }), held, data, drop, i === 0 ? 1 : 0)
        }
        break
      case 'histogram':
        addHistograms(family, name, unit, reader.read(family), data, drop)
        break
      case 'summary':
        addSummaries(family, name, unit, reader.read(family), data, drop)
        break
    }
  }

  function addSummaries(
    family: SummaryFamily,
    name: string,
    unit: StandardUnit,
    lists: readonly DimensionList[],
    data: Datum[],
    drop: (reason: DropReason) => void,
  ): void {
    for (const [slot, { labels: _, count, sum, quantileValues }] of [...points(family)].entries()) {
      const { dimensions: list } = lists[slot] as DimensionList
      const usable = [...quantileValues].filter(isInRange)
      let seriesCount = 1
      if (count > 0) {
        if (!isInRange(sum) || !isInRange(count)) {
          drop('unsupported_value')
          continue
        }
        const mean = toSendable(sum / count)
        const statistics = { count, sum: toSendable(sum), min: Math.min(mean, ...usable), max: Math.max(mean, ...usable) }
        data.push({ name, unit, dimensions: list, body: { kind: 'statistics', ...statistics }, seriesCount })
        seriesCount = 0
      }
      if (!quantiles) continue
      for (const [i, quantile] of family.quantiles.entries()) {
        const value = quantileValues[i] as number
        const quantileName = toQuantileName(name, quantile)
        // An empty window has no quantiles: that is no loss.
        if (!isInRange(value) || quantileName.length > MAX_NAME_LENGTH) continue
        data.push({ name: quantileName, unit, dimensions: list, body: { kind: 'value', value: toSendable(value) }, seriesCount })
        seriesCount = 0
      }
    }
  }
}

/** Increments of series with the same dimensions are added up. */
function addSums(
  name: string,
  unit: StandardUnit,
  lists: readonly DimensionList[],
  values: Float64Array,
  data: Datum[],
  drop: (reason: DropReason) => void,
): void {
  const groups = new Map<DimensionList, { sum: number; seriesCount: number }>()
  for (const [slot, list] of lists.entries()) {
    const value = values[slot] as number
    const group = groups.get(list)
    if (!isInRange(value + (group?.sum ?? 0))) drop('unsupported_value')
    else if (group) {
      group.sum += value
      group.seriesCount++
    } else groups.set(list, { sum: value, seriesCount: 1 })
  }
  for (const [{ dimensions }, { sum, seriesCount }] of groups) {
    data.push({ name, unit, dimensions, body: { kind: 'value', value: toSendable(sum) }, seriesCount })
  }
}

/** Values of series with the same dimensions are sent side by side: CloudWatch has their least, greatest, mean and sum. */
function addValues(
  name: string,
  unit: StandardUnit,
  lists: readonly DimensionList[],
  values: Float64Array,
  data: Datum[],
  drop: (reason: DropReason) => void,
  seriesCountEach = 1,
): void {
  const groups = new Map<DimensionList, number[]>()
  for (const [slot, list] of lists.entries()) {
    const value = values[slot] as number
    const group = groups.get(list)
    if (!isInRange(value)) drop('unsupported_value')
    else if (group) group.push(toSendable(value))
    else groups.set(list, [toSendable(value)])
  }
  for (const [{ dimensions }, group] of groups) {
    if (group.length === 1) {
      data.push({ name, unit, dimensions, body: { kind: 'value', value: group[0] as number }, seriesCount: seriesCountEach })
      continue
    }
    // Each value once: Values are "unique values".
    const times = new Map<number, number>()
    for (const value of group) times.set(value, (times.get(value) ?? 0) + 1)
    addInParts(name, unit, dimensions, [...times.keys()], [...times.values()], data, group.length * seriesCountEach)
  }
}

function addHistograms(
  family: HistogramFamily,
  name: string,
  unit: StandardUnit,
  lists: readonly DimensionList[],
  data: Datum[],
  drop: (reason: DropReason) => void,
): void {
  let slot = 0
  for (const point of points(family)) {
    const { dimensions } = lists[slot++] as DimensionList
    if (!(point.count > 0)) continue
    const distribution = toDistribution(point, family.bounds)
    if (!distribution) drop('unsupported_value')
    else addInParts(name, unit, dimensions, distribution.values, distribution.counts, data, 1)
  }
}

/** CloudWatch puts data of one metric and moment together, so that a distribution may come in parts. */
function addInParts(
  name: string,
  unit: StandardUnit,
  dimensions: Datum['dimensions'],
  values: readonly number[],
  counts: readonly number[],
  data: Datum[],
  seriesCount: number,
): void {
  for (let start = 0; start < values.length; start += MAX_VALUES_PER_DATUM) {
    const end = start + MAX_VALUES_PER_DATUM
    const body = { kind: 'distribution', values: values.slice(start, end), counts: counts.slice(start, end) } as const
    data.push({ name, unit, dimensions, body, seriesCount: start === 0 ? seriesCount : 0 })
  }
}

function isInRange(value: number): boolean {
  return Math.abs(value) <= MAX_MAGNITUDE
}

function toSendable(value: number): number {
  return Math.abs(value) < MIN_MAGNITUDE ? 0 : value
}
