/** What the main thread of the drill with late joiners imports late: the library and all that needs it. */

import { createRegistry } from '@telltale/core'
import { type JoiningMetrics, joinMetrics } from '../../drills/joining-metrics.js'

/** Loads nothing more; the library was loaded with this module. */
export function joinLate(): JoiningMetrics {
  return joinMetrics(createRegistry())
}
