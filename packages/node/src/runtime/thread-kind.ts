/** Which sort of thread this is, for histograms: a label of each worker would grow without bound. */

import { isMainThread } from 'node:worker_threads'

export const THREAD_KIND = isMainThread ? 'main' : 'worker'
