/** A backend over HTTP that does as it is told. */

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExporterReceiver, ReceiverAnswer } from '../../src/exporter/index.js'

const STATUSES: Partial<Record<ReceiverAnswer, number>> = { fail: 503, busy: 429, reject: 400, 'too-large': 413, redirect: 307 }

export async function startHttpReceiver(): Promise<ExporterReceiver> {
  const totals = new Map<string, number>()
  let script: ReceiverAnswer[] = []
  let requestCount = 0

  function answer(response: ServerResponse, body: string): void {
    const next = script.shift() ?? 'accept'
    if (next === 'drop') return void response.destroy()
    if (next === 'hang') return
    if (next === 'drip') {
      response.statusCode = 500
      response.write('…')
      return
    }
    response.statusCode = STATUSES[next] ?? 200
    if (next === 'redirect') response.setHeader('location', '/elsewhere')
    if (next === 'accept' || next === 'accept-some') {
      const lines = body === '' ? [] : body.split('\n')
      const taken = next === 'accept' ? lines : lines.slice(0, lines.length / 2)
      for (const line of taken) {
        const [name, , value] = JSON.parse(line) as [string, readonly string[], number]
        totals.set(name, (totals.get(name) ?? 0) + value)
      }
      response.setHeader('x-refused', lines.length - taken.length)
    }
    response.end()
  }

  const server = createServer(async (request, response) => {
    requestCount++
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    answer(response, body)
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const pause = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo

  return {
    address: `http://127.0.0.1:${port}`,
    script(answers) {
      script = [...answers]
    },
    requestCount: () => requestCount,
    totals: () => totals,
    pause,
    resume: () => listen(port),
    stop: pause,
  }
}
