/** What callers may ask of StatsD, what is assumed when they do not, and what is refused. */

import type { Problem } from '@telltale/core'
import { assertOptions, type OptionRule } from '@telltale/core/exporter'
import type { Family } from '@telltale/core/model'
import type { SelectFamily } from '@telltale/core/push'
import { metricName } from './naming.js'

/**
 * How tags are written: `'statsd'` has none, they become parts of the name (`requests.method.GET`); `'dogstatsd'` is Datadog's `|#method:GET`; `'telegraf'` is
 * `requests,method=GET`; `'graphite'` is `requests;method=GET`.
 */
export type StatsdDialect = 'statsd' | 'dogstatsd' | 'telegraf' | 'graphite'

/** `'uds'` is a Unix datagram socket, for which hot-shots needs the native package `unix-dgram`; `'uds-stream'` a Unix stream socket, which needs nothing. */
export type StatsdProtocol = 'udp' | 'tcp' | 'uds' | 'uds-stream'

/** The part of a hot-shots `StatsD` that is used of one that is ready-made. */
export interface StatsdClient {
  readonly protocol?: string | undefined
  sendMessage(message: string, callback: (error?: Error | null) => void): void
}

/** What a snapshot becomes. */
export interface StatsdEncodingOptions {
  /** Put before every name, with a dot between unless it ends in `.` or `_`. @defaultValue '' */
  readonly prefix?: string | undefined
  /** Tags of every line; a label of the same name wins. @defaultValue {} */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Which quantiles of histograms are written, each in [0, 1]. @defaultValue [0.5, 0.95, 0.99] */
  readonly quantiles?: readonly number[] | undefined
  /** Histograms as quantiles of what was observed since the last push, or as a counter a bucket. @defaultValue 'quantiles' */
  readonly histograms?: 'quantiles' | 'buckets' | undefined
  /** No packet is longer; a line that is, is dropped and counted as `too_large`. @defaultValue 1432 for UDP, 8192 otherwise */
  readonly maxPacketBytes?: number | undefined
  /** The name of a family, before prefix and sanitising. @defaultValue the family's own name */
  readonly naming?: ((family: Family) => string) | undefined
}

/** Where lines go. */
export interface StatsdTransportOptions {
  /** @defaultValue 'udp' */
  readonly protocol?: StatsdProtocol | undefined
  /** For UDP and TCP. @defaultValue '127.0.0.1' */
  readonly host?: string | undefined
  /** For UDP and TCP. @defaultValue 8125 */
  readonly port?: number | undefined
  /** Of the Unix socket. */
  readonly path?: string | undefined
  /** A hot-shots client of the application's own, instead of the four above: its socket is used, not its prefix or tags, and it is not closed. */
  readonly client?: StatsdClient | undefined
}

export interface StatsdExporterOptions extends StatsdEncodingOptions, StatsdTransportOptions {
  /** @defaultValue 'statsd' */
  readonly dialect?: StatsdDialect | undefined
  /** Which families are exported. @defaultValue all */
  readonly select?: SelectFamily | undefined
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

/** Encoding with every default in place. */
export interface EncodingSettings {
  readonly dialect: StatsdDialect
  readonly prefix: string
  readonly tags: Readonly<Record<string, string>>
  readonly quantiles: readonly number[]
  readonly histograms: 'quantiles' | 'buckets'
  readonly maxPacketBytes: number
  readonly naming: (family: Family) => string
  /** Further sections of each DogStatsD line, as `c:<container>` or `card:low`. */
  readonly fields: readonly string[]
}

/** The transport with every default in place. */
export interface TransportSettings {
  readonly protocol: StatsdProtocol
  readonly host: string
  readonly port: number
  readonly path: string
  readonly client: StatsdClient | undefined
  /** DogStatsD on a stream socket is framed by lengths, all else by line ends. */
  readonly dialect: StatsdDialect
}

const MAX_DATAGRAM_BYTES = 65_467
const DIALECTS: readonly unknown[] = ['statsd', 'dogstatsd', 'telegraf', 'graphite'] satisfies StatsdDialect[]
const PROTOCOLS: readonly unknown[] = ['udp', 'tcp', 'uds', 'uds-stream'] satisfies StatsdProtocol[]
const CALLBACK: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' }

export const ENCODING_RULES = {
  prefix: { expected: 'a text', isValid: (value) => typeof value === 'string' },
  tags: {
    expected: 'an object of texts',
    isValid: (value) => isRecord(value) && Object.values(value).every((text) => typeof text === 'string'),
  },
  quantiles: {
    expected: 'a list of numbers in [0, 1]',
    isValid: (value) => Array.isArray(value) && value.every((one) => typeof one === 'number' && one >= 0 && one <= 1),
  },
  histograms: { expected: "'quantiles' or 'buckets'", isValid: (value) => value === 'quantiles' || value === 'buckets' },
  maxPacketBytes: { expected: `an integer from 64 to ${MAX_DATAGRAM_BYTES}`, isValid: (value) => isInteger(value, 64, MAX_DATAGRAM_BYTES) },
  naming: CALLBACK,
} satisfies Record<string, OptionRule>

export const TRANSPORT_RULES = {
  protocol: { expected: "'udp', 'tcp', 'uds' or 'uds-stream'", isValid: (value) => PROTOCOLS.includes(value) },
  host: { expected: 'a host name or address', isValid: (value) => typeof value === 'string' && /^[^\s/?#]+$/.test(value) },
  port: { expected: 'an integer from 1 to 65535', isValid: (value) => isInteger(value, 1, 65_535) },
  path: { expected: 'the path of a Unix socket', isValid: (value) => typeof value === 'string' && value !== '' && !value.includes('\0') },
  client: {
    expected: 'a StatsD of hot-shots',
    isValid: (value) => typeof value === 'object' && value !== null && typeof (value as StatsdClient).sendMessage === 'function',
  },
} satisfies Record<string, OptionRule>

export const EXPORTER_RULES = {
  ...ENCODING_RULES,
  ...TRANSPORT_RULES,
  dialect: { expected: "'statsd', 'dogstatsd', 'telegraf' or 'graphite'", isValid: (value) => DIALECTS.includes(value) },
  select: CALLBACK,
  onProblem: CALLBACK,
} satisfies Record<string, OptionRule>

/** Whether a value is a whole number within bounds, both included. */
export function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
}

/** @throws TelltaleError `invalid_options`, for fields that contradict one another as well. */
export function assertStatsdOptions(subject: string, options: object, rules: Readonly<Record<string, OptionRule>>): void {
  assertOptions(subject, options, rules, contradictionsOf((options ?? {}) as StatsdTransportOptions))
}

export function toEncodingSettings(
  dialect: StatsdDialect,
  options: StatsdEncodingOptions & StatsdTransportOptions,
  fields: readonly string[] = [],
): EncodingSettings {
  const { prefix = '', tags = {}, quantiles = [0.5, 0.95, 0.99], histograms = 'quantiles', naming = metricName } = options
  const protocol = options.client?.protocol ?? options.protocol ?? 'udp'
  const { maxPacketBytes = protocol === 'udp' ? 1_432 : 8_192 } = options
  return { dialect, prefix, tags, quantiles, histograms, maxPacketBytes, naming, fields }
}

export function toTransportSettings(dialect: StatsdDialect, options: StatsdTransportOptions): TransportSettings {
  const { protocol = 'udp', host = '127.0.0.1', port = 8_125, path = '', client } = options
  return { protocol, host, port, path, client, dialect }
}

function contradictionsOf({ client, host, path, port, protocol = 'udp' }: StatsdTransportOptions): readonly string[] {
  if (client !== undefined) {
    const isGiven = host !== undefined || port !== undefined || path !== undefined
    return isGiven ? ['client has a socket of its own; leave out host, port and path'] : []
  }
  const isUnix = protocol === 'uds' || protocol === 'uds-stream'
  if (isUnix && path === undefined) return [`protocol '${protocol}' needs a path`]
  if (isUnix && (host !== undefined || port !== undefined)) return [`protocol '${protocol}' has no host and no port`]
  return !isUnix && path !== undefined ? ["path is for the protocols 'uds' and 'uds-stream'"] : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
