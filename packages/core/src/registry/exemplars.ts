/** Joins instruments and traces: where the exemplars of a registry come from. */

import { activeSpanContext, onFirstScope } from '../context/scope.js'
import type { ExemplarPolicy } from '../instruments/exemplars.js'
import { setTraced } from '../series/series.js'
import type { RegistryOptions } from './types.js'

const DEFAULT_INTERVAL_MILLIS = 1_000

/** Until a scope is entered in this thread, by whichever copy of the library, no update looks for one. */
onFirstScope(() => setTraced(true))

/**
 * How a metric comes by its exemplars, or undefined when it has none.
 *
 * @param wanted What the metric's own options say.
 * @param settings What the registry's say.
 */
export function exemplarPolicy(wanted: boolean | undefined, settings: RegistryOptions['exemplars'] = true): ExemplarPolicy | undefined {
  if (!(wanted ?? settings !== false)) return undefined
  const { intervalMillis = DEFAULT_INTERVAL_MILLIS, source } = typeof settings === 'object' ? settings : {}
  // When a source of the user's own has something to say only it knows.
  if (source) setTraced(true)
  return { intervalMillis, source: source ?? activeSpanContext }
}
