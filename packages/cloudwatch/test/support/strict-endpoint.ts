/** CloudWatch on the loopback: takes what keeps every rule, refuses the rest as CloudWatch does, and misbehaves as it is told. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Headers, parsePutRequest, type ReceivedDatum } from './put-request.js'
import { brokenRules } from './put-rules.js'

/** What one request comes to. `'reset'` ends the connection before anything is counted. */
export type Mischief =
  | 'accept'
  | 'reset'
  | 'hang'
  | { readonly status: number; readonly code: string; readonly headers?: Readonly<Record<string, string>> }

export interface CapturedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: Buffer
}

export interface StrictEndpoint {
  readonly url: string
  /** Data of accepted requests. */
  readonly data: readonly ReceivedDatum[]
  /** Sizes of accepted requests, in data. */
  readonly batchSizes: readonly number[]
  readonly namespaces: ReadonlySet<unknown>
  /** Rules that requests broke. */
  readonly broken: readonly string[]
  readonly requests: readonly CapturedRequest[]
  /** What the next requests come to; then everything that keeps the rules is accepted. */
  readonly script: Mischief[]
  /** What was accepted of a metric: the sum, as CloudWatch's statistic `Sum`. */
  sumOf(metricName: string): number
  /** The statistic `SampleCount`. */
  countOf(metricName: string): number
  close(): Promise<void>
}

export async function startStrictEndpoint(script: Mischief[] = [], nowMillis: () => number = Date.now): Promise<StrictEndpoint> {
  const data: ReceivedDatum[] = []
  const batchSizes: number[] = []
  const broken: string[] = []
  const requests: CapturedRequest[] = []
  const namespaces = new Set<unknown>()

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url = '', headers } = request
      requests.push({ method, path: url, headers, body })
      const step = script.shift() ?? 'accept'
      if (step === 'reset') request.socket.destroy()
      else if (step === 'accept') take(headers, body, response)
      else if (step !== 'hang') refuse(response, step.status, step.code, step.headers)
    })
  })

  function take(headers: Headers, body: Buffer, response: ServerResponse): void {
    const isQuery = String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
    try {
      const { sizeBytes, ...received } = parsePutRequest(headers, body)
      const faults = brokenRules({ ...received, sizeBytes }, nowMillis())
      if (!/^AWS4-HMAC-SHA256 Credential=\S+\/monitoring\/aws4_request, /.test(String(headers['authorization']))) faults.push('signature')
      if (faults.length > 0) {
        broken.push(...faults)
        refuse(response, 400, 'InvalidParameterValueException')
        return
      }
      data.push(...received.MetricData)
      batchSizes.push(received.MetricData.length)
      namespaces.add(received.Namespace)
    } catch (error) {
      broken.push(String(error))
      refuse(response, 400, 'SerializationException')
      return
    }
    if (isQuery) {
      const xmlns = 'http://monitoring.amazonaws.com/doc/2010-08-01/'
      const metadata = '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>'
      response.setHeader('content-type', 'text/xml').end(`<PutMetricDataResponse xmlns="${xmlns}">${metadata}</PutMetricDataResponse>`)
    } else response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}')
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    data,
    batchSizes,
    namespaces,
    broken,
    requests,
    script,
    sumOf: (name) => data.filter(({ MetricName }) => MetricName === name).reduce((sum, datum) => sum + statisticsOf(datum).sum, 0),
    countOf: (name) => data.filter(({ MetricName }) => MetricName === name).reduce((sum, datum) => sum + statisticsOf(datum).count, 0),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function statisticsOf({ Value, Values, Counts, StatisticValues }: ReceivedDatum): { sum: number; count: number } {
  if (StatisticValues) return { sum: Number(StatisticValues['Sum']), count: Number(StatisticValues['SampleCount']) }
  if (!Values) return { sum: Number(Value), count: 1 }
  const counts = Values.map((_, i) => Number(Counts?.[i] ?? 1))
  return {
    sum: Values.reduce<number>((sum, value, i) => sum + Number(value) * (counts[i] as number), 0),
    count: counts.reduce((a, b) => a + b, 0),
  }
}

function refuse(response: ServerResponse, status: number, code: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers })
  response.end(JSON.stringify({ __type: `com.amazonaws.cloudwatch.v2010_08_01#${code}`, message: 'no' }))
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
