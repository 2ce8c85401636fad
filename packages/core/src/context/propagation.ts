/** From headers to a scope and back. */

import { formatB3, parseB3 } from './b3.js'
import { formatBaggage, parseBaggage } from './baggage.js'
import { CORRELATION_HEADER, isCorrelationId } from './correlation.js'
import { type HeaderSource, headerValues, onlyHeaderValue } from './headers.js'
import { activeScope, type Scope } from './scope.js'
import type { SpanContext } from './span-context.js'
import { formatTraceparent, parseTraceparent, parseTracestate } from './traceparent.js'

/** How a trace is written in headers: `traceparent` and `tracestate` of W3C, or Zipkin's `b3`. */
export type TraceFormat = 'w3c' | 'b3'

export interface PropagationOptions {
  /** Formats read, the first that is there counts, and written, all of them. @defaultValue ['w3c'] */
  readonly formats?: readonly TraceFormat[] | undefined
  /** Name of the correlation id's header, in lower case. @defaultValue 'x-correlation-id' */
  readonly correlationHeader?: string | undefined
}

const W3C_ONLY: readonly TraceFormat[] = ['w3c']

/**
 * The scope that came with a request: what is absent, faulty or beyond a limit is undefined in it. Enters nothing; hand it to `runInScope`.
 * Headers are foreign: nothing in them throws, and no more of them is looked at than the limits of their specifications allow.
 */
export function extractScope(headers: HeaderSource, options: PropagationOptions = {}): Scope {
  const { formats = W3C_ONLY, correlationHeader = CORRELATION_HEADER } = options
  const correlationId = onlyHeaderValue(headers, correlationHeader)
  return Object.freeze({
    spanContext: extractSpanContext(headers, formats),
    correlationId: isCorrelationId(correlationId) ? correlationId : undefined,
    baggage: parseBaggage(headerValues(headers, 'baggage')),
  })
}

function extractSpanContext(headers: HeaderSource, formats: readonly TraceFormat[]): SpanContext | undefined {
  for (const format of formats) {
    const found = format === 'b3' ? parseB3(headers) : extractW3c(headers)
    if (found) return found
  }
  return undefined
}

function extractW3c(headers: HeaderSource): SpanContext | undefined {
  const traceparent = onlyHeaderValue(headers, 'traceparent')
  const spanContext = traceparent === undefined ? undefined : parseTraceparent(traceparent)
  if (!spanContext) return undefined
  const traceState = parseTracestate(headerValues(headers, 'tracestate'))
  return traceState === undefined ? spanContext : Object.freeze({ ...spanContext, traceState })
}

/**
 * The headers that carry a scope to another process, by lower-case name, to be merged into those of a request.
 *
 * @param scope @defaultValue the active one
 */
export function injectHeaders(options: PropagationOptions = {}, scope: Scope = activeScope()): Record<string, string> {
  const { formats = W3C_ONLY, correlationHeader = CORRELATION_HEADER } = options
  const { spanContext, correlationId, baggage } = scope
  const headers: Record<string, string> = {}
  if (spanContext && formats.includes('w3c')) {
    headers['traceparent'] = formatTraceparent(spanContext)
    const traceState = spanContext.traceState === undefined ? undefined : parseTracestate([spanContext.traceState])
    if (traceState !== undefined) headers['tracestate'] = traceState
  }
  if (spanContext && formats.includes('b3')) headers['b3'] = formatB3(spanContext)
  if (isCorrelationId(correlationId)) headers[correlationHeader] = correlationId
  const entries = baggage && formatBaggage(baggage)
  if (entries !== undefined) headers['baggage'] = entries
  return headers
}
