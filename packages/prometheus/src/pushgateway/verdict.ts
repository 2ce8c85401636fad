/** What an answer of a Pushgateway means for the push. */

import type { PushResult } from '@telltale/core/push'
import { parseRetryAfter } from '@telltale/core/push'
import type { HttpAnswer } from '../wire/http-request.js'

/** Why a push was refused, by status. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'bad_request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [413, 'too_large'],
])

/**
 * A redirect is a refusal: followed, it would carry credentials elsewhere, and nothing was stored where it came from. 408, 429 and what is the server's own trouble may pass; every
 * other status would be the same again.
 *
 * @param detail For people.
 */
export function toPushResult({ status, headers }: HttpAnswer, detail: string, nowMillis: number): PushResult {
  if (status >= 200 && status < 300) return { outcome: 'accepted' }
  if (status === 408 || status === 429 || status >= 500) {
    return { outcome: 'retryable', reason: detail, retryAfterMillis: parseRetryAfter(headers['retry-after'], nowMillis) }
  }
  const reason = REASONS.get(status) ?? (status >= 300 && status < 400 ? 'redirected' : 'refused')
  return { outcome: 'rejected', reason }
}
