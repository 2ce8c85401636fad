/** A client that sends any bytes at all and reads what comes back. */

import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  /** Everything received until the server closed the connection or went quiet. */
  readonly text: string
  /** Status codes of the answers in it, in order. */
  readonly statuses: readonly number[]
  readonly isClosed: boolean
}

/** Opens a connection to a loopback port. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

/** Sends bytes and reads until the server closes, or until nothing has come for `quietMillis`. */
export async function sendRaw(port: number, bytes: string | Uint8Array, quietMillis = 150): Promise<RawAnswer> {
  const socket = await openSocket(port)
  const parts: Buffer[] = []
  const isClosed = await new Promise<boolean>((resolve) => {
    let timer = setTimeout(() => resolve(false), quietMillis)
    const close = (): void => {
      clearTimeout(timer)
      resolve(true)
    }
    socket.on('data', (part) => {
      parts.push(part)
      clearTimeout(timer)
      timer = setTimeout(() => resolve(false), quietMillis)
    })
    socket.once('end', close)
    socket.once('close', close)
    socket.write(bytes)
  })
  socket.destroy()
  const text = Buffer.concat(parts).toString('latin1')
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
  return { text, statuses, isClosed }
}
