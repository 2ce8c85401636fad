/** From what a caller passes as labels to the texts a series is known by. */

import { TelltaleError } from '../ground/errors.js'
import { quote } from '../ground/quote.js'

/** Longest label value, UTF-16 units. A longer one is bad data: the update is dropped and counted. */
export const MAX_LABEL_VALUE_LENGTH = 16_384

/** The text of one label value, or undefined for what cannot be one (object, array, symbol, function). Runs no code of the caller's. */
export function labelText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return `${value}`
    case 'undefined':
      return ''
    default:
      return value === null ? '' : undefined
  }
}

/**
 * The texts of a label set in declared order, lone surrogates replaced by U+FFFD; a fault's text when a value cannot be a label value.
 * @param repaired Told, once, when anything was replaced.
 * @throws TelltaleError `invalid_labels` when a declared name is missing or an unknown one is there.
 */
export function labelTexts(
  metric: string,
  names: readonly string[],
  labels: unknown,
  repaired?: () => void,
): string[] | { readonly fault: string } {
  let isRepaired = false
  const given = typeof labels === 'object' && labels !== null && !Array.isArray(labels) ? (labels as Record<string, unknown>) : undefined
  const givenNames = given ? Object.keys(given) : []
  if (!given || givenNames.length !== names.length || !names.every((name) => Object.hasOwn(given, name))) {
    const got = given ? `labels ${list(givenNames)}` : quote(labels)
    throw new TelltaleError('invalid_labels', `metric ${quote(metric)}: expected exactly the labels ${list(names)}, got ${got}`)
  }
  const texts: string[] = []
  for (const name of names) {
    const text = labelText(given[name])
    if (text === undefined) return { fault: `label ${quote(name)} must be a string, number, boolean or bigint, got ${quote(given[name])}` }
    if (text.length > MAX_LABEL_VALUE_LENGTH) {
      return { fault: `label ${quote(name)} must have at most ${MAX_LABEL_VALUE_LENGTH} characters, got ${text.length}` }
    }
    isRepaired ||= !text.isWellFormed()
    texts.push(text.toWellFormed())
  }
  if (isRepaired) repaired?.()
  return texts
}

const list = (names: readonly string[]): string => `[${names.map(quote).join(', ')}]`
