/** Names and tags as Datadog's users expect them. */

import type { Family } from '@telltale/core/model'

/** Datadog cuts longer names off, and two that were cut would be one. */
export const MAX_NAME_LENGTH = 200
/** Longer tags are cut off by Datadog, key and value together. */
export const MAX_TAG_LENGTH = 200

/** What makes a name of one's own: given the family and the name it would have without the suffixes `.count`, `.sum` and the like. */
export type ToDatadogName = (family: Family, name: string) => string

/**
 * The name of a family in Datadog, without suffix: ASCII letters, digits, `_` and `.`, beginning with a letter, at most 200 characters. A counter loses its `_total`, since it
 * gets the suffix `.count`, as Datadog's own OpenMetrics check names them.
 *
 * Source: docs.datadoghq.com, "What is a custom metric?", naming.
 */
export function toDatadogName(family: Pick<Family, 'kind' | 'name'>, prefix = ''): string {
  const name = family.kind === 'counter' && family.name.endsWith('_total') ? family.name.slice(0, -'_total'.length) : family.name
  return sanitizeName(prefix + name)
}

/** Any text as a name that Datadog takes unchanged. */
export function sanitizeName(text: string): string {
  const name = text.replace(/[^a-zA-Z0-9_.]/gu, '_').replace(/^[^a-zA-Z]+/, '')
  return (name === '' ? 'unnamed' : name).slice(0, MAX_NAME_LENGTH)
}

/** A name with a suffix, still within the length: the suffix stays whole. */
export function withSuffix(name: string, suffix: string): string {
  return name.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix
}

/**
 * `key:value` as Datadog keeps it: letters, digits, `_`, `-`, `/` and `.`, in the value `:` too, beginning with a letter, at most 200 characters. What else there is becomes `_`,
 * so that no value can end a tag or a line.
 *
 * Source: docs.datadoghq.com, "Getting started with tags".
 */
export function toTag(key: string, value: string): string {
  const name = key.replace(/[^\p{L}\p{N}_\-/.]/gu, '_').replace(/^[^\p{L}]+/u, '')
  const tag = `${name === '' ? 'tag' : name}:${value.replace(/[^\p{L}\p{N}_\-/.:]/gu, '_')}`
  return tag.length <= MAX_TAG_LENGTH ? tag : [...tag].slice(0, MAX_TAG_LENGTH).join('')
}
