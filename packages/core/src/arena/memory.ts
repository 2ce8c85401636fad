/** The bytes below the arena: one growable shared buffer, or plain buffers where threads cannot share. */

import { HEAD_BYTES, HEAD_PAGES, MAX_PAGES, PAGE_BYTES } from './layout.js'

/** Where a page's bytes are. */
export interface PageBytes {
  readonly buffer: ArrayBufferLike
  readonly byteOffset: number
}

export interface Memory {
  /** The shared buffer, which another thread can open; undefined for plain memory. */
  readonly shared: SharedArrayBuffer | undefined
  /** Header and owner table. */
  readonly head: ArrayBufferLike
  readonly maxPages: number
  /** Makes sure the page exists and says where; undefined when memory is exhausted. Safe to race with other threads. */
  locate(page: number): PageBytes | undefined
  /** Bytes taken from the operating system so far (address space, not resident memory). */
  sizeBytes(): number
}

/** What is reserved, largest first, until one is granted. A reservation costs address space only: 4 GiB took 57 µs and no resident memory. */
const RESERVATION_BYTES = [2 ** 32, 2 ** 30, 2 ** 28]

/** Growing in larger steps than a page keeps the number of system calls low; untouched bytes stay unbacked. */
const GROWTH_BYTES = 1 << 20

/** A new shared memory, or undefined where the host has none to give. */
export function createSharedMemory(): Memory | undefined {
  if (typeof SharedArrayBuffer === 'undefined' || !('growable' in SharedArrayBuffer.prototype)) return undefined
  for (const maxByteLength of RESERVATION_BYTES) {
    try {
      return openSharedMemory(new SharedArrayBuffer(HEAD_BYTES + GROWTH_BYTES, { maxByteLength }))
    } catch {
      // Not that much address space (ulimit, container); try less.
    }
  }
  return undefined
}

/** The memory over a buffer made by `createSharedMemory` in any thread. */
export function openSharedMemory(shared: SharedArrayBuffer): Memory {
  return {
    shared,
    head: shared,
    maxPages: Math.min(MAX_PAGES, Math.floor(shared.maxByteLength / PAGE_BYTES)),
    locate(page) {
      const neededBytes = (page + 1) * PAGE_BYTES
      return grow(shared, neededBytes) ? { buffer: shared, byteOffset: page * PAGE_BYTES } : undefined
    },
    sizeBytes: () => shared.byteLength,
  }
}

/** Several threads may grow at once: the loser's call throws because the buffer is already longer, which is just as well. */
function grow(shared: SharedArrayBuffer, neededBytes: number): boolean {
  if (shared.byteLength >= neededBytes) return true
  const targetBytes = Math.min(shared.maxByteLength, Math.ceil(neededBytes / GROWTH_BYTES) * GROWTH_BYTES)
  try {
    shared.grow(targetBytes)
  } catch {
    // Another thread went further, or the system refused: the length tells.
  }
  return shared.byteLength >= neededBytes
}

/** Plain pages can be few: what has them is one thread, a test or a browser. Bounds the owner table to 16 KiB. */
const MAX_PLAIN_PAGES = 4_096

/** Memory of one thread: a buffer for the head and one a page. */
export function createPlainMemory(): Memory {
  const pages: (ArrayBuffer | undefined)[] = []
  const head = new ArrayBuffer(PAGE_BYTES + MAX_PLAIN_PAGES * 4)
  let sizeBytes = head.byteLength
  return {
    shared: undefined,
    head,
    maxPages: MAX_PLAIN_PAGES,
    locate(page) {
      let buffer = pages[page - HEAD_PAGES]
      if (!buffer) {
        try {
          buffer = new ArrayBuffer(PAGE_BYTES)
        } catch {
          return undefined
        }
        pages[page - HEAD_PAGES] = buffer
        sizeBytes += PAGE_BYTES
      }
      return { buffer, byteOffset: 0 }
    },
    sizeBytes: () => sizeBytes,
  }
}
