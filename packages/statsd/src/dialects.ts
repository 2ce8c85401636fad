/** How each dialect writes names and tags, and what it must not find in them. */

import type { StatsdDialect } from './options.js'

/** A line is `name` + `middle` + `:value|type` + `tail`. */
export interface RenderedTags {
  readonly middle: string
  readonly tail: string
}

/** Name and value of one tag. */
export type Tag = readonly [name: string, value: string]

export interface Dialect {
  /** The name with all that would end it early, or begin another line, replaced. */
  name(text: string): string
  /** Tags in the given order; those without a value are left out. */
  tags(tags: Iterable<Tag>): RenderedTags
  /** Whether a gauge below zero must be written after a zero, since a sign makes it relative (`statsd docs/metric_types.md`, "Gauges"). */
  readonly isSignRelative: boolean
  /** The type of what is observed one by one and is no duration in milliseconds. */
  readonly histogramType: string
  readonly distributionType: string
  /** Whether several values of one name are one line: `name:1:2:3|d` (DogStatsD protocol v1.1). */
  readonly isPacked: boolean
}

/** Blanks and control characters of every kind, the line ends of Unicode among them, and halves of surrogate pairs, which have no UTF-8. */
const UNSAFE = '\\s\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}'
const UNSAFE_DOGSTATSD = new RegExp(`[|,${UNSAFE}]`, 'gu')
const UNSAFE_TELEGRAF = new RegExp(`[:|@#,=${UNSAFE}]`, 'gu')
/** Etsy's server removes all else from keys (`stats.js`, `sanitizeKeyName`). */
const UNSAFE_GRAPHITE = /[^A-Za-z0-9_.-]/gu
const UNSAFE_PART = /[^A-Za-z0-9_-]/gu
const UNSAFE_NAME = /[^A-Za-z0-9_.-]/gu
/** Datadog: "ASCII alphanumerics, underscores, and periods", the first a letter. */
const UNSAFE_DATADOG_NAME = /[^A-Za-z0-9_.]/gu
const BEFORE_LETTER = /^[^A-Za-z]+/

/** A telegraf or graphite pair; a name or value that nothing is left of is no tag. */
function pairs(tags: Iterable<Tag>, separator: string, unsafe: RegExp): RenderedTags {
  let middle = ''
  for (const [name, value] of tags) {
    if (name !== '' && value !== '') middle += `${separator}${name.replace(unsafe, '_')}=${value.replace(unsafe, '_')}`
  }
  return { middle, tail: '' }
}

const named = (text: string): string => text.replace(UNSAFE_NAME, '_') || 'unnamed'

const ETSY = { name: named, isSignRelative: true, histogramType: 'ms', distributionType: 'ms', isPacked: false }

const DIALECTS: Readonly<Record<StatsdDialect, Dialect>> = {
  statsd: {
    ...ETSY,
    tags(tags) {
      let middle = ''
      for (const [name, value] of tags) {
        if (name !== '' && value !== '') middle += `.${name.replace(UNSAFE_PART, '_')}.${value.replace(UNSAFE_PART, '_')}`
      }
      return { middle, tail: '' }
    },
  },
  graphite: { ...ETSY, tags: (tags) => pairs(tags, ';', UNSAFE_GRAPHITE) },
  telegraf: { ...ETSY, histogramType: 'h', distributionType: 'd', tags: (tags) => pairs(tags, ',', UNSAFE_TELEGRAF) },
  dogstatsd: {
    name: (text) => text.replace(UNSAFE_DATADOG_NAME, '_').replace(BEFORE_LETTER, '') || 'unnamed',
    isSignRelative: false,
    histogramType: 'h',
    distributionType: 'd',
    isPacked: true,
    tags(tags) {
      let tail = ''
      for (const [name, value] of tags) {
        if (name === '' || value === '') continue
        tail += `${tail === '' ? '|#' : ','}${name.replace(UNSAFE_TELEGRAF, '_')}:${dogstatsdText(value)}`
      }
      return { middle: '', tail }
    },
  },
}

/** The value of a tag, or of another section of a DogStatsD line. Colons may stay: the first one of a tag divides it. */
export function dogstatsdText(text: string): string {
  return text.replace(UNSAFE_DOGSTATSD, '_')
}

export function dialectOf(name: StatsdDialect): Dialect {
  return DIALECTS[name]
}
