/** What each group of runtime metrics is to the collection. */

import type { Registry } from '@telltale/core'
import type { Settings } from './options.js'
import type { Sinks } from './sinks.js'

export interface CollectorHost {
  readonly registry: Registry
  readonly sinks: Sinks
  readonly settings: Settings
}

/** One group of metrics, in one thread. */
export interface Collector {
  /** Reads everything once. Called with no call of it under way. */
  sample?(): void | Promise<void>
  /** Ends what it started. */
  stop?(): void
}

export type CreateCollector = (host: CollectorHost) => Collector
