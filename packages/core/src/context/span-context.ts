/** What others need to know of a span: its ids and whether it is sampled. Never the span itself, which must not outlive its end. */

import { isHexId } from '../ground/hex.js'

/** What identifies a span across threads and processes. Immutable. W3C Trace Context. */
export interface SpanContext {
  /** 32 lower-case hexadecimal digits, not all 0. */
  readonly traceId: string
  /** 16 lower-case hexadecimal digits, not all 0. */
  readonly spanId: string
  /** Eight bits; the lowest, `SAMPLED_FLAG`, says that the trace is recorded. */
  readonly traceFlags: number
  /** The `tracestate` header as text, for vendors; absent when there is none. */
  readonly traceState?: string | undefined
  /** Whether it came from another process. */
  readonly isRemote?: boolean | undefined
}

/** The bit of `traceFlags` that says that a trace is recorded. */
export const SAMPLED_FLAG = 1

const TRACE_ID_DIGITS = 32
const SPAN_ID_DIGITS = 16
const MAX_FLAGS = 0xff

export function isTraceId(value: unknown): value is string {
  return isHexId(value, TRACE_ID_DIGITS)
}

export function isSpanId(value: unknown): value is string {
  return isHexId(value, SPAN_ID_DIGITS)
}

/**
 * The span context in a value, checked: an immutable copy of the fields above and of nothing else, so that whatever object it came from can go. Undefined when an id or the flags
 * are not what they must be. Throws only what getters of the value throw.
 */
export function toSpanContext(value: unknown): SpanContext | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { traceId, spanId, traceFlags, traceState, isRemote } = value as { [field in keyof SpanContext]?: unknown }
  if (!isTraceId(traceId) || !isSpanId(spanId) || !isFlags(traceFlags)) return undefined
  return Object.freeze({
    traceId,
    spanId,
    traceFlags,
    ...(typeof traceState === 'string' && { traceState }),
    ...(typeof isRemote === 'boolean' && { isRemote }),
  })
}

function isFlags(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_FLAGS
}

export function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & SAMPLED_FLAG) !== 0
}
