/** Takes the active scope along in a message to another thread or process. */

import { extractScope, injectHeaders } from './propagation.js'
import { runInScope } from './scope.js'

/** The field of a message that carries a scope: headers, so that it survives structured clones and JSON alike. */
const FIELD = 'telltale'

/** A message with a scope in it. */
export type Carried<T> = T & { readonly telltale: Readonly<Record<string, string>> }

/**
 * A shallow copy of a message that takes the active scope (span context, correlation id, baggage) along in its field `telltale`, for `postMessage`, a pool's task or a queue.
 * The message must be a plain object.
 */
export function carry<T extends object>(message: T): Carried<T> {
  return { ...message, [FIELD]: injectHeaders() } as Carried<T>
}

/**
 * Calls `fn` with the scope that a message carries. Where it carries none, or something else, nothing is active in `fn` that belongs to whoever received it.
 * Answers what `fn` answers and throws what it throws; what the message holds never throws.
 */
export function resume<T>(message: unknown, fn: () => T): T {
  return runInScope(extractScope(carriedHeaders(message)), fn)
}

function carriedHeaders(message: unknown): Readonly<Record<string, unknown>> {
  try {
    const headers = (message as Partial<Carried<object>> | null | undefined)?.[FIELD]
    if (typeof headers === 'object' && headers !== null) return headers
  } catch {
    // A getter of the message threw: it carries nothing.
  }
  return {}
}
