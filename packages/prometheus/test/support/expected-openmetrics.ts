/** What a reader of OpenMetrics 1.0 must find, told from the snapshot alone. */

import { type Exemplar, type Family, points, type Snapshot } from '@telltale/core/model'

export interface ReadSample {
  readonly name: string
  /** Sorted by name; bounds as `Number` reads them. */
  readonly labels: readonly (readonly [string, string])[]
  readonly value: number
  readonly exemplar?: { readonly labels: readonly (readonly [string, string])[]; readonly value: number; readonly seconds: number | null }
}

export interface ReadFamily {
  readonly name: string
  readonly type: string
  readonly unit: string
  readonly help: string
  readonly samples: readonly ReadSample[]
}

export function sortedLabels(labels: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return [...labels].sort(([a], [b]) => (a < b ? -1 : 1))
}

function toExemplar(exemplar: Exemplar | undefined): Pick<ReadSample, 'exemplar'> {
  if (exemplar === undefined) return {}
  const { labels, value, atMillis } = exemplar
  return {
    exemplar: { labels: labels.names.map((name, i) => [name, labels.values[i] as string] as const), value, seconds: atMillis / 1000 },
  }
}

const withoutSuffix = (name: string, suffix: string) => (name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name)

export function expectedFamilies({ families }: Snapshot): ReadFamily[] {
  return families.map(expectedFamily)
}

function expectedFamily(family: Family): ReadFamily {
  const suffix = { counter: '_total', info: '_info' }[family.kind as string]
  const name = suffix === undefined ? family.name : withoutSuffix(family.name, suffix)
  const samples: ReadSample[] = []
  const isGauge = family.kind === 'stateset' && (name.includes(':') || family.labelNames.includes(name))
  const hasUnit = family.unit !== '' && name.endsWith(`_${family.unit}`) && family.kind !== 'info' && family.kind !== 'stateset'

  const pairsOf = (
    { names, values }: { names: readonly string[]; values: readonly string[] },
    more: readonly (readonly [string, string])[],
  ) => sortedLabels([...names.map((label, i) => [label, values[i] as string] as const).filter(([, held]) => held !== ''), ...more])

  if (family.kind === 'histogram') {
    for (const { labels, bucketCounts, count, sum, exemplars, startedAtMillis } of points(family)) {
      let total = 0
      for (const [i, inBucket] of bucketCounts.entries()) {
        total += inBucket
        const bound = String(family.bounds[i] ?? Infinity)
        samples.push({ name: `${name}_bucket`, labels: pairsOf(labels, [['le', bound]]), value: total, ...toExemplar(exemplars?.[i]) })
      }
      if ((family.bounds[0] ?? 0) >= 0 && sum >= 0) {
        samples.push({ name: `${name}_count`, labels: pairsOf(labels, []), value: count })
        samples.push({ name: `${name}_sum`, labels: pairsOf(labels, []), value: sum })
      }
      samples.push({ name: `${name}_created`, labels: pairsOf(labels, []), value: startedAtMillis / 1000 })
    }
  } else if (family.kind === 'summary') {
    for (const { labels, quantileValues, count, sum, startedAtMillis } of points(family)) {
      for (const [i, value] of quantileValues.entries()) {
        if (!(value < 0)) samples.push({ name, labels: pairsOf(labels, [['quantile', String(family.quantiles[i])]]), value })
      }
      samples.push({ name: `${name}_count`, labels: pairsOf(labels, []), value: count })
      if (sum >= 0) samples.push({ name: `${name}_sum`, labels: pairsOf(labels, []), value: sum })
      samples.push({ name: `${name}_created`, labels: pairsOf(labels, []), value: startedAtMillis / 1000 })
    }
  } else if (family.kind === 'stateset') {
    for (const { labels, values } of points(family)) {
      let label = name.replaceAll(':', '_')
      while (family.labelNames.includes(label)) label += '_'
      for (const [i, value] of values.entries())
        samples.push({ name, labels: pairsOf(labels, [[label, family.states[i] as string]]), value })
    }
  } else if (family.kind === 'counter') {
    for (const { labels, value, exemplar, startedAtMillis } of points(family)) {
      samples.push({ name: `${name}_total`, labels: pairsOf(labels, []), value, ...toExemplar(exemplar) })
      samples.push({ name: `${name}_created`, labels: pairsOf(labels, []), value: startedAtMillis / 1000 })
    }
  } else {
    for (const { labels, value } of points(family)) {
      samples.push({ name: family.kind === 'info' ? `${name}_info` : name, labels: pairsOf(labels, []), value })
    }
  }
  return { name, type: isGauge ? 'gauge' : family.kind, unit: hasUnit ? family.unit : '', help: family.help, samples }
}
