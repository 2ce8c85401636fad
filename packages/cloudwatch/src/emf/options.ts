/** What the exporter and the writer of the embedded metric format may be given, what is assumed when they are not, and what is refused. */

import { assertOptions, type OptionRule } from '@telltale/core/exporter'
import { ENCODING_RULES, type EncodingOptions, type ResolvedEncoding, resolveEncoding } from '../encode/options.js'
import type { HistogramForm } from './lines.js'

export interface EmfWriterOptions extends EncodingOptions {
  /** Seconds a value is kept apart for. @defaultValue 60 */
  readonly storageResolution?: 1 | 60 | undefined
  /**
   * `'arrays'`: as the format is published, each value as often as it was seen, 100 a line; more than 10,000 observations of a series between two pushes are structured all the same. `'structured'`: values
   * with counts, as AWS' distribution of OpenTelemetry writes them: shorter, and statistic sets of summaries too. @defaultValue 'arrays'
   */
  readonly histograms?: HistogramForm | undefined
}

/** An address where a CloudWatch agent listens. */
export interface EmfAgent {
  readonly protocol: 'tcp' | 'udp'
  /** @defaultValue '127.0.0.1' */
  readonly host?: string | undefined
  /** @defaultValue 25888 */
  readonly port?: number | undefined
}

/** Where lines go: standard output, the end of a file, or a CloudWatch agent. */
export type EmfDestination = 'stdout' | { readonly file: string } | EmfAgent

export interface EmfExporterOptions extends EmfWriterOptions {
  /** @defaultValue 'stdout', as in Lambda */
  readonly destination?: EmfDestination | undefined
}

/** Options with every default in place. */
export interface ResolvedEmf extends ResolvedEncoding {
  readonly storageResolution: 1 | 60
  readonly histograms: HistogramForm
}

export const DEFAULT_AGENT_HOST = '127.0.0.1'
export const DEFAULT_AGENT_PORT = 25_888

const WRITER_RULES = {
  ...ENCODING_RULES,
  storageResolution: { expected: '1 or 60', isValid: (value) => value === 1 || value === 60 },
  histograms: { expected: "'arrays' or 'structured'", isValid: (value) => value === 'arrays' || value === 'structured' },
} satisfies Record<string, OptionRule>

const EXPORTER_RULES = {
  ...WRITER_RULES,
  destination: { expected: "'stdout', { file }, or { protocol: 'tcp' | 'udp', host, port }", isValid: isDestination },
} satisfies Record<string, OptionRule>

/** @throws TelltaleError `invalid_options`. */
export function readWriterOptions(options: EmfWriterOptions): ResolvedEmf {
  assertOptions('createEmfWriter', options, WRITER_RULES)
  return resolve(options)
}

/** @throws TelltaleError `invalid_options`. */
export function readExporterOptions(options: EmfExporterOptions): ResolvedEmf & { readonly destination: EmfDestination } {
  assertOptions('createEmfExporter', options, EXPORTER_RULES)
  return { ...resolve(options), destination: options.destination ?? 'stdout' }
}

function resolve(options: EmfWriterOptions): ResolvedEmf {
  const { storageResolution = 60, histograms = 'arrays' } = options
  return { ...resolveEncoding(options), storageResolution, histograms }
}

function isDestination(value: unknown): boolean {
  if (value === 'stdout') return true
  if (typeof value !== 'object' || value === null) return false
  const {
    file,
    protocol,
    host = DEFAULT_AGENT_HOST,
    port = DEFAULT_AGENT_PORT,
  } = value as Partial<Record<'file' | 'protocol' | 'host' | 'port', unknown>>
  if (file !== undefined) return typeof file === 'string' && file !== '' && protocol === undefined
  const isPort = Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65_535
  return (protocol === 'tcp' || protocol === 'udp') && typeof host === 'string' && /^[^\s/?#@]+$/.test(host) && isPort
}
