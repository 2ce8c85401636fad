/** What the metrics thread and the thread that started it say to one another. */

import type { ArenaHandle, Problem } from '@telltale/core'

/** Given to the metrics thread at its start, as `workerData`. */
export interface ThreadInput {
  readonly arena: ArenaHandle
  readonly registry: string
  readonly prefix: string
  readonly port: number
  readonly host: string
  readonly path: string
}

/** From the metrics thread. */
export type ThreadReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | { readonly kind: 'problem'; readonly problem: Problem }

/** To the metrics thread: finish the answers under way and end. */
export type ThreadOrder = 'close'
