/** The ways that lines go. */

import { MAX_DATAGRAM_BYTES, MAX_EMF_LINE_BYTES } from '../encode/limits.js'
import { createTcpTransport } from './agent-tcp.js'
import { createUdpTransport } from './agent-udp.js'
import { createFileTransport, createStdoutTransport } from './descriptor.js'
import { DEFAULT_AGENT_HOST, DEFAULT_AGENT_PORT, type EmfDestination } from './options.js'

export interface LineTransport {
  readonly maxLineBytes: number
  /** Settles when the line is out of our hands; rejects when it is not, or `signal` was aborted before it was. One at a time. */
  write(line: string, signal: AbortSignal): Promise<void>
  /** After the lines of a push: gives back what is not needed until the next. */
  rest?(): void
  close(): void
}

export function createLineTransport(destination: EmfDestination): LineTransport {
  if (destination === 'stdout') return { maxLineBytes: MAX_EMF_LINE_BYTES, ...createStdoutTransport() }
  if ('file' in destination) return { maxLineBytes: MAX_EMF_LINE_BYTES, ...createFileTransport(destination.file) }
  const { protocol, host = DEFAULT_AGENT_HOST, port = DEFAULT_AGENT_PORT } = destination
  if (protocol === 'udp') return { maxLineBytes: MAX_DATAGRAM_BYTES, ...createUdpTransport(host, port) }
  return { maxLineBytes: MAX_EMF_LINE_BYTES, ...createTcpTransport(host, port) }
}
