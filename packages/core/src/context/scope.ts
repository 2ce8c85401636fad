/** The scope: what a piece of work carries along through calls, promises, timers and callbacks. */

import { findCarrier, openStorage } from './carrier.js'
import { type SpanContext, toSpanContext } from './span-context.js'

/** One entry of the baggage. W3C Baggage. */
export interface BaggageEntry {
  readonly value: string
  /** Its properties, as text; absent when there are none. */
  readonly metadata?: string | undefined
}

/** What travels with a request beside its trace, by key. */
export type Baggage = ReadonlyMap<string, BaggageEntry>

/**
 * What is active at one point of the program. Immutable: what changes is which scope is active. It holds ids and never a span, because sockets, timers
 * and pools keep the scope they were made in for as long as they live.
 */
export interface Scope {
  readonly spanContext: SpanContext | undefined
  readonly correlationId: string | undefined
  readonly baggage: Baggage | undefined
}

const carrier = findCarrier<Scope>()

/** What is active where no scope was entered. */
const NO_SCOPE: Scope = Object.freeze({ spanContext: undefined, correlationId: undefined, baggage: undefined })

/** The active scope; one without anything in it where none was entered, or where the host cannot carry scopes. 4 ns. */
export function activeScope(): Scope {
  return carrier.storage?.getStore() ?? NO_SCOPE
}

/** The span context of the active scope, or undefined. Costs a field load while no scope was ever entered in this thread. */
export function activeSpanContext(): SpanContext | undefined {
  return carrier.storage?.getStore()?.spanContext
}

/**
 * A scope like the active one but for what is given; a field given as undefined is taken out. Enters nothing: hand it to `runInScope`.
 * The fields are taken as they are: what came from outside must have been checked (`toSpanContext`), and what is mutable must not be changed any more.
 */
export function deriveScope(changes: Partial<Scope>): Scope {
  const { spanContext, correlationId, baggage } = activeScope()
  return Object.freeze({
    spanContext: 'spanContext' in changes ? changes.spanContext : spanContext,
    correlationId: 'correlationId' in changes ? changes.correlationId : correlationId,
    baggage: 'baggage' in changes ? changes.baggage : baggage,
  })
}

/**
 * Calls `fn` with this scope active, in it and in everything it starts: promises, timers, callbacks. Afterwards the caller's scope is active as before.
 * Answers what `fn` answers and throws what it throws. Where the host cannot carry scopes (a browser), `fn` is called and no scope is active.
 *
 * @param scope Of `deriveScope`, or `activeScope` at some earlier time. Copies of the library in one thread see one another's.
 */
export function runInScope<T>(scope: Scope, fn: () => T): T {
  const storage = openStorage(carrier)
  return storage ? storage.run(scope, fn) : fn()
}

/** Calls `fn` with this span context active and the rest of the active scope as it is. One that is not valid (`toSpanContext`) is taken for none. */
export function withSpanContext<T>(spanContext: SpanContext | undefined, fn: () => T): T {
  return runInScope(deriveScope({ spanContext: toSpanContext(spanContext) }), fn)
}

/** Calls back once when a scope is first entered in this thread, at once if one was; for what is to cost nothing before that. */
export function onFirstScope(listener: () => void): void {
  if (carrier.storage) listener()
  else carrier.listeners.push(listener)
}
