/** What a reader of the protobuf format must find, told from the snapshot alone. */

import { type Exemplar, type ExponentialBuckets, type Family, type LabelSet, points, type Snapshot } from '@telltale/core/model'

const moment = (millis: number) => ({ seconds: Math.floor(millis / 1000), nanos: (millis % 1000) * 1e6 })

function pairs({ names, values }: LabelSet, ...more: (readonly [string, string])[]) {
  const all = [...names.map((name, i) => [name, values[i] as string] as const), ...more].filter(([, value]) => value !== '')
  return all.length === 0 ? {} : { label: all.map(([name, value]) => ({ name, value })) }
}

const toExemplar = ({ labels, value, atMillis }: Exemplar) => ({ ...pairs(labels), value, timestamp: moment(atMillis) })

function side(name: string, { counts, offset }: ExponentialBuckets) {
  if (counts.length === 0) return {}
  const deltas = Array.from(counts, (count, i) => count - (counts[i - 1] ?? 0))
  return { [`${name}Span`]: [{ offset: offset + 1, length: counts.length }], [`${name}Delta`]: deltas }
}

export function expectedMessages({ families }: Snapshot): Record<string, unknown>[] {
  return families.map((family) => {
    const metric = metricsOf(family)
    const isGauge = family.kind === 'info' || family.kind === 'stateset'
    return {
      name: family.kind === 'info' && !family.name.endsWith('_info') ? `${family.name}_info` : family.name,
      ...(family.help !== '' && { help: family.help }),
      ...(family.unit !== '' && { unit: family.unit }),
      type: isGauge ? 'GAUGE' : family.kind.toUpperCase(),
      ...(metric.length > 0 && { metric }),
    }
  })
}

function metricsOf(family: Family): Record<string, unknown>[] {
  switch (family.kind) {
    case 'counter':
      return [...points(family)].map(({ exemplar, labels, startedAtMillis, value }) => ({
        ...pairs(labels),
        counter: { value, ...(exemplar && { exemplar: toExemplar(exemplar) }), createdTimestamp: moment(startedAtMillis) },
      }))
    case 'gauge':
    case 'info':
      return [...points(family)].map(({ labels, value }) => ({ ...pairs(labels), gauge: { value } }))
    case 'stateset': {
      let label = family.name.replaceAll(':', '_')
      while (family.labelNames.includes(label)) label += '_'
      return [...points(family)].flatMap(({ labels, values }) =>
        family.states.map((state, i) => ({ ...pairs(labels, [label, state]), gauge: { value: values[i] } })),
      )
    }
    case 'summary':
      return [...points(family)].map(({ count, labels, quantileValues, startedAtMillis, sum }) => ({
        ...pairs(labels),
        summary: {
          sampleCount: count,
          sampleSum: sum,
          ...(family.quantiles.length > 0 && { quantile: family.quantiles.map((quantile, i) => ({ quantile, value: quantileValues[i] })) }),
          createdTimestamp: moment(startedAtMillis),
        },
      }))
    case 'histogram':
      return [...points(family)].map(({ bucketCounts, count, exemplars, labels, native, startedAtMillis, sum }) => {
        let total = 0
        const buckets = Array.from(bucketCounts, (inBucket, i) => {
          total += inBucket
          const exemplar = exemplars?.[i]
          return { cumulativeCount: total, upperBound: family.bounds[i] ?? Infinity, ...(exemplar && { exemplar: toExemplar(exemplar) }) }
        })
        const bucket = buckets.filter(({ exemplar }) => !native || family.bounds.length > 0 || exemplar)
        const isEmpty = native?.zeroThreshold === 0 && count === 0
        const all = (exemplars ?? []).filter((one) => one !== undefined).map(toExemplar)
        return {
          ...pairs(labels),
          histogram: {
            sampleCount: count,
            sampleSum: sum,
            ...(bucket.length > 0 && { bucket }),
            createdTimestamp: moment(startedAtMillis),
            ...(native && {
              schema: native.scale,
              zeroThreshold: native.zeroThreshold,
              zeroCount: native.zeroCount,
              ...side('negative', native.negative),
              ...side('positive', native.positive),
              ...(isEmpty && { positiveSpan: [{ offset: 0, length: 0 }] }),
              ...(all.length > 0 && { exemplars: all }),
            }),
          },
        }
      })
  }
}
