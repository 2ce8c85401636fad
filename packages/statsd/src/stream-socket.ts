/** A TCP or Unix stream socket as hot-shots takes it: its own TCP writes every character beyond Latin-1 wrongly, and it has no Unix stream. */

import { connect, type NetConnectOpts } from 'node:net'
import { Writable } from 'node:stream'
import type { TransportSettings } from './options.js'

export interface StreamSocket {
  /** What hot-shots writes packets to. */
  readonly stream: Writable
  /** Whether it was connected once: before that nothing can have arrived. */
  wasConnected(): boolean
  /** Whether it takes nothing any more. */
  isOver(): boolean
  /** Settles when everything written is with the operating system and the connection is closed from this side. */
  end(): Promise<void>
}

/**
 * Begins to connect. It never keeps the process alive by itself.
 *
 * DogStatsD's stream socket has a length of four bytes, the least significant first, before each packet (`datadog-go statsd/uds.go`); all others have line ends.
 */
export function openStream({ dialect, host, path, port, protocol }: TransportSettings): StreamSocket {
  const isUnix = protocol === 'uds-stream'
  const target: NetConnectOpts = isUnix ? { path } : { host, port }
  const socket = connect(target)
  let isConnected = false
  socket.unref()
  socket.once('connect', () => {
    isConnected = true
  })
  // What went wrong is told to the packet that was being written; without a listener it would end the process.
  socket.on('error', () => {})
  // StatsD servers answer nothing; unread, an answer would keep the end of the connection from being noticed.
  socket.resume()

  const stream = isUnix && dialect === 'dogstatsd' ? framed(socket) : socket
  return {
    stream,
    wasConnected: () => isConnected,
    isOver: () => socket.destroyed || socket.writableEnded || stream.destroyed,
    end: () =>
      new Promise((resolve) => {
        const over = (): void => {
          socket.destroy()
          resolve()
        }
        if (socket.destroyed || !isConnected) return over()
        // Whichever comes first: all is written, or the connection broke.
        socket.once('close', over)
        socket.end(over)
      }),
  }
}

function framed(socket: Writable): Writable {
  const stream = new Writable({
    write(packet: Buffer, _, done) {
      const length = Buffer.alloc(4)
      length.writeUInt32LE(packet.length)
      socket.write(Buffer.concat([length, packet]), done)
    },
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  stream.on('error', () => {})
  return stream
}
