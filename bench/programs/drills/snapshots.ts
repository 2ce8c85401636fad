/** Reads expositions one after the other while threads write without a pause. */

import { createRegistry } from '@telltale/core'
import { encodeText } from '@telltale/prometheus'
import { createWatch, steadyMetrics } from '../../drills/steady-metrics.js'
import { sumOf } from '../../harness/exposition-text.js'
import { answerCalls } from '../../harness/program.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import { until } from '../../harness/waiting.js'

export interface SnapshotsInput {
  readonly writerCount: number
  readonly readCount: number
  readonly formats: ThreadFormats
}

export interface SnapshotsOutput {
  readonly faultCount: number
  /** The first few. */
  readonly faults: readonly string[]
  readonly comparedCount: number
  /** Readings that showed more than the one before them. */
  readonly changedCount: number
  readonly written: number
  readonly countedAtEnd: number
  readonly observedAtEnd: number
  readonly wallMillis: number
}

const patienceMillis = 20_000

answerCalls({
  async run({ writerCount, readCount, formats }: SnapshotsInput): Promise<SnapshotsOutput> {
    const registry = createRegistry()
    const { counter } = steadyMetrics(registry)
    const flag = new SharedArrayBuffer(4)
    const writers = Array.from({ length: writerCount }, (_, index) => startThread('steady', formatOf(index, formats)))
    const written = Promise.all(writers.map((writer) => writer.call<number>('write', flag)))
    await until('a thread writes', () => counter.get({ series: 'a' }) > 0, patienceMillis)

    const watch = createWatch(writerCount)
    const started = performance.now()
    let changedCount = 0
    let last = 0
    for (let i = 0; i < readCount; i++) {
      const text = encodeText(registry.gather())
      watch.see(text)
      const total = sumOf(text, 'drill_steady_total')
      if (total > last) changedCount++
      last = total
    }
    const wallMillis = performance.now() - started
    Atomics.store(new Int32Array(flag), 0, 1)
    const times = await written
    const text = encodeText(registry.gather())
    watch.see(text)
    await Promise.all(writers.map((writer) => writer.close()))
    return {
      faultCount: watch.faults.length,
      faults: watch.faults.slice(0, 3),
      comparedCount: watch.comparedCount,
      changedCount,
      written: times.reduce((sum, one) => sum + one, 0),
      countedAtEnd: sumOf(text, 'drill_steady_total'),
      observedAtEnd: sumOf(text, 'drill_steady_size_count'),
      wallMillis,
    }
  },
})
