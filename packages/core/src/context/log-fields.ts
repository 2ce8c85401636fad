/** What a line of a log should say of the scope it was written in. */

import { toLine } from '../ground/quote.js'
import { activeScope } from './scope.js'

/** The active ids under the names that log stores expect; those that there are. */
export interface LogFields {
  correlation_id?: string
  trace_id?: string
  span_id?: string
  trace_flags?: string
}

/** The active ids, in a fresh object each time: hand the function itself to pino as its `mixin`. */
export function logFields(): LogFields {
  const { correlationId, spanContext } = activeScope()
  const fields: LogFields = {}
  if (correlationId !== undefined) fields.correlation_id = correlationId
  if (spanContext) {
    fields.trace_id = spanContext.traceId
    fields.span_id = spanContext.spanId
    fields.trace_flags = spanContext.traceFlags.toString(16).padStart(2, '0')
  }
  return fields
}

/** A message for the console on one line, at most 300 characters of it, with the active ids behind it: `paid correlation_id=… trace_id=… span_id=…`. */
export function formatLogLine(message: string): string {
  const { trace_flags: _, ...ids } = logFields()
  return [toLine(message), ...Object.entries(ids).map(([name, id]) => `${name}=${toLine(id as string)}`)].join(' ')
}
