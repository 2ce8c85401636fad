/** Correlation ids: one id for everything that one request, job or message sets off. */

import { createTraceId } from './ids.js'
import { activeScope, deriveScope, runInScope } from './scope.js'

/** The header that carries a correlation id unless another is chosen. */
export const CORRELATION_HEADER = 'x-correlation-id'

const CORRELATION_ID = /^[\x21-\x7e]{1,128}$/

/** Whether this may serve as a correlation id: 1 to 128 visible ASCII characters, so that it can stand in a header and on a line of a log. */
export function isCorrelationId(value: unknown): value is string {
  return typeof value === 'string' && CORRELATION_ID.test(value)
}

/** A new correlation id: 32 random hexadecimal digits. */
export function createCorrelationId(): string {
  return createTraceId()
}

/** The active correlation id, or undefined. */
export function activeCorrelationId(): string | undefined {
  return activeScope().correlationId
}

/**
 * Calls `fn` with this correlation id active, in it and in everything it starts. An id that is none (`isCorrelationId`) is replaced by a new one, because it comes from
 * outside as a rule. Answers what `fn` answers and throws what it throws.
 */
export function withCorrelation<T>(correlationId: string | undefined, fn: (correlationId: string) => T): T {
  const id = isCorrelationId(correlationId) ? correlationId : createCorrelationId()
  return runInScope(deriveScope({ correlationId: id }), () => fn(id))
}
