/** What a line of the embedded metric format must be, each rule with its clause in the specification. */

import { STANDARD_UNITS } from './put-rules.js'

export interface EmfLine {
  readonly _aws: {
    readonly Timestamp: unknown
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: unknown
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string; readonly StorageResolution?: number }[]
    }[]
  }
  readonly [target: string]: unknown
}

export interface EmfRule {
  readonly name: string
  /** Section of the specification, and what it says. */
  readonly clause: string
  isKept(line: EmfLine, text: string): boolean
  breakIt(line: EmfLine): EmfLine
}

export const EMF_RULES: readonly EmfRule[] = [
  {
    name: 'timestamp',
    clause: 'Metadata object: Timestamp, "the number of milliseconds after Jan 1, 1970"',
    isKept: ({ _aws }) => Number.isInteger(_aws.Timestamp) && Number(_aws.Timestamp) > 1e12,
    breakIt: (line) => ({ ...line, _aws: { ...line._aws, Timestamp: 1_700_000_000 } }),
  },
  {
    name: 'namespace',
    clause: 'MetricDirective object: Namespace, a string of length 1 to 255',
    isKept: (line) => directives(line).every(({ Namespace }) => typeof Namespace === 'string' && /^.{1,255}$/.test(Namespace)),
    breakIt: (line) => withDirective(line, { Namespace: '' }),
  },
  {
    name: 'number of metrics',
    clause: 'MetricDirective object: Metrics "MUST NOT contain more than 100 MetricDefinition objects"',
    isKept: (line) => directives(line).every(({ Metrics }) => Metrics.length >= 1 && Metrics.length <= 100),
    breakIt: (line) => withDirective(line, { Metrics: Array.from({ length: 101 }, () => ({ Name: 'jobs' })) }),
  },
  {
    name: 'number of dimensions',
    clause: 'DimensionSet array: "MUST NOT contain more than 30"',
    isKept: (line) => directives(line).every(({ Dimensions }) => Dimensions.every((set) => set.length <= 30)),
    breakIt: (line) => ({
      ...withDirective(line, { Dimensions: [Array.from({ length: 31 }, (_, i) => `d${i}`)] }),
      ...Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`d${i}`, 'v'])),
    }),
  },
  {
    name: 'dimensions that are there',
    clause: 'Root object: "dimension values MUST be strings" on the root node, of length 1 to 1024',
    isKept: (line) => directives(line).every(({ Dimensions }) => Dimensions.flat().every((name) => isDimensionValue(line[name]))),
    breakIt: (line) => withDirective(line, { Dimensions: [['missing']] }),
  },
  {
    name: 'metrics that are there',
    clause: 'Target members: "Metric target values MUST be numeric values or arrays of numeric values"',
    isKept: (line) =>
      metrics(line).every(({ Name }) => [line[Name]].flat().every((value) => typeof value === 'number' && Math.abs(value) <= 2 ** 360)),
    breakIt: (line) => ({ ...line, jobs: 'three' }),
  },
  {
    name: 'number of values',
    clause: 'Target members: arrays "MUST NOT have more than 100 members"',
    isKept: (line) => metrics(line).every(({ Name }) => [line[Name]].flat().length <= 100),
    breakIt: (line) => ({ ...line, jobs: Array.from({ length: 101 }, () => 1) }),
  },
  {
    name: 'each metric once',
    clause: 'Root object: target members are fields of one object, so that a name stands for one value',
    isKept: (line) => {
      const names = [...metrics(line).map(({ Name }) => Name), ...directives(line).flatMap(({ Dimensions }) => Dimensions.flat()), '_aws']
      return new Set(names).size === names.length
    },
    breakIt: (line) => withDirective(line, { Metrics: [{ Name: 'jobs' }, { Name: 'jobs' }] }),
  },
  {
    name: 'unit',
    clause: 'MetricDefinition object: Unit, as valid for MetricDatum',
    isKept: (line) => metrics(line).every(({ Unit }) => Unit === undefined || STANDARD_UNITS.includes(Unit)),
    breakIt: (line) => withDirective(line, { Metrics: [{ Name: 'jobs', Unit: 'Furlongs' }] }),
  },
  {
    name: 'resolution',
    clause: 'MetricDefinition object: StorageResolution, 1 or 60',
    isKept: (line) => metrics(line).every(({ StorageResolution = 60 }) => [1, 60].includes(StorageResolution)),
    breakIt: (line) => withDirective(line, { Metrics: [{ Name: 'jobs', StorageResolution: 10 }] }),
  },
  {
    name: 'size',
    clause: 'CloudWatch Logs quotas: an event of at most 256 KB',
    isKept: (_, text) => Buffer.byteLength(text) <= 256 * 1_024,
    breakIt: (line) => ({ ...line, padding: 'p'.repeat(256 * 1_024) }),
  },
]

/** The rules that a line breaks, by name. */
export function brokenEmfRules(text: string): string[] {
  if (!text.endsWith('\n') || text.indexOf('\n') !== text.length - 1) return ['one line']
  const line = JSON.parse(text) as EmfLine
  return EMF_RULES.filter((rule) => !rule.isKept(line, text)).map(({ name }) => name)
}

/** The statistic `Sum` of a metric over lines. */
export function sumOf(lines: readonly string[], metricName: string): number {
  return lines
    .map((line) => JSON.parse(line) as EmfLine)
    .flatMap((line) => line[metricName] ?? [])
    .reduce<number>((sum, value) => sum + Number(value), 0)
}

function directives(line: EmfLine) {
  return line._aws.CloudWatchMetrics
}

function metrics(line: EmfLine) {
  return directives(line).flatMap(({ Metrics }) => Metrics)
}

function withDirective(line: EmfLine, change: Partial<EmfLine['_aws']['CloudWatchMetrics'][number]>): EmfLine {
  const [first, ...others] = line._aws.CloudWatchMetrics
  const changed = { ...(first as EmfLine['_aws']['CloudWatchMetrics'][number]), ...change }
  return { ...line, _aws: { ...line._aws, CloudWatchMetrics: [changed, ...others] } }
}

function isDimensionValue(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 1_024 && /^[\x20-\x7e]*$/.test(value)
}
