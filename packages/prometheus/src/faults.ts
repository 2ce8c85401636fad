/** Everything wrong with one options object, told at once, so that its writer mends it once. */

import { TelltaleError } from '@telltale/core'

/** What one field must be. */
export interface Rule {
  /** As it stands in the message: `an integer from 0 to 65535`. */
  readonly expected: string
  isValid(value: unknown): boolean
}

/**
 * Checks an options object against one rule a field. A field that is absent or `undefined` is left to its default.
 *
 * @param subject What the options belong to, as it opens the message: `serveMetrics`.
 * @param contradictions Full sentences about fields that are right by themselves and wrong together.
 * @throws TelltaleError `invalid_options`, naming each faulty or unknown field, what was expected and what was given.
 */
export function assertOptions(
  subject: string,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
  contradictions: readonly string[] = [],
): void {
  const faults: string[] = []
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options)
  if (!isObject) faults.push(`the options must be an object, got ${quote(options)}`)
  for (const [field, value] of Object.entries(isObject ? options : {})) {
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined
    if (rule === undefined) faults.push(`there is no option ${quote(field)}; there are ${Object.keys(rules).join(', ')}`)
    else if (value !== undefined && !rule.isValid(value)) faults.push(`${field} must be ${rule.expected}, got ${quote(value)}`)
  }
  faults.push(...contradictions)
  if (faults.length > 0) throw new TelltaleError('invalid_options', `${subject}: ${faults.join('; ')}`)
}

const SHOWN_CHARACTERS = 80

/** A value on one line, short, without running any code of its own. */
function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'boolean' || value === null) return String(value)
  if (typeof value === 'bigint') return `${value}n`
  return Array.isArray(value) ? `an array of ${value.length}` : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}
