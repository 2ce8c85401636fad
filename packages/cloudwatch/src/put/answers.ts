/** What an answer of CloudWatch, or the lack of one, means for the data. */

import { parseRetryAfter } from '@telltale/core/push'

export type Verdict =
  /** It may be taken later. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMillis?: number | undefined }
  /** Something outside the data is wrong. */
  | { readonly kind: 'not now'; readonly reason: 'unauthorized' | 'redirected' }
  | { readonly kind: 'too large' }
  /** These data are refused, and would be again. */
  | { readonly kind: 'refused' }

/** Error codes for too many requests, with whatever status: CloudWatch says it with 400. The list is that of the AWS SDKs. */
const THROTTLING: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
])
const TRANSIENT: ReadonlySet<string> = new Set([
  'RequestTimeout',
  'RequestTimeoutException',
  'InternalServiceFault',
  'InternalFailure',
  'ServiceUnavailable',
])
/** Common errors of AWS that a change of credentials, policy or clock puts right, by whatever status they come. */
const UNAUTHORIZED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

/** @param error Whatever `client.send` threw. @param wallMillis Now, for a date in `Retry-After`. */
export function verdictOf(error: unknown, wallMillis: number): Verdict {
  const { code, statusCode, retryAfter } = readError(error)
  if (UNAUTHORIZED.has(code) || statusCode === 401 || statusCode === 403) return { kind: 'not now', reason: 'unauthorized' }
  const isThrottled = THROTTLING.has(code) || statusCode === 429
  if (isThrottled || TRANSIENT.has(code) || statusCode === undefined || statusCode >= 500 || statusCode === 408) {
    return { kind: 'later', reason: toReason(code, statusCode), retryAfterMillis: parseRetryAfter(retryAfter ?? null, wallMillis) }
  }
  if (statusCode >= 300 && statusCode < 400) return { kind: 'not now', reason: 'redirected' }
  if (statusCode === 413) return { kind: 'too large' }
  // An answer that is none, as of a proxy that says 200 with a page of its own, says nothing about the data.
  return statusCode < 300 ? { kind: 'later', reason: toReason(code, statusCode) } : { kind: 'refused' }
}

/** Name and status only: messages of the SDK quote what was sent. */
function toReason(code: string, statusCode: number | undefined): string {
  const shown = /^[\w.-]{1,80}$/.test(code) ? code : 'an unknown error'
  return statusCode === undefined ? `no answer: ${shown}` : `status ${statusCode}: ${shown}`
}

interface ErrorFields {
  readonly code: string
  readonly statusCode: number | undefined
  readonly retryAfter: string | undefined
}

/** The SDK's errors, whose type says less than they hold. */
function readError(error: unknown): ErrorFields {
  const { name, code, Code, $metadata, $response } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly name?: unknown
    readonly code?: unknown
    readonly Code?: unknown
    readonly $metadata?: { readonly httpStatusCode?: unknown }
    readonly $response?: { readonly statusCode?: unknown; readonly headers?: Readonly<Record<string, unknown>> }
  }
  const status = $metadata?.httpStatusCode ?? $response?.statusCode
  const retryAfter = $response?.headers?.['retry-after']
  const names = [Code, name, code].filter((one): one is string => typeof one === 'string' && one !== '' && one !== 'Error')
  // A code may come with a namespace before it and an address behind it.
  const short = names.map((one) => (one.split('#').at(-1) as string).split(':')[0] as string)
  return {
    code: short.find((one) => THROTTLING.has(one) || TRANSIENT.has(one) || UNAUTHORIZED.has(one)) ?? short.at(0) ?? '',
    statusCode: typeof status === 'number' ? status : undefined,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
  }
}
