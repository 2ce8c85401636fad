/** A pool of threads that has loaded the library and recorded before the main thread imports it for the first time. */

import type { JoiningMetrics } from '../../drills/joining-metrics.js'
import { answerCalls } from '../../harness/program.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import { until } from '../../harness/waiting.js'

export interface LateJoinersInput {
  readonly threadCount: number
  /** Recordings of each thread before, while and after the main thread comes, and of the main thread itself. */
  readonly times: number
  readonly formats: ThreadFormats
}

export interface LateJoinersOutput {
  /** From the main thread's import until it read everything that had been recorded before. */
  readonly joinedAfterMillis: number
  readonly read: ReturnType<JoiningMetrics['read']>
  readonly expected: number
}

/** A thread that never joins must not hang a test run. */
const patienceMillis = 20_000

answerCalls({
  async run({ threadCount, times, formats }: LateJoinersInput): Promise<LateJoinersOutput> {
    const pool = Array.from({ length: threadCount }, (_, index) => ({
      name: `early-${index}`,
      thread: startThread('joining', formatOf(index, formats)),
    }))
    const recordAll = (): Promise<unknown> => Promise.all(pool.map(({ name, thread }) => thread.call('record', { thread: name, times })))

    await recordAll()
    // Half of the second round falls into the import: some threads are found in the middle of a loop.
    const second = recordAll()
    const started = performance.now()
    const metrics = (await import('./late-main.js')).joinLate()
    metrics.record('main', times)
    await second
    const early = times * (2 * threadCount + 1)
    await until(`the main thread reads the ${early} recordings made so far`, () => metrics.read().plain >= early, patienceMillis).catch(
      () => {},
    )
    const joinedAfterMillis = performance.now() - started

    // Whoever has joined is read at once, and so is a thread started only now.
    const late = { name: 'late', thread: startThread('joining', formatOf(1, formats)) }
    pool.push(late)
    await recordAll()
    metrics.record('main', times)
    const output = { joinedAfterMillis, read: metrics.read(), expected: early + times * (threadCount + 2) }
    await Promise.all(pool.map(({ thread }) => thread.close()))
    return output
  },
})
