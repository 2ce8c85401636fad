/** Lines to a CloudWatch agent over UDP, one a datagram. Nobody says whether they arrived. */

import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'

export function createUdpTransport(host: string, port: number) {
  let socket: Socket | undefined

  function open(): Socket {
    if (socket) return socket
    const made = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    made.unref()
    made.on('error', () => {
      made.close()
      if (socket === made) socket = undefined
    })
    socket = made
    return made
  }

  return {
    write(line: string): Promise<void> {
      return new Promise((resolve, reject) => {
        open().send(line, port, host, (error) => (error ? reject(error) : resolve()))
      })
    },
    close(): void {
      socket?.close()
      socket = undefined
    },
  }
}
