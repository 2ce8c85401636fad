/** The door `@telltale/statsd/dogstatsd`: the DogStatsD dialect, for exporters that speak it as well. */

import type { Problem } from '@telltale/core'
import type { OptionRule } from '@telltale/core/exporter'
import type { Snapshot } from '@telltale/core/model'
import type { PushExporter, SelectFamily } from '@telltale/core/push'
import { createSnapshotEncoder } from './encoder.js'
import { createPacketExporter } from './exporter.js'
import {
  assertStatsdOptions,
  ENCODING_RULES,
  EXPORTER_RULES,
  type StatsdEncodingOptions,
  type StatsdTransportOptions,
  toEncodingSettings,
  toTransportSettings,
} from './options.js'
import type { EncodedPackets } from './packets.js'
import { createTransport } from './transport.js'

export type { StatsdClient, StatsdEncodingOptions, StatsdProtocol, StatsdTransportOptions } from './options.js'
export type { EncodedPackets, StatsdPacket } from './packets.js'
export type { SendResult, StatsdTransport } from './transport.js'

export interface DogstatsdEncodingOptions extends StatsdEncodingOptions {
  /** Further sections of every line, as `c:<container id>`, `e:<external data>` or `card:low`. @defaultValue [] */
  readonly fields?: readonly string[] | undefined
}

export interface DogstatsdExporterOptions extends DogstatsdEncodingOptions, StatsdTransportOptions {
  /** The exporter's name in the pusher's own metrics. @defaultValue 'dogstatsd' */
  readonly name?: string | undefined
  /** Which families are exported. @defaultValue all */
  readonly select?: SelectFamily | undefined
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

const { dialect: _, ...WITHOUT_DIALECT } = EXPORTER_RULES
const FIELDS: OptionRule = {
  expected: 'a list of texts',
  isValid: (value) => Array.isArray(value) && value.every((field) => typeof field === 'string'),
}
const NAME: OptionRule = { expected: 'a name', isValid: (value) => typeof value === 'string' && value !== '' }

/**
 * The increments of a snapshot as DogStatsD packets. Pure. What `createStatsdExporter` turns each kind of metric into, this does.
 *
 * @param delta As `deltaOf` makes them.
 * @throws TelltaleError `invalid_options`.
 */
export function encodeDogstatsd(delta: Snapshot, options: DogstatsdEncodingOptions = {}): EncodedPackets {
  assertStatsdOptions('encodeDogstatsd', options, { ...ENCODING_RULES, fields: FIELDS })
  return createSnapshotEncoder(toEncodingSettings('dogstatsd', options, options.fields))(delta)
}

/**
 * Sends packets over hot-shots.
 *
 * @throws TelltaleError `invalid_options`; `unavailable` when `protocol: 'uds'` lacks its native part.
 */
export function createDogstatsdTransport(options: StatsdTransportOptions = {}): ReturnType<typeof createTransport> {
  const { protocol, host, port, path, client } = EXPORTER_RULES
  assertStatsdOptions('createDogstatsdTransport', options, { protocol, host, port, path, client })
  return createTransport(toTransportSettings('dogstatsd', options))
}

/**
 * Pushes to a Datadog agent, or whatever else speaks DogStatsD.
 *
 * @throws TelltaleError `invalid_options` naming every faulty option; `unavailable` when `protocol: 'uds'` lacks its native part.
 */
export function createDogstatsdExporter(options: DogstatsdExporterOptions = {}): PushExporter {
  assertStatsdOptions('createDogstatsdExporter', options, { ...WITHOUT_DIALECT, fields: FIELDS, name: NAME })
  const { name = 'dogstatsd', select, onProblem } = options
  const encode = createSnapshotEncoder(toEncodingSettings('dogstatsd', options, options.fields))
  return createPacketExporter({ name, encode, transport: createTransport(toTransportSettings('dogstatsd', options)), select, onProblem })
}
