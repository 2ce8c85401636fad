/** What callers may ask for, what is assumed when they do not, and what is refused. */

import type { Problem } from '@telltale/core'
import { assertOptions, type OptionRule } from '@telltale/core/exporter'
import type { SelectFamily } from '@telltale/core/push'
import type { DogstatsdExporterOptions } from '@telltale/statsd/dogstatsd'
import type { ToDatadogName } from './naming.js'

/** The environment: `DD_*` of it is read. */
export type Variables = Readonly<Record<string, string | undefined>>

interface CommonOptions {
  /** Put before every name: `'myapp.'`. @defaultValue '' */
  readonly prefix?: string | undefined
  /** Unified service tag. @defaultValue DD_ENV, or the resource's `deployment.environment.name` */
  readonly env?: string | undefined
  /** Unified service tag. @defaultValue DD_SERVICE, or the resource's `service.name` */
  readonly service?: string | undefined
  /** Unified service tag. @defaultValue DD_VERSION, or the resource's `service.version` */
  readonly version?: string | undefined
  /** Tags of every metric; they win over those of DD_TAGS, and a metric's own labels over both. @defaultValue DD_TAGS */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Which families are sent: Datadog bills by the series. @defaultValue all */
  readonly select?: SelectFamily | undefined
  /** A name of one's own for a family. @defaultValue the name as `toDatadogName` makes it */
  readonly toName?: ToDatadogName | undefined
  /** Where `DD_*` is read. @defaultValue process.env */
  readonly variables?: Variables | undefined
  /** Told once per kind of trouble. @defaultValue process.emitWarning */
  readonly onProblem?: ((problem: Problem) => void) | undefined
}

/** For the ways that send distributions. */
interface DistributionOptions extends CommonOptions {
  /**
   * What becomes of a histogram beside its exact `.count` and `.sum`: a distribution, from which Datadog makes percentiles over any tags, or a count `.bucket` for each bucket, tagged
   * `upper_bound`, or nothing.
   * @defaultValue 'distribution'
   */
  readonly histograms?: 'distribution' | 'buckets' | 'totals' | undefined
  /** Values that one series' distribution is given in one push at most; where more were observed, they are thinned out evenly. From 1 to 10,000. @defaultValue 1_000 */
  readonly maxDistributionValues?: number | undefined
}

/** Datadog's HTTP API, without an agent. */
export interface DatadogApiOptions extends DistributionOptions {
  readonly via: 'api'
  /** Sent as `DD-API-KEY`; in no error and no log. @defaultValue DD_API_KEY */
  readonly apiKey?: string | undefined
  /** Sent as `DD-APPLICATION-KEY`. Sending metrics does not need it. @defaultValue DD_APP_KEY */
  readonly appKey?: string | undefined
  /** Datadog's site: `'datadoghq.eu'`. @defaultValue DD_SITE, or 'datadoghq.com' */
  readonly site?: string | undefined
  /** Base address instead of the site's, for proxies and tests: `/api/v2/series` is put behind it. Without user name, password or query. */
  readonly url?: string | undefined
  /** Version of the series endpoint. @defaultValue 'v2' */
  readonly apiVersion?: 'v1' | 'v2' | undefined
  /** Compression of series; distributions take `deflate` only. @defaultValue 'deflate' */
  readonly compression?: 'deflate' | 'gzip' | 'none' | undefined
  /** The host that metrics are filed under; `''`: none. @defaultValue DD_HOSTNAME, or the name of this machine */
  readonly host?: string | undefined
  /** Seconds from one push to the next, which Datadog needs to make rates of counts. @defaultValue as measured from push to push; 10 for the first */
  readonly intervalSeconds?: number | undefined
}

/** What is used of dd-trace's client. */
export interface TracerStatsd {
  increment(stat: string, value?: number, tags?: string[]): void
  gauge(stat: string, value?: number, tags?: string[]): void
  distribution(stat: string, value?: number, tags?: string[]): void
  flush(): void
}

/** The application's own dd-trace. */
export interface DatadogTraceOptions extends DistributionOptions {
  readonly via: 'dd-trace'
  /** The tracer, initialised by the application: `import tracer from 'dd-trace'`. @defaultValue the application's `dd-trace`, as Node resolves it from the main module */
  readonly tracer?: { readonly dogstatsd: TracerStatsd } | undefined
}

/** A Datadog agent, by DogStatsD over hot-shots. What is not said here is looked for in `DD_DOGSTATSD_URL`, `DD_DOGSTATSD_SOCKET`, `DD_AGENT_HOST` and `DD_DOGSTATSD_PORT`, in this order. */
export interface DatadogAgentOptions
  extends CommonOptions,
    Pick<DogstatsdExporterOptions, 'protocol' | 'host' | 'port' | 'path' | 'client' | 'maxPacketBytes' | 'quantiles' | 'histograms'> {
  readonly via: 'agent'
}

export type DatadogOptions = DatadogApiOptions | DatadogAgentOptions | DatadogTraceOptions

/** Common options with every default in place. */
export interface ResolvedCommon {
  readonly prefix: string
  /** Tags of every metric, by key; the unified ones that came of options or environment among them. */
  readonly tags: ReadonlyMap<string, string>
  readonly select: SelectFamily | undefined
  readonly toName: ToDatadogName | undefined
  readonly histograms: 'distribution' | 'buckets' | 'totals'
  readonly maxDistributionValues: number
  readonly onProblem: ((problem: Problem) => void) | undefined
}

export const FUNCTION: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' }
export const TEXT: OptionRule = { expected: 'a text', isValid: (value) => typeof value === 'string' }
export const WORD: OptionRule = { expected: 'a text, not empty', isValid: (value) => typeof value === 'string' && value.trim() !== '' }

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

/** One of some words. */
export function oneOf(...words: readonly string[]): OptionRule {
  return { expected: words.map((word) => `'${word}'`).join(' or '), isValid: (value) => words.includes(value as string) }
}

export const COMMON_RULES = {
  via: oneOf('api', 'agent', 'dd-trace'),
  prefix: {
    expected: "'' or letters, digits, '_' and '.', a letter first",
    isValid: (value) => /^([a-zA-Z][a-zA-Z0-9_.]*)?$/.test(String(value)),
  },
  env: WORD,
  service: WORD,
  version: WORD,
  tags: {
    expected: 'an object whose values are texts',
    isValid: (value) => isObject(value) && Object.values(value).every((one) => typeof one === 'string'),
  },
  select: FUNCTION,
  toName: FUNCTION,
  histograms: oneOf('distribution', 'buckets', 'totals'),
  maxDistributionValues: {
    expected: 'an integer from 1 to 10000',
    isValid: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10_000,
  },
  variables: { expected: 'an object as process.env', isValid: isObject },
  onProblem: FUNCTION,
} satisfies Record<string, OptionRule>

/** What `options` says, then the environment; what neither says is left to the snapshot's resource. */
export function readCommonOptions(options: Omit<DistributionOptions, 'histograms'> & { readonly histograms?: unknown }): ResolvedCommon {
  const variables = options.variables ?? process.env
  const tags = new Map(parseTags(variables['DD_TAGS'] ?? ''))
  for (const [key, value] of Object.entries(options.tags ?? {})) tags.set(key, value)
  for (const key of ['env', 'service', 'version'] as const) {
    const value = options[key] ?? (options.tags?.[key] || variables[`DD_${key.toUpperCase()}`])
    if (value) tags.set(key, value)
  }
  const { prefix = '', select, toName, maxDistributionValues = 1_000, onProblem } = options
  const histograms = (options.histograms ?? 'distribution') as ResolvedCommon['histograms']
  return { prefix, tags, select, toName, histograms, maxDistributionValues, onProblem }
}

/** `DD_TAGS`: `key:value` separated by commas or blanks. A tag without value has the value `''`, and is sent as its key. */
export function parseTags(text: string): readonly (readonly [string, string])[] {
  return text
    .split(/[\s,]+/)
    .filter((tag) => tag !== '')
    .map((tag) => {
      const colon = tag.indexOf(':')
      return colon < 1 ? ([tag.replace(/^:+/, ''), ''] as const) : ([tag.slice(0, colon), tag.slice(colon + 1)] as const)
    })
}

/** @throws TelltaleError `invalid_options`, naming every fault. */
export function assertTraceOptions(options: DatadogTraceOptions): void {
  assertOptions('createDatadogExporter', options, { ...COMMON_RULES, tracer: { expected: 'a tracer of dd-trace', isValid: isObject } })
}
