/** A PutMetricData request as it came over the wire, in either of CloudWatch's protocols. */

import { gunzipSync } from 'node:zlib'

export interface ReceivedDatum {
  readonly MetricName?: unknown
  readonly Dimensions?: readonly { readonly Name?: unknown; readonly Value?: unknown }[]
  /** Milliseconds since the Unix epoch. */
  readonly timestampMillis?: number
  readonly Value?: unknown
  readonly Values?: readonly unknown[]
  readonly Counts?: readonly unknown[]
  readonly StatisticValues?: Readonly<Record<string, unknown>>
  readonly Unit?: unknown
  readonly StorageResolution?: unknown
}

export interface ReceivedRequest {
  readonly Namespace?: unknown
  readonly MetricData: readonly ReceivedDatum[]
  /** Of the text, unpacked. */
  readonly sizeBytes: number
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** @throws Error for what is neither protocol. */
export function parsePutRequest(headers: Headers, body: Buffer): ReceivedRequest {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'gzip') throw new Error(`content-encoding must be gzip, got ${encoding}`)
  const plain = encoding === 'gzip' ? gunzipSync(body) : body
  const type = String(headers['content-type'])
  if (type.startsWith('application/x-amz-json-1.0')) {
    const target = headers['x-amz-target']
    if (target !== 'GraniteServiceVersion20100801.PutMetricData') throw new Error(`x-amz-target is ${String(target)}`)
    return parseJson(plain)
  }
  if (type.startsWith('application/x-www-form-urlencoded')) return parseQuery(plain)
  throw new Error(`content-type is ${type}`)
}

function parseJson(plain: Buffer): ReceivedRequest {
  const { Namespace, MetricData = [] } = JSON.parse(plain.toString()) as { Namespace?: unknown; MetricData?: Record<string, unknown>[] }
  const data = MetricData.map(({ Timestamp, ...datum }) => ({
    ...(datum as ReceivedDatum),
    ...(Timestamp !== undefined && { timestampMillis: Math.round(Number(Timestamp) * 1_000) }),
  }))
  return { Namespace, MetricData: data, sizeBytes: plain.length }
}

type Tree = { [key: string]: Tree | string }

/** AWS' Query protocol: `MetricData.member.1.Dimensions.member.2.Name=…`. */
function parseQuery(plain: Buffer): ReceivedRequest {
  const tree: Tree = {}
  for (const [path, value] of new URLSearchParams(plain.toString())) {
    const steps = path.split('.')
    let node = tree
    for (const step of steps.slice(0, -1)) {
      node[step] ??= {}
      node = node[step] as Tree
    }
    node[steps.at(-1) as string] = value
  }
  if (tree['Action'] !== 'PutMetricData' || tree['Version'] !== '2010-08-01') throw new Error(`Action is ${String(tree['Action'])}`)
  return {
    Namespace: tree['Namespace'],
    MetricData: listOf(tree['MetricData']).map((datum) => toDatum(datum as Tree)),
    sizeBytes: plain.length,
  }
}

function listOf(node: Tree | string | undefined): (Tree | string)[] {
  const members = typeof node === 'object' ? node['member'] : undefined
  return typeof members === 'object' ? Object.values(members) : []
}

function toDatum(tree: Tree): ReceivedDatum {
  const { Dimensions, Timestamp, Value, Values, Counts, StatisticValues, StorageResolution, ...texts } = tree
  return {
    ...texts,
    ...(Dimensions !== undefined && { Dimensions: listOf(Dimensions) as unknown as { Name: string; Value: string }[] }),
    ...(Timestamp !== undefined && { timestampMillis: Date.parse(String(Timestamp)) }),
    ...(Value !== undefined && { Value: Number(Value) }),
    ...(Values !== undefined && { Values: listOf(Values).map(Number) }),
    ...(Counts !== undefined && { Counts: listOf(Counts).map(Number) }),
    ...(StatisticValues !== undefined && {
      StatisticValues: Object.fromEntries(Object.entries(StatisticValues).map(([key, value]) => [key, Number(value)])),
    }),
    ...(StorageResolution !== undefined && { StorageResolution: Number(StorageResolution) }),
  }
}
