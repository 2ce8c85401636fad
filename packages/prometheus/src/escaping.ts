/** Names that classic Prometheus does not understand, and the schemes by which they travel ("escaping schemes"). */

/** `allow-utf-8`: as they are, in quotes. The others turn them into `[a-zA-Z_:][a-zA-Z0-9_:]*`, `values` and, but for foreign letters, `dots` so that they can be read back. */
export type EscapingScheme = 'allow-utf-8' | 'underscores' | 'dots' | 'values'

const VALUES_PREFIX = 'U__'

/** Whether something is the name of a scheme, as a scraper may send it. */
export function isEscapingScheme(text: unknown): text is EscapingScheme {
  return text === 'allow-utf-8' || text === 'underscores' || text === 'dots' || text === 'values'
}

/**
 * A name as a scheme writes it: a metric's, or with `isLabel` a label's, where a colon is illegal too.
 *
 * - `underscores`: each illegal character becomes `_`.
 * - `dots`: `.` becomes `_dot_`, `_` becomes `__`, and so does what else is illegal, as `prometheus/common` has it.
 * - `values`: legal names are unchanged; others get the prefix `U__`, `_` becomes `__`, an illegal character its code point in hexadecimal, `_2e_`.
 */
export function escapeName(name: string, scheme: EscapingScheme, isLabel = false): string {
  const isLegal = (isLabel ? /^[a-zA-Z_][a-zA-Z0-9_]*$/ : /^[a-zA-Z_:][a-zA-Z0-9_:]*$/).test(name)
  if (scheme === 'allow-utf-8' || (isLegal && scheme !== 'dots')) return name.toWellFormed()
  if (scheme === 'underscores') {
    const written = name.replace(isLabel ? /[^a-zA-Z0-9_]/gu : /[^a-zA-Z0-9_:]/gu, '_')
    return written === '' || /^[0-9]/.test(written) ? `_${written}` : written
  }
  let written = scheme === 'values' ? VALUES_PREFIX : ''
  let isFirst = true
  for (const character of name) {
    const isDigit = character >= '0' && character <= '9'
    if (character === '_') written += '__'
    else if (/[a-zA-Z]/.test(character) || (isDigit && !isFirst) || (character === ':' && !isLabel)) written += character
    else if (scheme === 'values') written += `_${codePointOf(character).toString(16)}_`
    else written += character === '.' ? '_dot_' : '__'
    isFirst = false
  }
  return written === '' ? '_' : written
}

function codePointOf(character: string): number {
  const point = character.codePointAt(0) as number
  return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
}

/**
 * The name that `escapeName` was given, as far as the scheme can tell: exactly with `values`, and with `dots` for names of letters, digits, `_`, `:` and `.`. What no
 * escaping has made is answered as it is. Hexadecimal digits of either case are read.
 */
export function unescapeName(name: string, scheme: EscapingScheme): string {
  if (scheme === 'dots') return name.replace(/__|_dot_/g, (found) => (found === '__' ? '_' : '.'))
  if (scheme !== 'values' || !/^U__(?:[^_]|__|_[0-9a-fA-F]{1,6}_)*$/.test(name)) return name
  let isSound = true
  const read = name.slice(VALUES_PREFIX.length).replace(/__|_([0-9a-fA-F]{1,6})_/g, (_, digits: string | undefined) => {
    if (digits === undefined) return '_'
    const point = Number.parseInt(digits, 16)
    isSound &&= point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
    return isSound ? String.fromCodePoint(point) : ''
  })
  return isSound ? read : name
}
