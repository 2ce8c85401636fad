/** DogStatsD's events and service checks as lines ("DogStatsD protocol": Events, Service checks). */

import { dogstatsdText } from '../dialects.js'

/** Something that happened, for the event stream of Datadog. */
export interface DogstatsdEvent {
  readonly title: string
  readonly text: string
  /** Milliseconds since the Unix epoch. @defaultValue when the agent receives it */
  readonly atMillis?: number | undefined
  readonly host?: string | undefined
  /** Events of one key are shown together. */
  readonly aggregationKey?: string | undefined
  readonly priority?: 'normal' | 'low' | undefined
  readonly sourceType?: string | undefined
  readonly alert?: 'info' | 'success' | 'warning' | 'error' | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** How a service is. */
export interface DogstatsdServiceCheck {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'critical' | 'unknown'
  /** Milliseconds since the Unix epoch. @defaultValue when the agent receives it */
  readonly atMillis?: number | undefined
  readonly host?: string | undefined
  readonly message?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

const STATUSES = ['ok', 'warning', 'critical', 'unknown'] as const
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
const CONTROLS = /[\u0000-\u001f\u007f]/g
const ALERTS: readonly unknown[] = ['info', 'success', 'warning', 'error']

/** Lengths are those of the UTF-8 bytes of what is written, line ends written `\n`. `tags` as the dialect renders them. */
export function encodeEvent(event: DogstatsdEvent, tags: string): string {
  const title = oneLine(event.title)
  const text = oneLine(event.text)
  const sections = [
    seconds(event.atMillis),
    section('h', event.host),
    section('k', event.aggregationKey),
    event.priority === 'low' ? '|p:low' : '',
    section('s', event.sourceType),
    ALERTS.includes(event.alert) ? `|t:${event.alert}` : '',
  ]
  return `_e{${Buffer.byteLength(title)},${Buffer.byteLength(text)}}:${title}|${text}${sections.join('')}${tags}`
}

/** The message comes last, with `m:` in it escaped. */
export function encodeServiceCheck(check: DogstatsdServiceCheck, name: string, tags: string): string {
  const status = Math.max(STATUSES.indexOf(check.status), 0)
  const message = check.message === undefined ? '' : `|m:${oneLine(check.message).replaceAll('m:', 'm\\:')}`
  return `_sc|${name}|${status}${seconds(check.atMillis)}${section('h', check.host)}${tags}${message}`
}

function oneLine(text: string): string {
  return String(text)
    .toWellFormed()
    .replace(/\r\n|\n|\r/g, '\\n')
    .replace(CONTROLS, '_')
}

function section(key: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `|${key}:${dogstatsdText(text)}`
}

function seconds(millis: number | undefined): string {
  return millis !== undefined && millis >= 0 && Number.isFinite(millis) ? `|d:${Math.floor(millis / 1_000)}` : ''
}
