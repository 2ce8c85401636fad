/** A Pushgateway in a test's hands: it answers as it is told to. */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from '@telltale/core/exporter'
import type { ExporterReceiver, ReceiverAnswer } from '@telltale/testkit/exporter'
import { parseText } from '../support/parse-text.js'

const STATUSES: Partial<Record<ReceiverAnswer, number>> = { fail: 503, busy: 429, reject: 400, 'too-large': 413, redirect: 302 }

export async function startReceiver(): Promise<ExporterReceiver> {
  let answers: ReceiverAnswer[] = []
  let requestCount = 0
  let port = 0
  const totals = new Map<string, number>()

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requestCount++
    const answer = answers.shift() ?? 'accept'
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    if (answer === 'hang') return
    if (answer === 'drop') {
      request.socket.destroy()
      return
    }
    if (answer === 'drip') {
      drip(response)
      return
    }
    response.statusCode = STATUSES[answer] ?? 200
    if (answer === 'redirect') response.setHeader('location', request.url as string)
    // As a careless server would, it says what it was sent.
    if (response.statusCode === 400) response.write(`no: ${JSON.stringify(request.headers)}`)
    if (response.statusCode === 200) {
      totals.clear()
      for (const { name, type, samples } of parseText(text)) {
        if (type === 'counter')
          totals.set(
            name,
            samples.reduce((sum, { value }) => sum + value, 0),
          )
      }
    }
    response.end()
  }

  const listen = async () => {
    const server = createServer((request, response) => void respond(request, response).catch(() => {}))
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    return server
  }
  let server = await listen()
  const end = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return {
    address: `http://127.0.0.1:${port}`,
    script(given) {
      answers = [...given]
    },
    requestCount: () => requestCount,
    totals: () => totals,
    pause: end,
    async resume() {
      server = await listen()
    },
    stop: end,
  }
}

/** An idle timeout would never end it: there is always another byte. */
function drip(response: ServerResponse): void {
  const { socket } = response
  if (!socket || socket.destroyed) return
  socket.on('error', () => {})
  socket.write(response.headersSent ? 'x' : 'HTTP/1.1 400 Bad Request\r\nContent-Length: 1000\r\n\r\n')
  const again = () => {
    if (socket.destroyed) return
    socket.write('x')
    after(20, again)
  }
  after(20, again)
}
