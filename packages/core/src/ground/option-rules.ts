/** Checks a whole options object against one rule a field, and says everything that is wrong with it at once. */

import { collectFaults } from './faults.js'
import { quote } from './quote.js'

/** What one field of an options object must be. */
export interface OptionRule {
  /** As it stands in the message: `an integer from 0 to 65535`. */
  readonly expected: string
  isValid(value: unknown): boolean
  /** Whether it has no default. @defaultValue false */
  readonly isRequired?: boolean
}

/**
 * Checks an options object against one rule a field. A field that is absent or `undefined` is left to its default, if it has one.
 *
 * @param subject What the options belong to, as it opens the message: `serveMetrics`.
 * @param contradictions Full sentences about fields that are right by themselves and wrong together.
 * @throws TelltaleError `invalid_options`, naming each faulty, missing or unknown field, what was expected and what was given.
 */
export function assertOptions(
  subject: string,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
  contradictions: readonly string[] = [],
): void {
  const faults = collectFaults(subject)
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options)
  faults.expect(isObject, 'the options', 'an object', options)
  const given = (isObject ? options : {}) as Readonly<Record<string, unknown>>
  for (const [field, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(given, field) ? given[field] : undefined
    const isValid = value === undefined ? rule.isRequired !== true : rule.isValid(value)
    faults.expect(isValid, field, rule.expected, value)
  }
  for (const field of Object.keys(given)) {
    if (!Object.hasOwn(rules, field)) faults.note(`there is no option ${quote(field)}; there are ${Object.keys(rules).join(', ')}`)
  }
  for (const contradiction of contradictions) faults.note(contradiction)
  faults.throwIfAny()
}
