/** Reads headers as hosts give them: plain objects of `node:http`, `Headers`, maps; whatever they hold, without throwing. */

/** Where headers are read from. Names are compared without regard to case. */
export type HeaderSource = { readonly [name: string]: unknown } | { get(name: string): unknown }

/** Names looked at when a header is not found under its lower-case name. */
const MAX_NAMES = 200
const MAX_VALUES = 200

/** The values of one header, those that are text; none where it is absent or cannot be read. Never throws. */
export function headerValues(source: HeaderSource, name: string): readonly string[] {
  try {
    const value = readHeader(source, name)
    if (typeof value === 'string') return [value]
    if (Array.isArray(value)) return value.slice(0, MAX_VALUES).filter((one) => typeof one === 'string')
  } catch {
    // A getter of the caller's object threw: it has no such header.
  }
  return []
}

/** The value of a header that may stand there once only; undefined when it is absent or there more than once. */
export function onlyHeaderValue(source: HeaderSource, name: string): string | undefined {
  const values = headerValues(source, name)
  return values.length === 1 ? values[0] : undefined
}

function readHeader(source: HeaderSource, name: string): unknown {
  if (typeof source !== 'object' || source === null) return undefined
  if (isGetter(source)) return source.get(name)
  if (Object.hasOwn(source, name)) return source[name]
  let seen = 0
  for (const key in source) {
    if (++seen > MAX_NAMES) return undefined
    if (key.length === name.length && key.toLowerCase() === name && Object.hasOwn(source, key)) return source[key]
  }
  return undefined
}

function isGetter(source: HeaderSource): source is { get(name: string): unknown } {
  return typeof source['get' as keyof HeaderSource] === 'function'
}
