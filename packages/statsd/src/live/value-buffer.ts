/** The observations of one live instrument that wait to be written. */

import type { Packer } from '../packets.js'

export interface ValueBuffer {
  add(value: number): void
  /** Writes what is there as lines. */
  write(): void
}

export interface ValueBufferOptions {
  /** A line is `head:value` + `end`, or `head:value:value…` + `end`. */
  readonly head: string
  readonly end: string
  readonly isPacked: boolean
  readonly maxLineBytes: number
  readonly packer: Packer
  /** The buffer was written because it was full. */
  onFull(): void
}

/** Enough for several packets; 8 KiB an instrument. */
const CAPACITY = 1_024

/** A value that is no number, or infinite, is dropped and counted when it is written. */
export function createValueBuffer({ head, end, isPacked, maxLineBytes, packer, onFull }: ValueBufferOptions): ValueBuffer {
  const values = new Float64Array(CAPACITY)
  const roomBytes = maxLineBytes - Buffer.byteLength(head) - Buffer.byteLength(end)
  let size = 0

  function write(): void {
    let packed = ''
    for (let i = 0; i < size; i++) {
      const value = values[i] as number
      if (!Number.isFinite(value)) {
        packer.drop('unsupported_value')
        continue
      }
      const text = `:${value}`
      if (packed !== '' && (!isPacked || packed.length + text.length > roomBytes)) {
        packer.add(head + packed + end)
        packed = ''
      }
      packed += text
    }
    if (packed !== '') packer.add(head + packed + end)
    size = 0
  }

  return {
    add(value) {
      values[size++] = value
      if (size < CAPACITY) return
      write()
      onFull()
    },
    write,
  }
}
