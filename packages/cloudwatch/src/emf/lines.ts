/** Data as lines of the embedded metric format. Pure. */

import type { DroppedPoints } from '@telltale/core/push'
import type { Datum, Dimension, Distribution } from '../encode/datum.js'
import { MAX_EMF_METRICS_PER_LINE, MAX_EMF_VALUES_PER_METRIC } from '../encode/limits.js'

/** How the values of a histogram are written. */
export type HistogramForm = 'arrays' | 'structured'

export interface LineOptions {
  readonly namespace: string
  readonly storageResolution: 1 | 60
  readonly histograms: HistogramForm
  readonly maxLineBytes: number
}

/** Lines to write, each with its line feed, and what no line could hold. All is ASCII: a character is a byte. */
export interface EmfLines {
  readonly lines: readonly string[]
  readonly dropped: readonly DroppedPoints[]
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export function toLines(data: readonly Datum[], takenAtMillis: number, options: LineOptions): EmfLines {
  const { namespace, storageResolution, histograms, maxLineBytes } = options
  const resolution = storageResolution === 1 ? ',"StorageResolution":1' : ''
  const groups = new Map<readonly Dimension[], Group>()
  let tooLargeCount = 0

  for (const datum of data) {
    let group = groups.get(datum.dimensions)
    if (!group) {
      group = openGroup(datum.dimensions, takenAtMillis, namespace)
      groups.set(datum.dimensions, group)
    }
    let isTooLarge = false
    for (const { suffix, value, unit = datum.unit } of toTargets(datum, histograms)) {
      const name = toFreeName(datum.name + suffix, group.reserved)
      const key = JSON.stringify(name)
      const definition = `{"Name":${key},"Unit":"${unit}"${resolution}}`
      if (!add(group, name, definition, `,${key}:${value}`, maxLineBytes)) isTooLarge = true
    }
    if (isTooLarge) tooLargeCount += datum.seriesCount
  }

  const lines: string[] = []
  for (const group of groups.values()) for (const line of group.lines) lines.push(toText(group, line))
  return { lines, dropped: tooLargeCount === 0 ? [] : [{ reason: 'too_large', count: tooLargeCount }] }
}

interface Line {
  readonly names: Set<string>
  readonly definitions: string[]
  readonly targets: string[]
  sizeBytes: number
}

/** Lines of one set of dimensions. */
interface Group {
  readonly head: string
  readonly middle: string
  readonly reserved: ReadonlySet<string>
  readonly lines: Line[]
  /** Lines before it have as many metrics as they may. */
  firstOpen: number
}

function openGroup(dimensions: readonly Dimension[], takenAtMillis: number, namespace: string): Group {
  const names = dimensions.map(({ Name }) => Name)
  const metrics = `{"Namespace":${JSON.stringify(namespace)},"Dimensions":[${JSON.stringify(names)}],"Metrics":[`
  const values = dimensions.map(({ Name, Value }) => `,${JSON.stringify(Name)}:${JSON.stringify(Value)}`)
  return {
    head: `{"_aws":{"Timestamp":${Math.round(takenAtMillis)},"CloudWatchMetrics":[${metrics}`,
    middle: `]}]}${values.join('')}`,
    reserved: new Set(['_aws', ...names]),
    lines: [],
    firstOpen: 0,
  }
}

/** Metrics and dimensions are fields of the same object. */
function toFreeName(name: string, reserved: ReadonlySet<string>): string {
  let free = name
  while (reserved.has(free)) free += '_'
  return free
}

/** Puts a metric on the first line that has room and does not have it yet. */
function add(group: Group, name: string, definition: string, target: string, maxLineBytes: number): boolean {
  const { head, middle, lines } = group
  const sizeBytes = definition.length + 1 + target.length
  const emptyBytes = head.length + middle.length + '}\n'.length
  if (emptyBytes + sizeBytes > maxLineBytes) return false
  while ((lines[group.firstOpen]?.names.size ?? 0) >= MAX_EMF_METRICS_PER_LINE) group.firstOpen++
  let line: Line | undefined
  for (let i = group.firstOpen; i < lines.length; i++) {
    const candidate = lines[i] as Line
    const hasRoom = candidate.names.size < MAX_EMF_METRICS_PER_LINE && candidate.sizeBytes + sizeBytes <= maxLineBytes
    if (!hasRoom || candidate.names.has(name)) continue
    line = candidate
    break
  }
  if (!line) {
    line = { names: new Set(), definitions: [], targets: [], sizeBytes: emptyBytes }
    lines.push(line)
  }
  line.names.add(name)
  line.definitions.push(definition)
  line.targets.push(target)
  line.sizeBytes += sizeBytes
  return true
}

function toText({ head, middle }: Group, { definitions, targets }: Line): string {
  return `${head}${definitions.join(',')}${middle}${targets.join('')}}\n`
}

interface Target {
  readonly suffix: string
  readonly value: string
  readonly unit?: 'Count'
}

/** Beyond so many observations between two pushes arrays would be megabytes a series: they are written as structured values. */
const MAX_REPEATED_COUNT = 10_000

function toTargets({ body }: Datum, histograms: HistogramForm): Target[] {
  switch (body.kind) {
    case 'value':
      return [{ suffix: '', value: String(body.value) }]
    case 'statistics':
      if (histograms === 'structured') {
        return [{ suffix: '', value: `{"Max":${body.max},"Min":${body.min},"Count":${body.count},"Sum":${body.sum}}` }]
      }
      // The format as published has no statistic sets.
      return [
        { suffix: '_count', value: String(body.count), unit: 'Count' },
        { suffix: '_sum', value: String(body.sum) },
      ]
    case 'distribution': {
      const total = body.counts.reduce((sum, count) => sum + count, 0)
      const canRepeat = total <= MAX_REPEATED_COUNT && body.counts.every((count) => Number.isInteger(count))
      return histograms === 'arrays' && canRepeat ? toArrays(body, total) : toStructured(body)
    }
  }
}

/** Each value as often as it was seen. */
function toArrays({ values, counts }: Distribution, total: number): Target[] {
  const repeated: number[] = []
  for (const [i, value] of values.entries()) for (let seen = 0; seen < (counts[i] as number); seen++) repeated.push(value)
  const targets: Target[] = []
  for (let start = 0; start < total; start += MAX_EMF_VALUES_PER_METRIC) {
    targets.push({ suffix: '', value: `[${repeated.slice(start, start + MAX_EMF_VALUES_PER_METRIC).join(',')}]` })
  }
  return targets
}

/** As the collector of AWS' distribution of OpenTelemetry writes histograms; the published format does not describe it. */
function toStructured({ values, counts }: Distribution): Target[] {
  const targets: Target[] = []
  for (let start = 0; start < values.length; start += MAX_EMF_VALUES_PER_METRIC) {
    const some = values.slice(start, start + MAX_EMF_VALUES_PER_METRIC)
    const times = counts.slice(start, start + MAX_EMF_VALUES_PER_METRIC)
    let count = 0
    let sum = 0
    for (const [i, value] of some.entries()) {
      count += times[i] as number
      sum += value * (times[i] as number)
    }
    const extremes = `"Max":${Math.max(...some)},"Min":${Math.min(...some)},"Count":${count},"Sum":${sum}`
    targets.push({ suffix: '', value: `{"Values":[${some.join(',')}],"Counts":[${times.join(',')}],${extremes}}` })
  }
  return targets
}
