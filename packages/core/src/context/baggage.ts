/** Baggage: what travels with a request beside its trace, and its header. W3C Baggage. */

import { activeScope, type Baggage, type BaggageEntry, deriveScope, runInScope } from './scope.js'
import { trimOws } from './traceparent.js'

/** More than these are neither taken nor sent. W3C Baggage, section 3.3.2. */
const MAX_ENTRIES = 180
const MAX_ENTRY_LENGTH = 4_096
const MAX_LENGTH = 8_192

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const PRINTABLE = /^[\x20-\x7e\t]*$/

/** The active baggage; empty where there is none. */
export function activeBaggage(): Baggage {
  return activeScope().baggage ?? NO_BAGGAGE
}

const NO_BAGGAGE: Baggage = new Map()

/**
 * Calls `fn` with these entries added to the active baggage; one given as undefined is taken out. Names that no header could carry (RFC 9110 tokens are asked for), values that are
 * no text, and what comes beyond 180 entries are left out. Answers what `fn` answers and throws what it throws.
 */
export function withBaggage<T>(entries: Readonly<Record<string, string | undefined>>, fn: () => T): T {
  const baggage = new Map<string, BaggageEntry>(activeBaggage())
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined) baggage.delete(key)
    else if (typeof value === 'string' && TOKEN.test(key) && (baggage.has(key) || baggage.size < MAX_ENTRIES)) baggage.set(key, { value })
  }
  return runInScope(deriveScope({ baggage: baggage.size === 0 ? undefined : baggage }), fn)
}

/**
 * The entries in `baggage` headers. The limits are held before anything is taken apart: what lies past 8,192 characters or 180 members is not looked at, members of more than
 * 4,096 characters and faulty ones are left out. Of a key that is there twice the last counts. Undefined when nothing is left. Never throws.
 */
export function parseBaggage(headers: readonly string[]): Baggage | undefined {
  const baggage = new Map<string, BaggageEntry>()
  let seenCount = 0
  let roomLength = MAX_LENGTH
  for (const header of headers) {
    let from = 0
    while (from < header.length && roomLength > 0 && seenCount < MAX_ENTRIES) {
      const comma = header.indexOf(',', from)
      const to = comma < 0 ? header.length : comma
      roomLength -= to - from + (comma < 0 ? 0 : 1)
      if (roomLength < 0) break
      seenCount++
      if (to - from <= MAX_ENTRY_LENGTH) addEntry(baggage, header.slice(from, to))
      from = to + 1
    }
  }
  return baggage.size === 0 ? undefined : baggage
}

function addEntry(baggage: Map<string, BaggageEntry>, member: string): void {
  if (!PRINTABLE.test(member)) return
  const semicolon = member.indexOf(';')
  const pair = semicolon < 0 ? member : member.slice(0, semicolon)
  const equals = pair.indexOf('=')
  if (equals < 1) return
  const key = trimOws(pair.slice(0, equals))
  const value = decode(trimOws(pair.slice(equals + 1)))
  if (!TOKEN.test(key) || value === undefined) return
  const metadata = semicolon < 0 ? '' : trimOws(member.slice(semicolon + 1))
  baggage.set(key, metadata === '' ? { value } : { value, metadata })
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The `baggage` header, within the limits: what has no room is left out. Undefined when there is nothing to send. Never throws. */
export function formatBaggage(baggage: Baggage): string | undefined {
  let text = ''
  let count = 0
  for (const [key, { value, metadata }] of baggage) {
    if (count >= MAX_ENTRIES) break
    if (!TOKEN.test(key) || value.length > MAX_ENTRY_LENGTH) continue
    const tail = metadata !== undefined && PRINTABLE.test(metadata) && !metadata.includes(',') ? `;${metadata}` : ''
    const member = `${key}=${encodeURIComponent(value.toWellFormed())}${tail}`
    if (member.length > MAX_ENTRY_LENGTH || text.length + member.length + 1 > MAX_LENGTH) continue
    text += text === '' ? member : `,${member}`
    count++
  }
  return text === '' ? undefined : text
}
