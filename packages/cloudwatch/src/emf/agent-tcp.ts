/** Lines to a CloudWatch agent over TCP. */

import { connect, type Socket } from 'node:net'

/** Connects when there is something to say, and again after the connection was lost. */
export function createTcpTransport(host: string, port: number) {
  let socket: Socket | undefined

  function open(): Socket {
    if (socket && !socket.destroyed && socket.writable) return socket
    const made = connect({ host, port })
    made.unref()
    made.setNoDelay(true)
    // The agent says nothing; what it says all the same is read and forgotten, or its end would not be noticed.
    made.resume()
    made.on('error', () => {})
    socket = made
    return made
  }

  return {
    write(line: string, signal: AbortSignal): Promise<void> {
      const current = open()
      current.ref()
      return new Promise<void>((resolve, reject) => {
        const settle = (error?: Error | null): void => {
          signal.removeEventListener('abort', abort)
          current.off('error', settle)
          current.off('close', closed)
          current.unref()
          if (error) reject(error)
          else resolve()
        }
        const closed = (): void => settle(new Error('the connection was closed'))
        const abort = (): void => {
          current.destroy()
          settle(new Error('aborted'))
        }
        signal.addEventListener('abort', abort)
        current.once('error', settle)
        current.once('close', closed)
        current.write(line, settle)
        if (signal.aborted) abort()
      })
    },
    close(): void {
      // What was written is sent before the end.
      socket?.end()
    },
  }
}
