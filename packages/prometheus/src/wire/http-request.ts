/** One HTTP request with a total deadline, to a path that is sent exactly as it is given. Knows no metrics. */

import { Buffer } from 'node:buffer'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Timers } from '@telltale/core/exporter'

export interface HttpRequest {
  readonly method: string
  /** Scheme, host and port; its path is not used. */
  readonly origin: URL
  /** Sent byte for byte: `..` and `%2F` in it reach the server, which a URL would not let them. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  /** For everything together: name look-up, connection, sending and the whole answer. */
  readonly timeoutMillis: number
  readonly signal?: AbortSignal | undefined
  /** Whether it keeps the process alive. */
  readonly ref: boolean
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** The beginning of an answer that is no success; `''` for a success, whose body is not waited for. */
  readonly text: string
}

/** No more of an answer is read: it is only for people. */
const MAX_ANSWER_BYTES = 4_096

/**
 * Sends it over a connection of its own and settles with the answer. Redirects are answers like any other: they are not followed.
 *
 * @throws Error when there was no whole answer in time, none at all, or the signal was aborted: whether the body arrived is not known then.
 */
export function sendRequest(request: HttpRequest, timers: Timers): Promise<HttpAnswer> {
  const { method, origin, path, headers, body, timeoutMillis, signal, ref } = request
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new Error('it was aborted before it began'))
      return
    }
    const send = origin.protocol === 'https:' ? httpsRequest : httpRequest
    const hostname = origin.hostname.replace(/^\[(.*)\]$/, '$1')
    const length = { 'content-length': String(body?.byteLength ?? 0) }
    const sent = send({ method, hostname, port: origin.port, path, headers: { ...headers, ...length }, agent: false })
    const end = (settle: () => void): void => {
      stopDeadline()
      signal?.removeEventListener('abort', abort)
      settle()
      sent.destroy()
    }
    const fail = (error: Error): void => end(() => reject(error))
    const abort = (): void => fail(new Error('it was aborted'))
    const stopDeadline = timers.after(timeoutMillis, () => fail(new Error(`there was no whole answer within ${timeoutMillis} ms`)), ref)
    signal?.addEventListener('abort', abort)
    sent.on('error', fail)
    sent.on('socket', (socket) => {
      if (!ref) socket.unref()
    })
    sent.on('response', (response) => {
      response.on('error', fail)
      const status = response.statusCode as number
      const succeed = (text: string): void => end(() => resolve({ status, headers: response.headers, text }))
      if (status >= 200 && status < 300) succeed('')
      else readText(response, succeed)
    })
    sent.end(body)
  })
}

function readText(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = []
  let byteCount = 0
  const finish = (): void => done(Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8'))
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    byteCount += chunk.byteLength
    if (byteCount >= MAX_ANSWER_BYTES) finish()
  })
  response.on('end', finish)
}
