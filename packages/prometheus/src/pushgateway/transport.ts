/** Requests for one group of a Pushgateway. Knows no metrics. */

import { createProblemReporter, systemClock, systemTimers, toReason } from '@telltale/core/exporter'
import type { PushResult } from '@telltale/core/push'
import { contentType } from '../text/text-encoder.js'
import { sendRequest } from '../wire/http-request.js'
import type { ResolvedPushgateway } from './options.js'
import { toPushResult } from './verdict.js'

export interface Transport {
  /** Never rejects. @param body None for DELETE. */
  send(method: 'PUT' | 'POST' | 'DELETE', body: Uint8Array | undefined, signal: AbortSignal | undefined): Promise<PushResult>
}

/** @param ref Whether a request keeps the process alive. */
export function createTransport(options: ResolvedPushgateway, ref: boolean): Transport {
  const { target, path, timeoutMillis } = options
  const report = createProblemReporter(options.onProblem)
  return {
    async send(method, body, signal) {
      const headers = body === undefined ? target.headers : { ...target.headers, 'content-type': contentType }
      try {
        const answer = await sendRequest({ method, origin: target.origin, path, headers, body, timeoutMillis, signal, ref }, systemTimers)
        const said = target.redact(answer.text.trim())
        const detail = `status ${answer.status}${said === '' ? '' : `: ${said}`}`
        const result = toPushResult(answer, detail, systemClock.wallMillis())
        if (result.outcome === 'rejected') {
          report({ kind: `pushgateway_${result.reason}`, message: `The Pushgateway refused a ${method} with ${detail}` })
        }
        return result
      } catch (error) {
        return { outcome: 'retryable', reason: target.redact(toReason(error)) }
      }
    },
  }
}
