/** One request to Datadog's API and what its answer means. Knows no metrics. */

import { promisify } from 'node:util'
import { deflate, gzip } from 'node:zlib'
import { systemClock, toLine, toReason } from '@telltale/core/exporter'
import { parseRetryAfter } from '@telltale/core/push'
import { MAX_COMPRESSED_BYTES, MAX_DECOMPRESSED_BYTES } from './batches.js'
import type { Endpoint } from './encoder.js'
import type { ResolvedApi } from './options.js'

/**
 * - `accepted`: the backend has it.
 * - `retryable`: not now. - `given_up`: it will never take this body.
 * - `kept`: something outside the data is wrong.
 * - `too_large`: in parts perhaps.
 */
export interface Answer {
  readonly verdict: 'accepted' | 'retryable' | 'given_up' | 'kept' | 'too_large'
  /** Short and from a fixed set: `'bad_request'`. */
  readonly reason: string
  /** For people: what went wrong, without keys. */
  readonly detail: string
  readonly retryAfterMillis?: number | undefined
}

export interface Transport {
  /** @throws the signal's reason when it is aborted: whether the body arrived is not known then. */
  send(endpoint: Endpoint, body: string, signal: AbortSignal): Promise<Answer>
}

export type TransportOptions = Pick<ResolvedApi, 'apiKey' | 'appKey' | 'baseUrl' | 'apiVersion' | 'compression'>

/** No more of an answer is read: it is only for people. */
const MAX_ANSWER_BYTES = 4_096

const TOO_LARGE: Answer = { verdict: 'too_large', reason: 'too_large', detail: 'the body is larger than Datadog takes' }

export function createTransport(options: TransportOptions): Transport {
  const { apiKey, appKey, baseUrl, apiVersion, compression } = options
  const urls: Record<Endpoint, string> = {
    series: `${baseUrl}/api/${apiVersion}/series`,
    distribution_points: `${baseUrl}/api/v1/distribution_points`,
  }
  const redact = (text: string): string => {
    const withoutApiKey = text.replaceAll(apiKey, '[key]')
    return toLine(appKey === undefined ? withoutApiKey : withoutApiKey.replaceAll(appKey, '[key]'))
  }

  return {
    async send(endpoint, body, signal) {
      // Distribution points come compressed by deflate or not at all.
      const encoding = endpoint === 'distribution_points' && compression === 'gzip' ? 'deflate' : compression
      const bytes = await compress(body, encoding)
      if (bytes.byteLength > MAX_COMPRESSED_BYTES || Buffer.byteLength(body) > MAX_DECOMPRESSED_BYTES) return TOO_LARGE
      try {
        const response = await fetch(urls[endpoint], {
          method: 'POST',
          body: bytes,
          signal,
          // A redirect would carry the keys elsewhere.
          redirect: 'manual',
          headers: {
            'content-type': 'application/json',
            'dd-api-key': apiKey,
            ...(appKey !== undefined && { 'dd-application-key': appKey }),
            ...(encoding !== 'none' && { 'content-encoding': encoding }),
          },
        })
        const said = await readSome(response)
        return judge(response, redact(said))
      } catch (error) {
        signal.throwIfAborted()
        return { verdict: 'retryable', reason: 'unreachable', detail: redact(toReason(error)) }
      }
    },
  }
}

/** The rules of docs.datadoghq.com/api/latest, "Rate limits" and the answers listed for each endpoint. */
function judge({ status, headers }: Response, said: string): Answer {
  const detail = said === '' ? `status ${status}` : `status ${status}: ${said}`
  if (status >= 200 && status < 300) return { verdict: 'accepted', reason: '', detail }
  if (status === 429 || status >= 500) {
    return { verdict: 'retryable', reason: `status_${status}`, detail, retryAfterMillis: retryAfterOf(headers) }
  }
  if (status === 413) return { ...TOO_LARGE, detail }
  if (status < 400) return { verdict: 'kept', reason: 'redirected', detail: `a redirect is refused, status ${status}` }
  if (status === 401 || status === 403) return { verdict: 'kept', reason: 'unauthorized', detail }
  return { verdict: 'given_up', reason: status === 400 ? 'bad_request' : `status_${status}`, detail }
}

/** Seconds until the limit is lifted, in Datadog's header or in HTTP's. */
function retryAfterOf(headers: Headers): number | undefined {
  const nowMillis = systemClock.wallMillis()
  return parseRetryAfter(headers.get('x-ratelimit-reset'), nowMillis) ?? parseRetryAfter(headers.get('retry-after'), nowMillis)
}

/** The beginning of an answer. One that breaks off or takes too long has still said its status. */
async function readSome({ body }: Response): Promise<string> {
  if (body === null) return ''
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = body.getReader()
  try {
    while (bytes < MAX_ANSWER_BYTES) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      bytes += value.byteLength
    }
  } catch {
    // What was read so far is said.
  }
  reader.cancel().catch(() => {})
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8')
}

const gzipBytes = promisify(gzip)
const deflateBytes = promisify(deflate)

async function compress(body: string, encoding: 'deflate' | 'gzip' | 'none'): Promise<Uint8Array<ArrayBuffer>> {
  if (encoding === 'gzip') return new Uint8Array(await gzipBytes(body))
  return encoding === 'deflate' ? new Uint8Array(await deflateBytes(body)) : new TextEncoder().encode(body)
}
