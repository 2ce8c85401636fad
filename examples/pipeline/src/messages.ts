/** What the main thread and its workers say to one another. */

import type { Ledger } from './ledger.js'
import type { WordCounts } from './words.js'

/** Handed to a worker when it starts. */
export interface WorkerStart {
  readonly ledger: Ledger
}

/** A file to be done. */
export interface Task {
  readonly path: string
  /** Stop before counting the finished file, say `holding`, and wait: the moment at which the demonstration terminates a worker. */
  readonly shouldHold: boolean
}

/** To a worker: a file, or that there are no more. */
export type ToWorker = { readonly kind: 'task'; readonly task: Task } | { readonly kind: 'end' }

/** From a worker: the file is finished and counted, with its words unless a step refused it; or it is held as asked. */
export type FromWorker = { readonly kind: 'done'; readonly counts?: WordCounts } | { readonly kind: 'holding' }
