/** The `traceparent` and `tracestate` headers. W3C Trace Context, level 2. */

import { type SpanContext, toSpanContext } from './span-context.js'

const VERSION_00_LENGTH = 55
const MAX_LENGTH = 512
const HEX_BYTE = /^[0-9a-f]{2}$/
/** The bits that level 2 knows: sampled, and that the trace id is random. */
const KNOWN_FLAGS = 0b11

/**
 * The span context in a `traceparent` header. Undefined for whatever the specification calls invalid. Of a later version than 00 the parts known today are read, and what
 * follows them is left alone. Never throws. W3C Trace Context, section 3.2.
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  if (header.length > MAX_LENGTH) return undefined
  const text = trimOws(header)
  const version = text.slice(0, 2)
  if (!HEX_BYTE.test(version) || version === 'ff') return undefined
  if (text.length < VERSION_00_LENGTH || text[2] !== '-' || text[35] !== '-' || text[52] !== '-') return undefined
  if (text.length > VERSION_00_LENGTH && (version === '00' || text[VERSION_00_LENGTH] !== '-')) return undefined
  const flags = text.slice(53, VERSION_00_LENGTH)
  if (!HEX_BYTE.test(flags)) return undefined
  return toSpanContext({
    traceId: text.slice(3, 35),
    spanId: text.slice(36, 52),
    traceFlags: Number.parseInt(flags, 16) & KNOWN_FLAGS,
    isRemote: true,
  })
}

/** A `traceparent` header of version 00. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & KNOWN_FLAGS).toString(16).padStart(2, '0')}`
}

const MAX_STATE_LENGTH = 8_192
const MAX_STATE_MEMBERS = 32
const STATE_KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/
const STATE_VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/**
 * The `tracestate` headers of one request as one text, combined in their order: of keys that are there twice the first, without optional white space. Undefined, which means that
 * it is to be dropped, when a member is invalid, when there are more than 32, or more than 8,192 characters. Never throws. W3C Trace Context, section 3.3.
 */
export function parseTracestate(headers: readonly string[]): string | undefined {
  let length = 0
  for (const header of headers) length += header.length + 1
  if (length > MAX_STATE_LENGTH) return undefined
  const members = new Map<string, string>()
  let count = 0
  for (const header of headers) {
    for (const part of header.split(',')) {
      const member = trimOws(part)
      if (member === '') continue
      const equals = member.indexOf('=')
      const key = member.slice(0, Math.max(equals, 0))
      const value = member.slice(equals + 1)
      if (!STATE_KEY.test(key) || !STATE_VALUE.test(value) || ++count > MAX_STATE_MEMBERS) return undefined
      if (!members.has(key)) members.set(key, member)
    }
  }
  return members.size === 0 ? undefined : [...members.values()].join(',')
}

/** Without spaces and tabs around it: the only white space that these headers know. Linear in the length, which a regular expression would not be. */
export function trimOws(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isOws(text.charCodeAt(from))) from++
  while (to > from && isOws(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isOws(code: number): boolean {
  return code === 32 || code === 9
}
