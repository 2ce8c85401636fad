/** The door `@telltale/core/context`: what is carried along with a piece of work, and the ids of traces and spans. */

export { createSpanId, createTraceId } from './ids.js'
export type { Baggage, BaggageEntry, Scope } from './scope.js'
export { activeScope, activeSpanContext, deriveScope, runInScope, withSpanContext } from './scope.js'
export type { SpanContext } from './span-context.js'
export { isSampled, isSpanId, isTraceId, SAMPLED_FLAG, toSpanContext } from './span-context.js'
