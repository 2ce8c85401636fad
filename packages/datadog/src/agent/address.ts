/** Where the agent is, as the environment says. */

import type { DogstatsdExporterOptions } from '@telltale/statsd/dogstatsd'
import type { DatadogAgentOptions, Variables } from '../options.js'

export type AgentAddress = Pick<DogstatsdExporterOptions, 'protocol' | 'host' | 'port' | 'path' | 'client'>

/** What was found, or what is wrong with it. */
export interface FoundAddress {
  readonly address: AgentAddress
  readonly fault?: string
}

/**
 * Options, then `DD_DOGSTATSD_URL` (`udp://host:port`, `unix:///path`, `unixgram:///path`, `unixstream:///path`), then `DD_DOGSTATSD_SOCKET`, then `DD_AGENT_HOST` and
 * `DD_DOGSTATSD_PORT`. Options that say part of an address leave the rest of it to hot-shots' defaults, but for host and port, of which the environment may say the other.
 */
export function findAgent(options: DatadogAgentOptions, variables: Variables): FoundAddress {
  const { protocol, host, port, path, client } = options
  if (client !== undefined || path !== undefined || (protocol !== undefined && protocol !== 'udp')) {
    return { address: { protocol, host, port, path, client } }
  }
  const url = variables['DD_DOGSTATSD_URL']
  const socket = variables['DD_DOGSTATSD_SOCKET']
  if (host === undefined && port === undefined && protocol === undefined) {
    if (url) return ofUrl(url)
    if (socket) return ofUrl(/^unix\w*:/.test(socket) ? socket : `unix://${socket}`)
  }
  const envPort = variables['DD_DOGSTATSD_PORT'] ? Number(variables['DD_DOGSTATSD_PORT']) : undefined
  if (port === undefined && envPort !== undefined && !isPort(envPort))
    return { address: {}, fault: 'DD_DOGSTATSD_PORT must be an integer from 1 to 65535' }
  return { address: { protocol, host: host ?? (variables['DD_AGENT_HOST'] || undefined), port: port ?? envPort } }
}

function ofUrl(text: string): FoundAddress {
  const [, scheme, rest = ''] = /^(\w+):\/\/(.+)$/.exec(text) ?? []
  if (scheme === 'unix' || scheme === 'unixgram') return { address: { protocol: 'uds', path: rest } }
  if (scheme === 'unixstream') return { address: { protocol: 'uds-stream', path: rest } }
  if (scheme === 'udp' && URL.canParse(text)) {
    const { hostname, port } = new URL(text)
    const isWhole = hostname !== '' && (port === '' || isPort(Number(port)))
    if (isWhole) return { address: { protocol: 'udp', host: hostname.replace(/^\[|\]$/g, ''), ...(port !== '' && { port: Number(port) }) } }
  }
  return { address: {}, fault: 'DD_DOGSTATSD_URL must be an address with udp://, unix://, unixgram:// or unixstream://' }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535
}
