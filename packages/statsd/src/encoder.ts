/** Turns the increments of a snapshot into lines. */

import {
  type Family,
  type HistogramFamily,
  histogramQuantile,
  type LabelSet,
  type Snapshot,
  type SummaryFamily,
} from '@telltale/core/model'
import { dialectOf, dogstatsdText, type RenderedTags, type Tag } from './dialects.js'
import { quantilePart, withSeparator } from './naming.js'
import type { EncodingSettings } from './options.js'
import { createPacker, type EncodedPackets } from './packets.js'

/** Encodes the increments of a snapshot. It keeps nothing of it but, as long as its series live, what their labels look like. */
export type SnapshotEncoder = (delta: Snapshot) => EncodedPackets

/**
 * - A counter is its increment, left out when there is none.
 * - A gauge is its value; below zero, where a sign would make it relative, a zero precedes it in the same packet.
 * - Histograms and summaries are counters `.count` and `.sum`, and a gauge for each quantile (`.p99`) of what was observed lately; or a histogram is a counter `.bucket` for each of its
 *   buckets, not cumulative, with the tag `upper_bound`.
 * - An info is a gauge of 1 with its labels; a stateset a gauge of 1 or 0 for each state, in a tag named like the metric.
 */
export function createSnapshotEncoder(settings: EncodingSettings): SnapshotEncoder {
  const { fields, histograms, maxPacketBytes, naming, quantiles } = settings
  const dialect = dialectOf(settings.dialect)
  const prefix = withSeparator(settings.prefix)
  const globals = Object.entries(settings.tags)
  const end = settings.dialect === 'dogstatsd' ? fields.map((field) => `|${dogstatsdText(field)}`).join('') : ''
  const packer = createPacker(maxPacketBytes)
  /** By generation of label sets: what the tags of each slot look like. A push of the same series again costs half. */
  const known = new WeakMap<object, RenderedTags[]>()

  function render(labels: LabelSet, more?: Tag): RenderedTags {
    const tags = new Map(globals)
    for (const [i, name] of labels.names.entries()) if (labels.values[i] !== '') tags.set(name, labels.values[i] as string)
    if (more) tags.set(more[0], more[1])
    const { middle, tail } = dialect.tags(tags)
    return { middle, tail: tail + end }
  }

  function renderingsOf(family: Family): RenderedTags[] {
    const { generation } = family.labelSets
    const renderings = known.get(generation) ?? []
    known.set(generation, renderings)
    for (let slot = renderings.length; slot < family.labelSets.length; slot++) renderings.push(render(family.labelSets.at(slot)))
    return renderings
  }

  /** The application's own naming may fail, and a push may not. */
  function nameOf(family: Family): string {
    try {
      return naming(family)
    } catch {
      return family.name
    }
  }

  function count(name: string, { middle, tail }: RenderedTags, value: number): void {
    if (!Number.isFinite(value)) packer.drop('unsupported_value')
    else if (value !== 0) packer.add(`${name}${middle}:${value}|c${tail}`)
  }

  function gauge(name: string, { middle, tail }: RenderedTags, value: number): void {
    const line = `${name}${middle}:${value}|g${tail}`
    if (!Number.isFinite(value)) packer.drop('unsupported_value')
    else packer.add(value < 0 && dialect.isSignRelative ? `${name}${middle}:0|g${tail}\n${line}` : line)
  }

  function countAndSum(name: string, family: HistogramFamily | SummaryFamily, slot: number, tags: RenderedTags, total: number): void {
    count(`${name}.count`, tags, total)
    count(`${name}.sum`, tags, family.sums[slot] as number)
  }

  function histogram(name: string, family: HistogramFamily, renderings: readonly RenderedTags[]): void {
    const width = family.bounds.length + 1
    const isBuckets = histograms === 'buckets' && family.bounds.length > 0
    for (const [slot, tags] of renderings.slice(0, family.labelSets.length).entries()) {
      let total = 0
      for (let bucket = 0; bucket < width; bucket++) {
        const inBucket = family.counts[slot * width + bucket] as number
        total += inBucket
        if (!isBuckets || inBucket === 0) continue
        const bound = family.bounds[bucket] ?? 'inf'
        count(`${name}.bucket`, render(family.labelSets.at(slot), ['upper_bound', String(bound)]), inBucket)
      }
      countAndSum(name, family, slot, tags, total)
      if (isBuckets || total === 0) continue
      for (const quantile of quantiles) gauge(`${name}.${quantilePart(quantile)}`, tags, histogramQuantile(family, slot, quantile))
    }
  }

  function summary(name: string, family: SummaryFamily, renderings: readonly RenderedTags[]): void {
    const width = family.quantiles.length
    for (let slot = 0; slot < family.labelSets.length; slot++) {
      const tags = renderings[slot] as RenderedTags
      countAndSum(name, family, slot, tags, family.counts[slot] as number)
      for (const [i, quantile] of family.quantiles.entries()) {
        const value = family.quantileValues[slot * width + i] as number
        // An empty window has no quantile: nothing is lost.
        if (!Number.isNaN(value)) gauge(`${name}.${quantilePart(quantile)}`, tags, value)
      }
    }
  }

  function encode(family: Family): void {
    const name = dialect.name(prefix + nameOf(family))
    const renderings = renderingsOf(family)
    const { length } = family.labelSets
    switch (family.kind) {
      case 'counter':
        for (let slot = 0; slot < length; slot++) count(name, renderings[slot] as RenderedTags, family.values[slot] as number)
        break
      case 'gauge':
        for (let slot = 0; slot < length; slot++) gauge(name, renderings[slot] as RenderedTags, family.values[slot] as number)
        break
      case 'histogram':
        histogram(name, family, renderings)
        break
      case 'summary':
        summary(name, family, renderings)
        break
      case 'info':
        for (let slot = 0; slot < length; slot++) gauge(name, renderings[slot] as RenderedTags, 1)
        break
      case 'stateset':
        for (let slot = 0; slot < length; slot++) {
          for (const [i, state] of family.states.entries()) {
            gauge(name, render(family.labelSets.at(slot), [family.name, state]), family.values[slot * family.states.length + i] as number)
          }
        }
        break
    }
  }

  return (delta) => {
    for (const family of delta.families) encode(family)
    return packer.take()
  }
}
