/** The kinds of memory an arena can be on here: shared as well, where the host has shared memory. */

import { type Arena, createArena } from '../../src/arena/arena.js'

export const hasSharedMemory = typeof SharedArrayBuffer !== 'undefined'

export const MEMORIES: readonly (readonly [name: string, create: () => Arena])[] = [
  ['plain memory', () => createArena({ shared: false, nowMillis: 1_000 })],
  ...(hasSharedMemory ? ([['shared memory', () => createArena({ shared: true, nowMillis: 1_000 })]] as const) : []),
]
