/** What the host offers. Everything is optional, so that the same code runs outside Node, on plain memory and in one thread. */

type NodeProcess = typeof globalThis.process
type WorkerThreads = typeof import('node:worker_threads')

/** Node's `process`, or undefined elsewhere. */
export function processOf(): NodeProcess | undefined {
  return typeof process === 'object' && process !== null ? process : undefined
}

/**
 * `node:worker_threads`, or undefined where there is none. Reached through `process.getBuiltinModule`, not an import, so that the package has no
 * static dependency on Node and needs no shims in a browser bundle.
 */
export function workerThreads(): WorkerThreads | undefined {
  return processOf()?.getBuiltinModule?.('node:worker_threads')
}

/** This thread's number: 0 for the main thread. Never used twice in a process. */
export function threadNumber(): number {
  return workerThreads()?.threadId ?? 0
}
