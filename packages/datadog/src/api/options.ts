/** What `via: 'api'` takes, from options and environment. */

import { hostname } from 'node:os'
import { assertOptions, type OptionRule } from '@telltale/core/exporter'
import { COMMON_RULES, type DatadogApiOptions, oneOf, type ResolvedCommon, readCommonOptions, TEXT } from '../options.js'

/** Options with every default in place. */
export interface ResolvedApi extends ResolvedCommon {
  readonly apiKey: string
  readonly appKey: string | undefined
  /** Without slash at its end. */
  readonly baseUrl: string
  readonly apiVersion: 'v1' | 'v2'
  readonly compression: 'deflate' | 'gzip' | 'none'
  readonly host: string
  readonly intervalSeconds: number | undefined
}

/** Keys are never shown, so their rules are not said with what was given. */
const SECRET: OptionRule = { expected: 'a text', isValid: () => true }

const API_RULES = {
  ...COMMON_RULES,
  apiKey: SECRET,
  appKey: SECRET,
  site: { expected: "a site of Datadog such as 'datadoghq.eu'", isValid: (value) => typeof value === 'string' && isSite(value) },
  url: SECRET,
  apiVersion: oneOf('v1', 'v2'),
  compression: oneOf('deflate', 'gzip', 'none'),
  host: TEXT,
  intervalSeconds: { expected: 'a whole number from 1', isValid: (value) => Number.isInteger(value) && (value as number) >= 1 },
} satisfies Record<string, OptionRule>

/** @throws TelltaleError `invalid_options`, naming every fault; keys and addresses are not shown in it. */
export function readApiOptions(options: DatadogApiOptions): ResolvedApi {
  const { variables = process.env, url, apiVersion = 'v2', compression = 'deflate', intervalSeconds } = options
  const apiKey = options.apiKey ?? variables['DD_API_KEY']
  const appKey = options.appKey ?? (variables['DD_APP_KEY'] || undefined)
  const site = options.site ?? (variables['DD_SITE'] || 'datadoghq.com')
  const faults: string[] = []
  if (apiKey === undefined || apiKey === '') faults.push('apiKey must be given, or DD_API_KEY set')
  else if (!isKey(apiKey)) faults.push('apiKey must be a key of printable characters without blanks')
  if (appKey !== undefined && !isKey(appKey)) faults.push('appKey must be a key of printable characters without blanks')
  if (options.site === undefined && !isSite(site)) faults.push('DD_SITE must be a site of Datadog')
  if (url !== undefined && !isBaseUrl(url))
    faults.push('url must be an http or https address without user name, password, query or fragment')
  assertOptions('createDatadogExporter', options, API_RULES, faults)
  return {
    ...readCommonOptions(options),
    apiKey: apiKey as string,
    appKey,
    baseUrl: url === undefined ? `https://api.${site}` : url.replace(/\/+$/, ''),
    apiVersion,
    compression,
    host: options.host ?? (variables['DD_HOSTNAME'] || hostname()),
    intervalSeconds,
  }
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

function isSite(value: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value)
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, username, password, search, hash } = new URL(value)
  return (protocol === 'http:' || protocol === 'https:') && username + password + search + hash === ''
}
