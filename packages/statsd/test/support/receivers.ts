/** Sockets that keep what they are sent. */

import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Receiver {
  readonly port: number
  /** Datagrams, or what connections brought, in order of arrival. */
  readonly received: readonly string[]
  /** All lines so far. */
  lines(): string[]
  /** Settles when there are so many lines at least. */
  until(lineCount: number): Promise<void>
  close(): Promise<void>
}

function collect(): Omit<Receiver, 'port' | 'close'> & { add(text: string): void } {
  const received: string[] = []
  let look = (): void => {}
  const lines = (): string[] =>
    received
      .join('\n')
      .split('\n')
      .filter((line) => line !== '')
  return {
    received,
    lines,
    add(text) {
      received.push(text)
      look()
    },
    until: (lineCount) =>
      new Promise((resolve) => {
        look = () => {
          if (lines().length >= lineCount) resolve()
        }
        look()
      }),
  }
}

export async function receiveUdp(): Promise<Receiver> {
  const { add, ...rest } = collect()
  const socket = createSocket('udp4')
  socket.on('message', (message) => add(message.toString()))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { ...rest, port: socket.address().port, close: () => new Promise((resolve) => socket.close(() => resolve())) }
}

/** On a port of the loopback, or a Unix socket. */
export async function receiveStream(where: { port?: number; path?: string } = {}): Promise<Receiver & { breakConnections(): void }> {
  const { add, ...rest } = collect()
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => add(data.toString('latin1')))
    socket.on('close', () => open.delete(socket))
  })
  const breakConnections = (): void => {
    for (const socket of open) socket.resetAndDestroy()
  }
  await new Promise<void>((resolve) => {
    if (where.path !== undefined) server.listen(where.path, resolve)
    else server.listen(where.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo | string
  return {
    ...rest,
    port: typeof address === 'string' ? 0 : address.port,
    breakConnections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A folder for a Unix socket. */
export function socketFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-statsd-'))
  return { path: join(folder, 'statsd.sock'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
