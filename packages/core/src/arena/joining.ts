/**
 * How a thread finds the arena of its process without being told.
 *
 * The first thread that loads the library makes the arena and leaves it in the environment data that every worker started from it inherits. A
 * thread that was started earlier finds nothing there: it makes an arena of its own and asks on a broadcast channel. Of two arenas the one with the lower
 * origin (the number of the thread that made it; 0 is the main thread) wins, so every thread ends in the same one, whoever asks first, with or without a
 * main thread that loads the library.
 */

import type { MessagePort } from 'node:worker_threads'
import { systemClock } from '../ground/clock.js'
import { TelltaleError } from '../ground/errors.js'
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
  /** Those above that one, nearest first, without the main thread. */
  readonly elders?: readonly number[]
  /** Threads that asked this one for its arena and have not come yet: they are stuck in a loop, or about to come. */
  readonly awaited: ReadonlySet<number>
  /**
   * Reads messages that wait for this thread, which may move it, and answers whether to look again: as long as its arena is not the main thread's, MAX_LOOKS times. For threads that never turn their
   * event loop, as those of a pool that waits for its next task with `Atomics.wait`. 1–2 µs.
   */
  look(): boolean
  /** Calls back whenever `awaited` changed. */
  onAwaited(listener: () => void): void
  /** Undefined on plain memory. */
  readonly handle: ArenaHandle | undefined
  /** Moves to the arena behind a handle at once; nothing happens when this thread is in it already. */
  join(handle: ArenaHandle): void
}

interface Inherited extends ArenaHandle {
  readonly ancestor: number
  readonly elders: readonly number[]
}

type Message =
  | { readonly kind: 'hello'; readonly origin: number; readonly thread: number }
  | { readonly kind: 'offer'; readonly handle: ArenaHandle }
  | { readonly kind: 'joined'; readonly thread: number }

/** The layout version is part of both names: releases that lay memory out differently do not meet. */
const ENVIRONMENT_KEY = `telltale:arena:${LAYOUT_VERSION}`
/** A thread that nobody answered so often is where it belongs. */
const MAX_LOOKS = 10_000
const CHANNEL_NAME = `telltale:joining:${LAYOUT_VERSION}`

/**
 * Finds or makes the arena of this process. To be called once per copy of the library and thread.
 *
 * @param onMove Told, with the arena left behind, that `arena` is another one now. Runs synchronously, so that its caller can carry everything over in one step.
 */
export function joinProcess(onMove: (left: Arena) => void): Membership {
  const threads = workerThreads()
  const self = threadNumber()
  const inherited = threads && asInherited(threads.getEnvironmentData(ENVIRONMENT_KEY))
  // Another copy of the library in this very thread may have left its word there: a thread is not above itself.
  const above = [inherited?.ancestor ?? 0, ...(inherited?.elders ?? [])].filter((thread) => thread !== self && thread !== 0)
  const awaited = new Set<number>()
  const listeners: (() => void)[] = []
  let say: (message: Message) => void = () => {}
  let channel: InstanceType<typeof BroadcastChannel> | undefined
  let looksLeft = self === 0 ? 0 : MAX_LOOKS
  let arena = inherited ? openArena(inherited.buffer) : createArena({ shared: threads !== undefined, nowMillis: systemClock.wallMillis() })
  let origin = inherited?.origin ?? self

  const handle = (): ArenaHandle | undefined => (arena.memory.shared ? { buffer: arena.memory.shared, origin } : undefined)

  function publish(): void {
    const current = handle()
    if (current) threads?.setEnvironmentData(ENVIRONMENT_KEY, { ...current, ancestor: self, elders: above } satisfies Inherited)
  }

  function join(offered: ArenaHandle): void {
    if (!isHandle(offered)) throw new TelltaleError('invalid_arena', 'attach: expected a handle made by arenaHandle(), got something else')
    const opened = openArena(offered.buffer)
    if (isSameArena(opened, arena)) return
    const left = arena
    arena = opened
    origin = offered.origin
    publish()
    onMove(left)
    say({ kind: 'joined', thread: self })
  }

  function setAwaited(thread: number, isAwaited: boolean): void {
    if (awaited.has(thread) === isAwaited) return
    if (isAwaited) awaited.add(thread)
    else awaited.delete(thread)
    for (const listener of listeners) listener()
  }

  publish()
  // A thread that inherited the main thread's arena is where everybody ends: it has nothing to ask and others answer.
  if (threads && arena.memory.shared && !(inherited && origin === 0)) listen()
  watchWorkers()

  function listen(): void {
    if (typeof BroadcastChannel === 'undefined') return
    const opened = new BroadcastChannel(CHANNEL_NAME)
    channel = opened
    say = (message) => opened.postMessage(message)
    opened.onmessage = ({ data }: { readonly data: unknown }) => hear(asMessage(data))
    ;(opened as { unref?: () => void }).unref?.()
    say({ kind: 'hello', origin, thread: self })
  }

  function hear(message: Message | undefined): void {
    if (message?.kind === 'offer' && message.handle.origin < origin) join(message.handle)
    if (message?.kind === 'joined') setAwaited(message.thread, false)
    if (message?.kind === 'hello' && message.origin !== origin) {
      const current = handle()
      if (message.origin > origin && current) {
        setAwaited(message.thread, true)
        say({ kind: 'offer', handle: current })
      } else say({ kind: 'hello', origin, thread: self })
    }
  }

  function look(): boolean {
    if (!threads || !channel || origin === 0 || looksLeft === 0) return false
    looksLeft--
    for (;;) {
      const received = threads.receiveMessageOnPort(channel as unknown as MessagePort)
      if (!received) break
      hear(asMessage(received.message))
    }
    return origin !== 0 && looksLeft > 0
  }

  /** A worker's `exit` comes only after its thread has really stopped (0 stores after it in 60 kills), so its lanes can be retired then. */
  function watchWorkers(): void {
    if (!threads || !arena.memory.shared) return
    process.on('worker', (worker) => {
      const thread = worker.threadId
      worker.prependOnceListener('exit', () => {
        retireLanes(arena, thread)
        setAwaited(thread, false)
      })
    })
  }

  return {
    get arena() {
      return arena
    },
    ancestor: above[0] ?? 0,
    elders: above.slice(1),
    awaited,
    look,
    onAwaited(listener) {
      listeners.push(listener)
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

/** What is found in the environment data may be anybody's: only what can be opened counts. */
function asInherited(value: unknown): Inherited | undefined {
  const { ancestor, elders } = (value ?? {}) as Partial<Inherited>
  if (!isHandle(value) || typeof ancestor !== 'number' || !Array.isArray(elders)) return undefined
  try {
    openArena(value.buffer)
  } catch {
    return undefined
  }
  return value as Inherited
}

function asMessage(value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, origin, thread, handle } = value as { [field in 'kind' | 'origin' | 'thread' | 'handle']?: unknown }
  if (kind === 'hello' && typeof origin === 'number' && typeof thread === 'number') return { kind, origin, thread }
  if (kind === 'joined' && typeof thread === 'number') return { kind, thread }
  if (kind === 'offer' && isHandle(handle)) return { kind, handle }
  return undefined
}
