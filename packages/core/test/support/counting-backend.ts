/** A real HTTP server on the loopback that adds up what it is sent, and misbehaves as it is told. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What one request comes to. Only `'accept'` counts. */
export type Mischief = 'accept' | 'reset' | 'hang' | 'drip' | { readonly status: number; readonly headers?: Record<string, string> }

export interface CountingBackend {
  readonly url: string
  /** What was accepted. */
  readonly accepted: readonly number[]
  readonly total: number
  /** Requests of any fate. */
  readonly requestCount: number
  /** Most requests under way at a time. */
  readonly mostOpenCount: number
  /** What the next requests come to; then everything is accepted. */
  readonly script: Mischief[]
  /** Settles when so many requests have come. */
  requests(count: number): Promise<void>
  close(): Promise<void>
}

export async function startBackend(script: Mischief[] = [], port = 0): Promise<CountingBackend> {
  const accepted: number[] = []
  let requestCount = 0
  let openCount = 0
  let mostOpenCount = 0
  let wake = (): void => {}

  const server = createServer((request, response) => {
    mostOpenCount = Math.max(mostOpenCount, ++openCount)
    response.on('close', () => openCount--)
    void readBody(request).then((body) => {
      const { value } = JSON.parse(body) as { value: number }
      const step = script.shift() ?? 'accept'
      if (step === 'accept') accepted.push(value)
      requestCount++
      answer(step, request, response)
      wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    accepted,
    get total() {
      return accepted.reduce((sum, one) => sum + one, 0)
    },
    get requestCount() {
      return requestCount
    },
    get mostOpenCount() {
      return mostOpenCount
    },
    script,
    async requests(count) {
      while (requestCount < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}

function answer(step: Mischief, request: IncomingMessage, response: ServerResponse): void {
  if (step === 'accept') response.end('ok')
  else if (step === 'reset') request.socket.destroy()
  else if (step === 'drip') {
    response.flushHeaders()
    const dripping = setInterval(() => response.write('.'), 5)
    response.on('close', () => clearInterval(dripping))
  } else if (step !== 'hang') response.writeHead(step.status, step.headers).end('no')
}
