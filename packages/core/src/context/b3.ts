/** B3 headers, as Zipkin's libraries write them: one header `b3`, or several `x-b3-*`. */

import { type HeaderSource, onlyHeaderValue } from './headers.js'
import { isSampled, SAMPLED_FLAG, type SpanContext, toSpanContext } from './span-context.js'

const MAX_LENGTH = 512

/**
 * The span context in B3 headers, the single header first. Trace ids of 64 bits are filled up with zeros on the left. Where the decision was left open the span counts as not
 * sampled; `d` (debug) as sampled. Undefined when they are absent or faulty. Never throws.
 */
export function parseB3(headers: HeaderSource): SpanContext | undefined {
  const single = onlyHeaderValue(headers, 'b3')
  if (single !== undefined && single.length <= MAX_LENGTH) {
    const [traceId, spanId, decision] = single.split('-', 4)
    return toContext(traceId, spanId, decision)
  }
  const flags = onlyHeaderValue(headers, 'x-b3-flags')
  const decision = flags === '1' ? 'd' : onlyHeaderValue(headers, 'x-b3-sampled')
  return toContext(onlyHeaderValue(headers, 'x-b3-traceid'), onlyHeaderValue(headers, 'x-b3-spanid'), decision)
}

/** The single `b3` header. */
export function formatB3(spanContext: SpanContext): string {
  return `${spanContext.traceId}-${spanContext.spanId}-${isSampled(spanContext) ? '1' : '0'}`
}

function toContext(traceId: string | undefined, spanId: string | undefined, decision: string | undefined): SpanContext | undefined {
  if (traceId === undefined || (traceId.length !== 16 && traceId.length !== 32)) return undefined
  const traceFlags = decision === '1' || decision === 'd' || decision === 'true' ? SAMPLED_FLAG : 0
  return toSpanContext({ traceId: traceId.toLowerCase().padStart(32, '0'), spanId: spanId?.toLowerCase(), traceFlags, isRemote: true })
}
