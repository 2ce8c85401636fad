/** What carries the scope: one `AsyncLocalStorage` for all copies of the library in a thread. */

import type { AsyncLocalStorage } from 'node:async_hooks'
import { processOf } from '../ground/platform.js'

/**
 * Shared by copies of the library, so only its shape may be relied on, and the version in its key changes with it. `S` is what a scope is in that version.
 */
export interface Carrier<S> {
  /** Made when a scope is first entered: until then nobody pays for promises being watched. */
  storage: AsyncLocalStorage<S> | undefined
  /** Told, once, that scopes are in use in this thread. */
  readonly listeners: (() => void)[]
}

/** The version goes up when a scope changes in a way that another copy would misread. */
const KEY = Symbol.for('telltale:context:1')

/** The carrier of this thread, or one of this copy's own where the global object takes nothing. */
export function findCarrier<S>(): Carrier<S> {
  const global = globalThis as { [KEY]?: unknown }
  const made: Carrier<S> = { storage: undefined, listeners: [] }
  try {
    if (isCarrier<S>(global[KEY])) return global[KEY]
    Object.defineProperty(global, KEY, { value: made })
  } catch {
    // A frozen global object, or one that has something else there: this copy keeps its scopes to itself.
  }
  return made
}

/** The storage of a carrier, made if there is none yet; undefined where the host has none. The first to make it tells the listeners. */
export function openStorage<S>(carrier: Carrier<S>): AsyncLocalStorage<S> | undefined {
  if (carrier.storage) return carrier.storage
  const hooks = processOf()?.getBuiltinModule?.('node:async_hooks')
  if (!hooks?.AsyncLocalStorage) return undefined
  carrier.storage = new hooks.AsyncLocalStorage<S>()
  for (const listener of carrier.listeners.splice(0)) listener()
  return carrier.storage
}

function isCarrier<S>(value: unknown): value is Carrier<S> {
  return typeof value === 'object' && value !== null && 'storage' in value && Array.isArray((value as Partial<Carrier<S>>).listeners)
}
