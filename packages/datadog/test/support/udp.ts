/** A UDP socket of the loopback, and DogStatsD lines read by the grammar of docs.datadoghq.com, "Datagram format and shell usage". */

import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'

export interface Line {
  readonly name: string
  readonly values: readonly number[]
  readonly type: string
  readonly tags: readonly string[]
}

export interface UdpReceiver {
  readonly port: number
  readonly lines: readonly Line[]
  /** Sum of a counter, of any tags. */
  total(name: string): number
  /** Settles when a line holds. */
  until(isThere: () => boolean): Promise<void>
  close(): Promise<void>
}

const LINE =
  /^([a-zA-Z][a-zA-Z0-9_.]{0,199}):(-?[0-9.e+-]+(?::-?[0-9.e+-]+)*)\|(c|g|d|h|ms)(?:\|@[0-9.]+)?(?:\|#([^|\n]+))?((?:\|(?:c|e|card):[^|\n]+)*)$/

/** @throws when it is no line. */
export function parseLine(text: string): Line {
  const [, name, values, type, tags] = LINE.exec(text) ?? []
  if (name === undefined || values === undefined || type === undefined) throw new Error(`no DogStatsD: ${JSON.stringify(text)}`)
  return { name, values: values.split(':').map(Number), type, tags: tags?.split(',') ?? [] }
}

export async function startUdp(): Promise<UdpReceiver> {
  const socket = createSocket('udp4')
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (message) => {
    for (const text of message.toString('utf8').split('\n')) if (text !== '') lines.push(parseLine(text))
    for (const wake of waiting) wake()
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    port: (socket.address() as AddressInfo).port,
    lines,
    total: (name) =>
      lines.filter((line) => line.name === name && line.type === 'c').reduce((sum, { values }) => sum + (values[0] as number), 0),
    until: (isThere) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isThere()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
