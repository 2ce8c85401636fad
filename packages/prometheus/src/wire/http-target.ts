/** Where requests go and who they say they are: the options for it that all ways out of here have in common. */

import { Buffer } from 'node:buffer'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { type OptionRule, toLine } from '@telltale/core/exporter'

export interface TargetOptions {
  /** `http:` or `https:`, without user name, password, query or fragment. */
  readonly url: string
  /** Further headers; none that the protocol sets itself. Their values are secrets: they are in no error and no log. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** For `Authorization: Basic`. */
  readonly basicAuth?: { readonly username: string; readonly password: string } | undefined
  /** For `Authorization: Bearer`. */
  readonly bearerToken?: string | undefined
}

export interface Target {
  readonly origin: URL
  /** The URL's path without a slash at its end. */
  readonly basePath: string
  readonly headers: Readonly<Record<string, string>>
  /** A text from outside for a message: on one line, without secrets even if the server sent them back. */
  redact(text: string): string
}

/** These values may hold secrets, so that `assertOptions` must not quote them: what is wrong is said by `targetFaults`. */
const UNQUOTED: OptionRule = { expected: 'said below', isValid: () => true }

export const TARGET_RULES = { url: UNQUOTED, headers: UNQUOTED, basicAuth: UNQUOTED, bearerToken: UNQUOTED } satisfies Record<
  string,
  OptionRule
>

/** Everything wrong with these options, as full sentences without their values. @param reserved Lower-case names of the headers that the protocol sets. */
export function targetFaults(options: Partial<TargetOptions>, reserved: readonly string[]): readonly string[] {
  const { url, headers, basicAuth, bearerToken } = options
  const faults = [...urlFaults(url)]
  if (headers !== undefined)
    faults.push(...headerFaults(headers, [...reserved, 'content-length', 'host', 'transfer-encoding', 'connection']))
  if (basicAuth !== undefined && !isBasicAuth(basicAuth)) {
    faults.push("basicAuth must be { username, password }, both texts, the user name without ':'")
  }
  if (bearerToken !== undefined && !(typeof bearerToken === 'string' && /^[\x21-\x7e]+$/.test(bearerToken))) {
    faults.push('bearerToken must be a text of visible ASCII characters')
  }
  const ways = [basicAuth, bearerToken, isRecord(headers) ? authorizationOf(headers) : undefined].filter((way) => way !== undefined)
  if (ways.length > 1) faults.push('basicAuth, bearerToken and a header Authorization exclude one another; give one')
  return faults
}

/** @param options Without faults. */
export function readTarget({ url, headers = {}, basicAuth, bearerToken }: TargetOptions): Target {
  const { origin, pathname } = new URL(url)
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const encoded = basicAuth && Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')
  if (encoded !== undefined) own['authorization'] = `Basic ${encoded}`
  if (bearerToken !== undefined) own['authorization'] = `Bearer ${bearerToken}`
  const secrets = [...Object.values(own), encoded, basicAuth?.password, bearerToken].filter((one) => one !== undefined && one.length > 3)
  // The longest first: one may be a part of another.
  secrets.sort((left, right) => (right as string).length - (left as string).length)
  return {
    origin: new URL(origin),
    basePath: pathname.replace(/\/+$/, ''),
    headers: own,
    redact: (text) => toLine(secrets.reduce<string>((rest, secret) => rest.replaceAll(secret as string, '[secret]'), text)),
  }
}

function urlFaults(url: unknown): readonly string[] {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return ['url must be an http: or https: URL']
  const faults: string[] = []
  if (parsed.username !== '' || parsed.password !== '') faults.push('url must hold no user name and password; give basicAuth')
  if (parsed.search !== '' || parsed.hash !== '') faults.push('url must have no query and no fragment')
  return faults
}

function headerFaults(headers: unknown, reserved: readonly string[]): readonly string[] {
  if (!isRecord(headers)) return ['headers must be an object whose values are texts']
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!isHeader(name, value)) return [`the header ${JSON.stringify(toLine(name))} must have a name and a value that HTTP allows`]
    return reserved.includes(name.toLowerCase()) ? [`the header ${name} is set by the protocol and must not be given`] : []
  })
}

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value as string)
    return typeof value === 'string'
  } catch {
    return false
  }
}

function isBasicAuth(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { username, password } = value
  return typeof username === 'string' && !username.includes(':') && typeof password === 'string'
}

function authorizationOf(headers: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
