/** What callers may ask of live mode. */

import type { Problem } from '@telltale/core'
import { type OptionRule, systemTimers, type Timers } from '@telltale/core/exporter'
import {
  assertStatsdOptions,
  EXPORTER_RULES,
  isInteger,
  type StatsdDialect,
  type StatsdTransportOptions,
  toEncodingSettings,
  toTransportSettings,
} from '../options.js'
import { createTransport, type StatsdTransport } from '../transport.js'

export interface StatsdLiveOptions extends StatsdTransportOptions {
  /** @defaultValue 'dogstatsd' */
  readonly dialect?: StatsdDialect | undefined
  /** Put before every name, with a dot between unless it ends in `.` or `_`. @defaultValue '' */
  readonly prefix?: string | undefined
  /** Tags of every line; a tag of the same name wins. @defaultValue {} */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** No packet is longer. @defaultValue 1432 for UDP, 8192 otherwise */
  readonly maxPacketBytes?: number | undefined
  /** What was observed is sent so often. @defaultValue 1_000 */
  readonly flushIntervalMillis?: number | undefined
  /** Packets that wait for a server; what comes beyond is dropped and counted. @defaultValue 1_000 */
  readonly maxQueuedPackets?: number | undefined
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
  /** Source of chance for sampling, in [0, 1). @defaultValue Math.random */
  readonly random?: (() => number) | undefined
  /** @defaultValue systemTimers */
  readonly timers?: Timers | undefined
}

export interface LiveSettings {
  readonly dialect: StatsdDialect
  readonly prefix: string
  readonly tags: Readonly<Record<string, string>>
  readonly maxPacketBytes: number
  readonly flushIntervalMillis: number
  readonly maxQueuedPackets: number
  readonly onProblem: ((problem: Problem) => void) | undefined
  readonly random: () => number
  readonly timers: Timers
  readonly transport: StatsdTransport
}

const { client, dialect, host, maxPacketBytes, onProblem, path, port, prefix, protocol, tags } = EXPORTER_RULES
const MAX_INTERVAL_MILLIS = 2_147_483_647
const MAX_QUEUED = 1_000_000
const LIVE_RULES = {
  ...{ client, dialect, host, maxPacketBytes, onProblem, path, port, prefix, protocol, tags },
  flushIntervalMillis: { expected: 'a whole number of milliseconds from 1', isValid: (value) => isInteger(value, 1, MAX_INTERVAL_MILLIS) },
  maxQueuedPackets: { expected: `an integer from 1 to ${MAX_QUEUED}`, isValid: (value) => isInteger(value, 1, MAX_QUEUED) },
  random: { expected: 'a function', isValid: (value) => typeof value === 'function' },
  timers: { expected: 'timers', isValid: (value) => typeof value === 'object' && value !== null },
} satisfies Record<string, OptionRule>

/** @throws TelltaleError `invalid_options`; `unavailable` when `protocol: 'uds'` lacks its native part. */
export function readLiveOptions(options: StatsdLiveOptions = {}): LiveSettings {
  assertStatsdOptions('createStatsdLive', options, LIVE_RULES)
  const { dialect = 'dogstatsd', flushIntervalMillis = 1_000, maxQueuedPackets = 1_000 } = options
  const { onProblem, random = Math.random, timers = systemTimers } = options
  const { maxPacketBytes, prefix, tags } = toEncodingSettings(dialect, options)
  const transport = createTransport(toTransportSettings(dialect, options))
  return { dialect, prefix, tags, maxPacketBytes, flushIntervalMillis, maxQueuedPackets, onProblem, random, timers, transport }
}
