/** The errors this library throws. */

import { quote } from './quote.js'

/** Stable codes, for callers who branch on them. */
export type TelltaleErrorCode =
  | 'invalid_options'
  | 'invalid_labels'
  | 'invalid_value'
  | 'series_limit'
  | 'metric_conflict'
  | 'invalid_arena'
  | 'unavailable'
  | 'serve_failed'

/**
 * Every error of this library. The message names the thing concerned, what was expected and what was given; `code` never changes between releases.
 * Thrown for mistakes in code only; bad data at run time is dropped, counted and announced instead (unless the registry is `strict`).
 */
export class TelltaleError extends Error {
  override readonly name = 'TelltaleError'
  readonly code: TelltaleErrorCode

  constructor(code: TelltaleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What a caught value has to say, for a problem's message. Of a failed `fetch` that is its cause: by itself it says no more than that it failed. */
export function toReason(error: unknown): string {
  if (!(error instanceof Error)) return quote(error)
  const { cause, message } = error
  return cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message
}
