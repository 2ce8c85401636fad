/** What CloudWatch demands of a request, rule by rule, each with the clause it comes from and a request that breaks it. */

import type { ReceivedDatum, ReceivedRequest } from './put-request.js'

export interface Rule {
  readonly name: string
  /** Page of the API reference, and what it says. */
  readonly clause: string
  isKept(request: ReceivedRequest, nowMillis: number): boolean
  /** A request that breaks this rule. */
  breakIt(request: ReceivedRequest, nowMillis: number): ReceivedRequest
}

/** From botocore's service model of 2010-08-01, with which a test compares it. */
export const STANDARD_UNITS: readonly string[] = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes', 'Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'].flatMap(
    (size) => [size, `${size}/Second`],
  ),
]

const TWO_WEEKS_MILLIS = 14 * 24 * 3_600_000
const TWO_HOURS_MILLIS = 2 * 3_600_000
const STATISTICS = ['SampleCount', 'Sum', 'Minimum', 'Maximum']

export const PUT_RULES: readonly Rule[] = [
  {
    name: 'namespace',
    clause: 'API_PutMetricData, Namespace: length 1 to 255, pattern [^:].*',
    isKept: ({ Namespace }) => typeof Namespace === 'string' && /^[^:].{0,254}$/.test(Namespace),
    breakIt: (request) => ({ ...request, Namespace: ':mine' }),
  },
  {
    name: 'namespace of AWS',
    clause: 'API_PutMetricData, Namespace: "avoid namespaces that begin with AWS/", which are reserved',
    isKept: ({ Namespace }) => !String(Namespace).startsWith('AWS/'),
    breakIt: (request) => ({ ...request, Namespace: 'AWS/EC2' }),
  },
  {
    name: 'number of metrics',
    clause: 'API_PutMetricData: "no more than 1000 different metrics"',
    isKept: ({ MetricData }) => MetricData.length > 0 && MetricData.length <= 1_000,
    breakIt: (request) => ({ ...request, MetricData: Array.from({ length: 1_001 }, () => request.MetricData[0] as ReceivedDatum) }),
  },
  {
    name: 'size',
    clause: 'API_PutMetricData: "1 MB in size for HTTP POST requests"',
    isKept: ({ sizeBytes }) => sizeBytes <= 1_000_000,
    breakIt: (request) => ({ ...request, sizeBytes: 1_000_001 }),
  },
  datumRule('name', 'API_MetricDatum, MetricName: length 1 to 255', ({ MetricName }) => isText(MetricName, 255), {
    MetricName: 'n'.repeat(256),
  }),
  datumRule('printable name', 'API_MetricDatum, MetricName: ASCII', ({ MetricName }) => isAscii(MetricName), { MetricName: 'größe' }),
  datumRule(
    'one form of value',
    'API_MetricDatum: either Value, or StatisticValues, or Values with Counts',
    ({ Value, Values, StatisticValues }) => [Value, Values, StatisticValues].filter((one) => one !== undefined).length === 1,
    { StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 } },
  ),
  datumRule(
    'range of values',
    'API_MetricDatum, Value: "-2^360 to 2^360"; NaN, +Infinity, -Infinity are not supported; "too small or too large" is rejected',
    ({ Value, Values = [], StatisticValues = {} }) =>
      [...(Value === undefined ? [] : [Value]), ...Values, ...Object.values(StatisticValues)].every((value) => isInRange(value)),
    { Value: 2 ** 361 },
  ),
  datumRule(
    'unlike NaN',
    'API_MetricDatum, Value: NaN, +Infinity, -Infinity are not supported',
    ({ Value }) => typeof Value !== 'string' && !Number.isNaN(Value),
    { Value: 'NaN' },
  ),
  datumRule(
    'number of values',
    'API_MetricDatum, Values: up to 150 unique values',
    ({ Values = [] }) => Values.length <= 150 && new Set(Values).size === Values.length,
    {
      Value: undefined,
      Values: Array.from({ length: 151 }, (_, i) => i),
      Counts: Array.from({ length: 151 }, () => 1),
    },
  ),
  datumRule(
    'counts beside values',
    'API_MetricDatum, Counts: one for each of Values, above 0',
    ({ Values, Counts }) =>
      Counts === undefined ||
      (Counts.length === Values?.length && Counts.every((count) => typeof count === 'number' && count > 0 && isInRange(count))),
    { Value: undefined, Values: [1, 2], Counts: [1] },
  ),
  datumRule(
    'whole statistic sets',
    'API_StatisticSet: SampleCount, Sum, Minimum and Maximum are required; a count is above 0, the least is not above the greatest',
    ({ StatisticValues }) =>
      StatisticValues === undefined ||
      (STATISTICS.every((field) => typeof StatisticValues[field] === 'number') &&
        Number(StatisticValues['SampleCount']) > 0 &&
        Number(StatisticValues['Minimum']) <= Number(StatisticValues['Maximum'])),
    { Value: undefined, StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } },
  ),
  datumRule('unit', 'API_MetricDatum, Unit: valid values', ({ Unit }) => Unit === undefined || STANDARD_UNITS.includes(String(Unit)), {
    Unit: 'Furlongs',
  }),
  datumRule(
    'resolution',
    'API_MetricDatum, StorageResolution: valid values are 1 and 60',
    ({ StorageResolution = 60 }) => [1, 60].includes(Number(StorageResolution)),
    {
      StorageResolution: 10,
    },
  ),
  datumRule(
    'number of dimensions',
    'API_MetricDatum, Dimensions: maximum number of 30 items',
    ({ Dimensions = [] }) => Dimensions.length <= 30,
    { Dimensions: Array.from({ length: 31 }, (_, i) => ({ Name: `n${i}`, Value: 'v' })) },
  ),
  datumRule(
    'dimension names',
    'API_Dimension, Name: length 1 to 255, ASCII, not beginning with a colon, each once',
    ({ Dimensions = [] }) =>
      new Set(Dimensions.map(({ Name }) => Name)).size === Dimensions.length &&
      Dimensions.every(({ Name }) => isText(Name, 255) && isAscii(Name) && !String(Name).startsWith(':')),
    { Dimensions: [{ Name: ':n', Value: 'v' }] },
  ),
  datumRule(
    'dimension values',
    'API_Dimension, Value: length 1 to 1024, ASCII, at least one character that is no blank',
    ({ Dimensions = [] }) => Dimensions.every(({ Value }) => isText(Value, 1_024) && isAscii(Value)),
    { Dimensions: [{ Name: 'n', Value: '  ' }] },
  ),
  {
    name: 'old times',
    clause: 'API_MetricDatum, Timestamp: "as much as two weeks before the current date"',
    isKept: ({ MetricData }, nowMillis) =>
      MetricData.every(({ timestampMillis = nowMillis }) => timestampMillis >= nowMillis - TWO_WEEKS_MILLIS),
    breakIt: (request, nowMillis) => withFirst(request, { timestampMillis: nowMillis - TWO_WEEKS_MILLIS - 1 }),
  },
  {
    name: 'times to come',
    clause: 'API_MetricDatum, Timestamp: "as much as 2 hours after the current day and time"',
    isKept: ({ MetricData }, nowMillis) =>
      MetricData.every(({ timestampMillis = nowMillis }) => timestampMillis <= nowMillis + TWO_HOURS_MILLIS),
    breakIt: (request, nowMillis) => withFirst(request, { timestampMillis: nowMillis + TWO_HOURS_MILLIS + 1 }),
  },
]

/** The rules that a request breaks, by name. */
export function brokenRules(request: ReceivedRequest, nowMillis: number): string[] {
  return PUT_RULES.filter((rule) => !rule.isKept(request, nowMillis)).map(({ name }) => name)
}

type Change = { readonly [K in keyof ReceivedDatum]: ReceivedDatum[K] | undefined }

function datumRule(name: string, clause: string, isKept: (datum: ReceivedDatum) => boolean, change: Change): Rule {
  return { name, clause, isKept: ({ MetricData }) => MetricData.every(isKept), breakIt: (request) => withFirst(request, change) }
}

function withFirst(request: ReceivedRequest, change: Change): ReceivedRequest {
  const [first, ...others] = request.MetricData
  return { ...request, MetricData: [{ ...first, ...change } as ReceivedDatum, ...others] }
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= maxLength && value.trim() !== ''
}

function isAscii(value: unknown): boolean {
  return typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)
}

function isInRange(value: unknown): boolean {
  if (typeof value !== 'number' || Number.isNaN(value)) return false
  const magnitude = Math.abs(value)
  return value === 0 || (magnitude >= 2 ** -360 && magnitude <= 2 ** 360)
}
