/** Sends packets over hot-shots, over whatever socket. Knows no metrics. */

import { TelltaleError } from '@telltale/core'
import { toReason } from '@telltale/core/exporter'
import { StatsD } from 'hot-shots'
import type { StatsdClient, TransportSettings } from './options.js'
import { openStream, type StreamSocket } from './stream-socket.js'

/** What became of a packet. */
export type SendResult =
  | { readonly isSent: true }
  | {
      readonly isSent: false
      /** For people. */
      readonly reason: string
      /** A stream broke meanwhile: the server may have a part of it, or all. */
      readonly mayHaveArrived: boolean
    }

export interface StatsdTransport {
  /** Settles when the packet is in the hands of the operating system, or failed. Never rejects. */
  send(packet: string): Promise<SendResult>
  /** Ends the connection once what was sent is written. Never rejects. A client that was given stays open. */
  close(): Promise<void>
}

/** The client as it is used: packets are ready, so they go past its own buffer, prefix and tags. */
type OwnClient = StatsdClient & { close(callback: () => void): void }

/** hot-shots waits as long at least when it closes; what it sends has been waited for before. */
const CLOSING_MILLIS = 5

/** @throws TelltaleError `unavailable` when `protocol: 'uds'` lacks its native part. */
export function createTransport(settings: TransportSettings): StatsdTransport {
  const { client, protocol } = settings
  if (client) return { send: (packet) => sendOver(client, packet, () => false), close: async () => {} }
  return protocol === 'tcp' || protocol === 'uds-stream' ? streamTransport(settings) : datagramTransport(settings)
}

function datagramTransport({ host, path, port, protocol }: TransportSettings): StatsdTransport {
  let missing: string | undefined
  // Without a handler hot-shots prints errors, which come back with the packet they concern as well.
  const errorHandler = (error: Error): void => {
    if (error.message.includes('unix_dgram')) missing = error.message
  }
  const common = { errorHandler, maxBufferSize: 0, closingFlushInterval: CLOSING_MILLIS, includeDatadogTelemetry: false }
  const client = ownClient(protocol === 'uds' ? { ...common, protocol: 'uds', path } : { ...common, protocol: 'udp', host, port })
  if (missing !== undefined) {
    const message = "protocol 'uds' needs the native package unix-dgram, which is not installed or not built; 'uds-stream' and 'udp' do not"
    throw new TelltaleError('unavailable', message)
  }
  return { send: (packet) => sendOver(client, packet, () => false), close: () => closeClient(client) }
}

/** One connection for as long as it lasts, made when there is something to send. */
function streamTransport(settings: TransportSettings): StatsdTransport {
  let current: { readonly socket: StreamSocket; readonly client: OwnClient } | undefined

  function connected(): NonNullable<typeof current> {
    if (current && !current.socket.isOver()) return current
    const socket = openStream(settings)
    const client = ownClient({
      protocol: 'stream',
      stream: socket.stream,
      errorHandler: () => {},
      maxBufferSize: 0,
      closingFlushInterval: CLOSING_MILLIS,
    })
    current = { socket, client }
    return current
  }

  return {
    send(packet) {
      const { client, socket } = connected()
      return sendOver(client, packet, socket.wasConnected)
    },
    // hot-shots holds nothing beside the socket, and would wait for a socket that is closed already to close.
    close: async () => current?.socket.end(),
  }
}

/** hot-shots' types leave out `sendMessage`, which its own telemetry and ours uses. */
function ownClient(options: ConstructorParameters<typeof StatsD>[0] & { readonly closingFlushInterval: number }): OwnClient {
  return new StatsD(options) as unknown as OwnClient
}

function sendOver(client: StatsdClient, packet: string, mayHaveArrived: () => boolean): Promise<SendResult> {
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ isSent: false, reason: toReason(error), mayHaveArrived: mayHaveArrived() })
    try {
      client.sendMessage(packet, (error) => (error ? fail(error) : resolve({ isSent: true })))
    } catch (error) {
      fail(error)
    }
  })
}

function closeClient(client: OwnClient): Promise<void> {
  return new Promise((resolve) => {
    try {
      client.close(() => resolve())
    } catch {
      resolve()
    }
  })
}
