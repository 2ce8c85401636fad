/** A strict Datadog on the loopback: refuses what breaks a rule, keeps of two points of a series in one second the last, and misbehaves as it is told. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KEY, type Received, type ReceivedSeries, type Refusal, readRequest } from './rules.js'

/** What one request comes to. `'late'`: taken, but the answer never comes. */
export type Fate =
  | 'take'
  | 'reset'
  | 'hang'
  | 'late'
  | 'drip'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }

export interface Receiver {
  readonly url: string
  readonly apiKey: string
  readonly requests: readonly Received[]
  readonly refusals: readonly Refusal[]
  readonly series: readonly ReceivedSeries[]
  /** Of the next requests; then everything is taken. */
  readonly script: Fate[]
  /** Sum of a count over all its seconds and tags. */
  total(metric: string): number
  /** Values of a distribution. */
  values(metric: string): number[]
  /** Tells what is older than this apart: seconds since the epoch. @defaultValue the machine's */
  nowSeconds: number | undefined
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const requests: Received[] = []
  const refusals: Refusal[] = []
  const series: ReceivedSeries[] = []
  const script: Fate[] = []
  const counts = new Map<string, { metric: string; value: number }>()

  function take(request: Received): Refusal | undefined {
    const read = readRequest(request, receiver.nowSeconds ?? Math.floor(Date.now() / 1_000))
    if (!Array.isArray(read)) {
      refusals.push(read)
      return read
    }
    for (const one of read) {
      series.push(one)
      const key = JSON.stringify([one.metric, [...one.tags].sort(), one.host, one.timestampSeconds])
      if (one.type === 'count') counts.set(key, { metric: one.metric, value: one.values[0] as number })
    }
    return undefined
  }

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const received = { method: request.method ?? '', path: request.url ?? '', headers: request.headers as Received['headers'], body }
      requests.push(received)
      const fate = script.shift() ?? 'take'
      if (fate === 'take' || fate === 'late') {
        const refusal = take(received)
        if (fate === 'late') return
        response.writeHead(refusal?.status ?? 202, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ errors: refusal ? [refusal.clause] : [] }))
      } else misbehave(fate, request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: KEY,
    requests,
    refusals,
    series,
    script,
    nowSeconds: undefined,
    total: (name) => [...counts.values()].reduce((sum, { metric, value }) => (metric === name ? sum + value : sum), 0),
    values: (name) => series.filter(({ metric, type }) => metric === name && type === 'distribution').flatMap(({ values }) => values),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return receiver
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function misbehave(fate: Exclude<Fate, 'take' | 'late'>, request: IncomingMessage, response: ServerResponse): void {
  if (fate === 'reset') request.socket.destroy()
  else if (fate === 'drip') {
    response.writeHead(500)
    const dripping = setInterval(() => response.write('x'.repeat(1_000)), 1)
    response.on('close', () => clearInterval(dripping))
  } else if (fate !== 'hang') response.writeHead(fate.status, fate.headers).end(fate.body ?? 'no')
}
