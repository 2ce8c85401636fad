/**
 * How a thread finds the arena of its process without being told.
 *
 * The first thread that loads the library makes the arena and leaves it in the environment data that every worker started from it inherits. A
 * thread that was started earlier finds nothing there: it makes an arena of its own and asks on a broadcast channel. Of two arenas the one with the lower
 * origin (the number of the thread that made it; 0 is the main thread) wins, so every thread ends in the same one, whoever asks first, with or without a
 * main thread that loads the library.
 */

import { systemClock } from '../ground/clock.js'
import { threadNumber, workerThreads } from '../ground/platform.js'
import { type Arena, createArena, isSameArena, openArena } from './arena.js'
import { retireLanes } from './lane.js'
import { LAYOUT_VERSION } from './layout.js'

/** What one thread needs to open another's arena. Structured-cloneable; carries shared memory, no copy. */
export interface ArenaHandle {
  readonly buffer: SharedArrayBuffer
  /** Number of the thread that made the arena. */
  readonly origin: number
}

export interface Membership {
  readonly arena: Arena
  /** Nearest ancestor thread that had loaded the library, 0 without one. */
  readonly ancestor: number
  /** True while this thread waits for somebody with an older arena. */
  readonly isAlone: boolean
  /** Undefined on plain memory. */
  readonly handle: ArenaHandle | undefined
  /** Moves to the arena behind a handle at once; nothing happens when this thread is in it already. */
  join(handle: ArenaHandle): void
}

interface Inherited extends ArenaHandle {
  readonly ancestor: number
}

type Message = { readonly kind: 'hello'; readonly origin: number } | { readonly kind: 'offer'; readonly handle: ArenaHandle }

/** The layout version is part of both names: releases that lay memory out differently do not meet. */
const ENVIRONMENT_KEY = `telltale:arena:${LAYOUT_VERSION}`
const CHANNEL_NAME = `telltale:joining:${LAYOUT_VERSION}`

/**
 * Finds or makes the arena of this process. To be called once per copy of the library and thread.
 *
 * @param onMove Told, with the arena left behind, that `arena` is another one now. Runs synchronously, so that its caller can carry everything over in one step.
 */
export function joinProcess(onMove: (left: Arena) => void): Membership {
  const threads = workerThreads()
  const self = threadNumber()
  const inherited = threads ? asInherited(threads.getEnvironmentData(ENVIRONMENT_KEY)) : undefined
  let arena = inherited ? openArena(inherited.buffer) : createArena({ shared: threads !== undefined, nowMillis: systemClock.wallMillis() })
  let origin = inherited?.origin ?? self

  const handle = (): ArenaHandle | undefined => (arena.memory.shared ? { buffer: arena.memory.shared, origin } : undefined)

  function publish(): void {
    const current = handle()
    if (current) threads?.setEnvironmentData(ENVIRONMENT_KEY, { ...current, ancestor: self } satisfies Inherited)
  }

  function join(offered: ArenaHandle): void {
    const opened = openArena(offered.buffer)
    if (isSameArena(opened, arena)) return
    const left = arena
    arena = opened
    origin = offered.origin
    publish()
    onMove(left)
  }

  publish()
  // A thread that inherited the main thread's arena is where everybody ends: it has nothing to ask and others answer.
  if (threads && arena.memory.shared && !(inherited && origin === 0)) listen()
  watchWorkers()

  function listen(): void {
    if (typeof BroadcastChannel === 'undefined') return
    const channel = new BroadcastChannel(CHANNEL_NAME)
    const say = (message: Message): void => channel.postMessage(message)
    channel.onmessage = ({ data }: { readonly data: unknown }) => {
      const message = asMessage(data)
      if (message?.kind === 'offer' && message.handle.origin < origin) join(message.handle)
      if (message?.kind === 'hello' && message.origin !== origin) {
        const current = handle()
        if (message.origin > origin && current) say({ kind: 'offer', handle: current })
        else say({ kind: 'hello', origin })
      }
    }
    ;(channel as { unref?: () => void }).unref?.()
    say({ kind: 'hello', origin })
  }

  /** A worker's `exit` comes only after its thread has really stopped (0 stores after it in 60 kills), so its lanes can be retired then. */
  function watchWorkers(): void {
    if (!threads || !arena.memory.shared) return
    process.on('worker', (worker) => {
      const thread = worker.threadId
      worker.prependOnceListener('exit', () => retireLanes(arena, thread))
    })
  }

  return {
    get arena() {
      return arena
    },
    ancestor: inherited?.ancestor ?? 0,
    get isAlone() {
      return origin === self && self !== 0
    },
    get handle() {
      return handle()
    },
    join,
  }
}

function isHandle(value: unknown): value is ArenaHandle {
  if (typeof value !== 'object' || value === null) return false
  const { buffer, origin } = value as Partial<ArenaHandle>
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer && typeof origin === 'number'
}

function asInherited(value: unknown): Inherited | undefined {
  return isHandle(value) && typeof (value as Partial<Inherited>).ancestor === 'number' ? (value as Inherited) : undefined
}

function asMessage(value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, origin, handle } = value as { kind?: unknown; origin?: unknown; handle?: unknown }
  if (kind === 'hello' && typeof origin === 'number') return { kind, origin }
  if (kind === 'offer' && isHandle(handle)) return { kind, handle }
  return undefined
}
