/** Who does which file: a queue, a number of workers, and a replacement for one that is lost. */

import type { SourceFile } from './files.js'
import type { WordCounts } from './words.js'
import { startWorker } from './worker-handle.js'

/** What the pool needs to know, and whom it tells. All calls come on the main thread, in the order in which things happen. */
export interface PoolOptions {
  readonly files: readonly SourceFile[]
  readonly workerCount: number
  /** What a worker thread runs. @defaultValue the pipeline's own worker */
  readonly workerProgram?: URL
  /** Position of the file whose first worker is terminated while it holds it. */
  readonly terminateAt: number
  readonly onQueue: (depth: number) => void
  /** A file is finished; without words if a step refused it. */
  readonly onDone: (counts: WordCounts | undefined) => void
  /** A worker has ended without finishing its file. */
  readonly onAbandoned: (file: SourceFile) => void
}

/** A file that lost its worker and was done again. */
export interface Redone {
  readonly file: SourceFile
  readonly lostWorker: number
  readonly replacement: number
}

interface Work {
  readonly position: number
  readonly file: SourceFile
  /** Workers this file has already ended. */
  readonly lostWorkers: readonly number[]
}

const WORKER_PROGRAM = new URL('./worker.js', import.meta.url)

/** A file that ends this many workers is not given to another. */
const MAX_LOST_WORKERS = 3

/**
 * Does all files, each by one worker at a time, and ends when the last one is finished and all threads have stopped.
 *
 * A worker that is lost in the middle of a file is replaced, and the replacement begins with that file.
 * @returns Which files had to be done again.
 * @throws Error when a worker ended while it was counting, or when one file has ended several workers.
 */
export async function runPool(options: PoolOptions): Promise<readonly Redone[]> {
  const redone: Redone[] = []
  let nextPosition = 0
  let startedWorkerCount = 0

  function nextWork(): Work | undefined {
    const position = nextPosition
    const file = options.files[position]
    if (file === undefined) return undefined
    nextPosition++
    options.onQueue(options.files.length - nextPosition)
    return { position, file, lostWorkers: [] }
  }

  async function employ(firstWork: Work | undefined): Promise<void> {
    if (firstWork === undefined) return
    const worker = startWorker(++startedWorkerCount, options.workerProgram ?? WORKER_PROGRAM)
    for (let work: Work | undefined = firstWork; work !== undefined; work = nextWork()) {
      const { file, position, lostWorkers } = work
      const shouldHold = position === options.terminateAt && lostWorkers.length === 0
      let answer = await worker.perform({ path: file.path, shouldHold })
      if (answer.kind === 'holding') answer = await worker.terminateWhileHolding()
      if (answer.kind === 'done') {
        for (const lostWorker of lostWorkers) redone.push({ file, lostWorker, replacement: worker.number })
        options.onDone(answer.counts)
      } else {
        options.onAbandoned(file)
        const again: Work = { position, file, lostWorkers: [...lostWorkers, worker.number] }
        if (again.lostWorkers.length < MAX_LOST_WORKERS) return await employ(again)
        const cause = answer.kind === 'lost' ? answer.reason : undefined
        throw new Error(`${file.path} has ended ${MAX_LOST_WORKERS} workers`, { cause })
      }
    }
    await worker.end()
  }

  async function employOrStop(): Promise<void> {
    try {
      await employ(nextWork())
    } catch (error) {
      nextPosition = options.files.length
      throw error
    }
  }

  options.onQueue(options.files.length)
  const ends = await Promise.allSettled(Array.from({ length: options.workerCount }, employOrStop))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return redone
}
