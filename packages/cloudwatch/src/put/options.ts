/** What `createCloudWatchExporter` may be given, what is assumed when it is not, and what is refused. */

import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { assertOptions, type Clock, type OptionRule, systemClock } from '@telltale/core/exporter'
import { ENCODING_RULES, type EncodingOptions, type ResolvedEncoding, resolveEncoding } from '../encode/options.js'

export interface CloudWatchExporterOptions extends EncodingOptions {
  /** AWS region: `'eu-central-1'`. @defaultValue as the SDK finds it: `AWS_REGION`, the shared configuration */
  readonly region?: string | undefined
  /** Address of something else that speaks CloudWatch's protocol, as a VPC endpoint: `'https://…'`. @defaultValue that of the region */
  readonly endpoint?: string | undefined
  /**
   * A client of the application's own, with its credentials, proxy and region; it is not closed. Give it `maxAttempts: 1`: what the SDK repeats by itself comes on top of what the pusher
   * repeats. @defaultValue one for this exporter, with credentials as the SDK finds them
   */
  readonly client?: CloudWatchClient | undefined
  /** Seconds a value is kept apart for: 1 is a high-resolution metric, which costs more to alarm on. @defaultValue 60 */
  readonly storageResolution?: 1 | 60 | undefined
  /** Time, as tests give it. @defaultValue that of the system */
  readonly clock?: Clock | undefined
}

/** Options with every default in place. */
export interface ResolvedOptions extends ResolvedEncoding {
  readonly region: string | undefined
  readonly endpoint: string | undefined
  readonly client: CloudWatchClient | undefined
  readonly storageResolution: 1 | 60
  readonly clock: Clock
}

const RULES = {
  ...ENCODING_RULES,
  region: { expected: 'the name of a region', isValid: (value) => typeof value === 'string' && /^[a-z0-9-]{1,63}$/.test(value) },
  endpoint: { expected: 'an http or https address without credentials', isValid: isEndpoint },
  client: {
    expected: 'a CloudWatchClient',
    isValid: (value) => typeof (value as { readonly send?: unknown } | null)?.send === 'function',
  },
  storageResolution: { expected: '1 or 60', isValid: (value) => value === 1 || value === 60 },
  clock: {
    expected: 'a clock with wallMillis() and monotonicMillis()',
    isValid: (value) => typeof (value as Partial<Clock> | null)?.wallMillis === 'function',
  },
} satisfies Record<string, OptionRule>

/** @throws TelltaleError `invalid_options`, for fields that contradict one another as well. */
export function readOptions(options: CloudWatchExporterOptions): ResolvedOptions {
  const { region, endpoint, client, storageResolution = 60, clock = systemClock } = options ?? {}
  const contradictions: string[] = []
  if (client !== undefined && region !== undefined) contradictions.push('client has a region of its own; leave out region')
  if (client !== undefined && endpoint !== undefined) contradictions.push('client has an endpoint of its own; leave out endpoint')
  // An address may hold a password: it is not to be shown, not even to its owner.
  const shown = endpoint === undefined || isEndpoint(endpoint) ? options : { ...options, endpoint: null }
  assertOptions('createCloudWatchExporter', shown, RULES, contradictions)
  return { ...resolveEncoding(options), region, endpoint, client, storageResolution, clock }
}

function isEndpoint(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, username, password } = new URL(value)
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
}
