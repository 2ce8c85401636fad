/**
 * Lines to standard output and to files. Written at once: `process.stdout` of a thread is written by the main thread, which may be busy ending.
 */

import { closeSync, openSync, writeSync } from 'node:fs'
import { systemTimers } from '@telltale/core/exporter'

interface DescriptorTransport {
  write(line: string, signal: AbortSignal): Promise<void>
  rest?(): void
  close(): void
}

const STDOUT = 1
/** How long a full pipe is left alone. */
const FULL_PIPE_WAIT_MILLIS = 5

export function createStdoutTransport(): DescriptorTransport {
  return { write: createLineWriter(() => STDOUT), close() {} }
}

/** Opens the file anew for each push, so that it may be moved away meanwhile. */
export function createFileTransport(file: string): DescriptorTransport {
  let descriptor: number | undefined
  const open = (): number => {
    descriptor ??= openSync(file, 'a')
    return descriptor
  }
  const rest = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  return { write: createLineWriter(open), rest, close: rest }
}

/** A line of which a part is written is finished before the next one begins, even if its push was aborted meanwhile: it counts as written. */
function createLineWriter(open: () => number): DescriptorTransport['write'] {
  let unfinished: Buffer | undefined

  async function writeAll(bytes: Buffer, signal: AbortSignal): Promise<void> {
    let offset = 0
    while (offset < bytes.length) {
      try {
        offset += writeSync(open(), bytes, offset)
      } catch (error) {
        const hasBegun = offset > 0
        if (hasBegun) unfinished = bytes.subarray(offset)
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
          if (hasBegun) return
          throw error
        }
        if (signal.aborted) {
          if (hasBegun) return
          throw error
        }
        await new Promise<void>((resolve) => void systemTimers.after(FULL_PIPE_WAIT_MILLIS, resolve))
      }
    }
    unfinished = undefined
  }

  return async (line, signal) => {
    if (unfinished) {
      const rest = unfinished
      await writeAll(rest, signal)
      if (unfinished !== undefined) throw new Error('the line before is not finished')
    }
    await writeAll(Buffer.from(line), signal)
  }
}
