/**
 * What Datadog's API asks of a request, rule by rule. Clauses are of docs.datadoghq.com/api/latest: "Submit metrics" (M), "Submit distribution points" (D), "Authentication" (A), and of
 * "What is a custom metric?" (C), "Getting started with tags" (T).
 */

import { gunzipSync, inflateSync } from 'node:zlib'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** One series as either version and distributions have it, after all rules hold. */
export interface ReceivedSeries {
  readonly metric: string
  readonly type: 'count' | 'gauge' | 'distribution'
  readonly timestampSeconds: number
  readonly values: readonly number[]
  readonly intervalSeconds?: number
  readonly tags: readonly string[]
  readonly host?: string
}

export interface Refusal {
  readonly status: number
  /** The rule that was broken. */
  readonly clause: string
}

export const KEY = 'k0123456789abcdef'
const MAX_COMPRESSED_BYTES = 512_000
const MAX_DECOMPRESSED_BYTES = 5_242_880

/** Thrown inside `readRequest` only. */
class RuleBroken extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.clause)
    this.refusal = refusal
  }
}

function demand(holds: boolean, clause: string, status = 400): asserts holds {
  if (!holds) throw new RuleBroken({ status, clause })
}

/** The series of a request, or why it is refused. */
export function readRequest(request: Received, nowSeconds: number): ReceivedSeries[] | Refusal {
  try {
    return read(request, nowSeconds)
  } catch (error) {
    if (error instanceof RuleBroken) return error.refusal
    throw error
  }
}

function read({ method, path, headers, body }: Received, nowSeconds: number): ReceivedSeries[] {
  const version = /^\/api\/(v1|v2)\/series$/.exec(path)?.[1]
  const isDistribution = path === '/api/v1/distribution_points'
  demand(version !== undefined || isDistribution, 'M, D: POST /api/v2/series, /api/v1/series or /api/v1/distribution_points', 404)
  demand(method === 'POST', 'M, D: the method is POST', 404)
  demand(headers['dd-api-key'] === KEY, 'A: the header DD-API-KEY holds a valid key', 403)
  demand(headers['content-type'] === 'application/json', 'M: the content is application/json', 415)
  demand(body.byteLength <= MAX_COMPRESSED_BYTES, 'M: at most 512000 bytes compressed', 413)
  const encoding = headers['content-encoding']
  demand(!isDistribution || encoding === undefined || encoding === 'deflate', 'D: Content-Encoding is deflate')
  demand(encoding === undefined || encoding === 'deflate' || encoding === 'gzip', 'M: Content-Encoding is deflate, gzip or zstd1')
  const plain = decompress(body, encoding)
  demand(plain.byteLength <= MAX_DECOMPRESSED_BYTES, 'M: at most 5242880 bytes decompressed', 413)
  const series = (parse(plain.toString('utf8')) as { series?: unknown } | null)?.series
  demand(Array.isArray(series), 'M, D: the body has the required field series, a list')
  return series.map((one) =>
    readSeries(one as Record<string, unknown>, isDistribution ? 'distribution' : (version as 'v1' | 'v2'), nowSeconds),
  )
}

function decompress(body: Buffer, encoding: string | undefined): Buffer {
  try {
    return encoding === 'deflate' ? inflateSync(body) : encoding === 'gzip' ? gunzipSync(body) : body
  } catch {
    throw new RuleBroken({ status: 400, clause: 'M: the body is compressed as Content-Encoding says' })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RuleBroken({ status: 400, clause: 'M: the body is JSON' })
  }
}

function readSeries(one: Record<string, unknown>, form: 'v1' | 'v2' | 'distribution', nowSeconds: number): ReceivedSeries {
  const { metric, points, tags = [], host, interval, resources } = one
  demand(typeof metric === 'string', 'M, D: metric is required')
  demand(
    /^[a-zA-Z][a-zA-Z0-9_.]{0,199}$/.test(metric),
    'C: a name begins with a letter, has letters, digits, _ and . only, and at most 200 characters',
  )
  demand(Array.isArray(points) && points.length > 0, 'M, D: points are required')
  const type = readType(one['type'], form)
  demand(
    type !== 'count' || (Number.isInteger(interval) && (interval as number) > 0),
    'M: interval is required for counts, in whole seconds',
  )
  demand(Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'), 'M: tags are a list of texts')
  demand(
    (tags as string[]).every((tag) => tag.length <= 200 && /^\p{L}[\p{L}\p{N}_\-/.:]*$/u.test(tag)),
    'T: a tag begins with a letter, has letters, digits, _, -, :, . and / only, and at most 200 characters',
  )
  demand(resources === undefined || isResources(resources), 'M: a resource has a type and a name')
  demand(points.length === 1, 'ours: one point a series and request')
  const [timestampSeconds, values] = readPoint(points[0], form)
  demand(Number.isInteger(timestampSeconds), 'M: timestamps are whole seconds')
  demand(timestampSeconds <= nowSeconds + 600, 'M: timestamps are at most ten minutes ahead')
  demand(timestampSeconds >= nowSeconds - 3_600, 'M: timestamps are at most an hour old')
  demand(
    values.every((value) => typeof value === 'number' && Number.isFinite(value)),
    'M, D: values are finite numbers',
  )
  const hostName = (host ?? (resources as { name: string }[] | undefined)?.[0]?.name) as string | undefined
  return {
    metric,
    type,
    timestampSeconds,
    values,
    tags: tags as string[],
    ...(type === 'count' && { intervalSeconds: interval as number }),
    ...(hostName !== undefined && { host: hostName }),
  }
}

function readType(type: unknown, form: 'v1' | 'v2' | 'distribution'): ReceivedSeries['type'] {
  if (form === 'distribution') {
    demand(type === undefined || type === 'distribution', 'D: the type is distribution')
    return 'distribution'
  }
  if (form === 'v1') {
    demand(type === 'count' || type === 'gauge', 'M v1: the type is count, gauge or rate')
    return type
  }
  demand(type === 1 || type === 3, 'M v2: the type is one of 0, 1, 2 and 3')
  return type === 1 ? 'count' : 'gauge'
}

function isResources(resources: unknown): boolean {
  return Array.isArray(resources) && resources.every((one) => typeof one?.type === 'string' && typeof one?.name === 'string')
}

function readPoint(point: unknown, form: 'v1' | 'v2' | 'distribution'): [number, number[]] {
  if (form === 'v2') {
    const { timestamp, value } = (point ?? {}) as Record<string, unknown>
    demand(timestamp !== undefined && value !== undefined, 'M v2: a point is an object of timestamp and value')
    return [timestamp as number, [value as number]]
  }
  demand(Array.isArray(point) && point.length === 2, 'M v1, D: a point is a pair of time and value')
  const [timestamp, value] = point as [number, number | number[]]
  if (form === 'v1') return [timestamp, [value as number]]
  demand(Array.isArray(value), 'D: the values of a point are a list')
  return [timestamp, value]
}
