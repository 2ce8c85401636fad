/** What callers may ask for, what is assumed when they do not, and what is refused. */

import type { Problem } from '@telltale/core'
import { assertOptions, type OptionRule } from '@telltale/core/exporter'
import type { SnapshotSource } from '@telltale/core/model'
import { type EscapingScheme, isEscapingScheme } from './escaping.js'
import { isLegacyName } from './naming.js'

export interface TextOptions {
  /** Put before the name of every metric: `'myapp_'`. Letters, digits, `_` and `:`, no digit first. @defaultValue '' */
  readonly prefix?: string | undefined
  /** How names are written that classic Prometheus does not understand; a registry of the core has none. @defaultValue 'underscores' */
  readonly escaping?: EscapingScheme | undefined
}

export interface HandlerOptions extends Omit<TextOptions, 'escaping'> {
  /** Where each answer's snapshot comes from, as a rule a registry. */
  readonly source: SnapshotSource
  /** Told when an answer could not be made. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

export interface ServeOptions extends Omit<TextOptions, 'escaping'> {
  /** TCP port; 0 lets the system choose a free one. @defaultValue 9464 */
  readonly port?: number | undefined
  /** Address to listen on. Metrics tell a lot about an application: open them to the network (`'0.0.0.0'`) on purpose only. @defaultValue '127.0.0.1' */
  readonly host?: string | undefined
  /** The one path that is answered. @defaultValue '/metrics' */
  readonly path?: string | undefined
  /** Name of the registry to serve. @defaultValue 'default' */
  readonly registry?: string | undefined
  /** Serves this instead of a registry by name, which only the caller's thread can do: private registries, snapshots of one's own making. */
  readonly source?: SnapshotSource | undefined
  /** `'own'`: on a thread of its own, whatever the application does. `'caller'`: on the event loop of the caller, in short turns. @defaultValue 'own' */
  readonly thread?: 'own' | 'caller' | undefined
  /** `true`: the server keeps the process alive. @defaultValue false */
  readonly ref?: boolean | undefined
  /** Told of what went wrong after the start: a thread that died, an answer that could not be made. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

/** Options with every default in place. */
export interface ResolvedServeOptions {
  readonly port: number
  readonly host: string
  readonly path: string
  readonly registry: string
  readonly source: SnapshotSource | undefined
  readonly prefix: string
  readonly thread: 'own' | 'caller'
  readonly ref: boolean
}

const PREFIX: OptionRule = {
  expected: "'' or letters, digits, '_' and ':', no digit first",
  isValid: (value) => value === '' || (typeof value === 'string' && isLegacyName(value)),
}
const SOURCE: OptionRule = { expected: 'a registry or another object with gather() and gatherChunks()', isValid: isSource }
const CALLBACK: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' }

const ESCAPING: OptionRule = { expected: "'allow-utf-8', 'underscores', 'dots' or 'values'", isValid: isEscapingScheme }

const TEXT_RULES = { prefix: PREFIX, escaping: ESCAPING }
const HANDLER_RULES = { source: SOURCE, prefix: PREFIX, onProblem: CALLBACK }
const SERVE_RULES = {
  port: {
    expected: 'an integer from 0 to 65535',
    isValid: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
  },
  host: { expected: 'a host name or address', isValid: (value) => typeof value === 'string' && /^[^\s/?#]+$/.test(value) },
  path: {
    expected: "a path that begins with '/' and has no query, fragment or blank",
    isValid: (value) => typeof value === 'string' && /^\/[\x21\x22\x24-\x3e\x40-\x7e]*$/.test(value),
  },
  registry: { expected: 'the name of a registry', isValid: (value) => typeof value === 'string' && value !== '' },
  source: SOURCE,
  prefix: PREFIX,
  thread: { expected: "'own' or 'caller'", isValid: (value) => value === 'own' || value === 'caller' },
  ref: { expected: 'true or false', isValid: (value) => typeof value === 'boolean' },
  onProblem: CALLBACK,
} satisfies Record<string, OptionRule>

/** Whether something can be asked for snapshots. */
export function isSource(value: unknown): value is SnapshotSource {
  if (typeof value !== 'object' || value === null) return false
  const { gather, gatherChunks } = value as Partial<Record<keyof SnapshotSource, unknown>>
  return typeof gather === 'function' && typeof gatherChunks === 'function'
}

/** @throws TelltaleError `invalid_options`. */
export function readTextOptions(options: TextOptions = {}): { readonly prefix: string; readonly escaping: EscapingScheme } {
  assertOptions('text options', options, TEXT_RULES)
  return { prefix: options.prefix ?? '', escaping: options.escaping ?? 'underscores' }
}

/** @throws TelltaleError `invalid_options`. */
export function readHandlerOptions(options: HandlerOptions): { readonly source: SnapshotSource; readonly prefix: string } {
  const { source, prefix = '' } = options ?? {}
  assertOptions('metricsHandler', options, HANDLER_RULES, source === undefined ? [`source must be ${SOURCE.expected}, got none`] : [])
  return { source: source as SnapshotSource, prefix }
}

/** @throws TelltaleError `invalid_options`, for fields that contradict one another as well. */
export function readServeOptions(options: ServeOptions = {}): ResolvedServeOptions {
  const { port = 9_464, host = '127.0.0.1', path = '/metrics', registry = 'default', prefix = '', ref = false, source } = options ?? {}
  const contradictions: string[] = []
  if (source !== undefined && options.registry !== undefined) contradictions.push('registry and source name two things to serve; give one')
  if (source !== undefined && options.thread === 'own') contradictions.push("a source can only be served with thread: 'caller'")
  assertOptions('serveMetrics', options, SERVE_RULES, contradictions)
  return { port, host, path, registry, source, prefix, ref, thread: options.thread ?? (source === undefined ? 'own' : 'caller') }
}
