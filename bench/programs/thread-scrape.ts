/** A process whose worker threads have the same series, and that renders their sums. */

import { createRegistry } from '@telltale/core'
import { encodeText } from '@telltale/prometheus'
import { summarizeText, type TextSummary } from '../harness/exposition-text.js'
import { collectYoungGarbage } from '../harness/garbage.js'
import type { Program } from '../harness/processes.js'
import { answerCalls } from '../harness/program.js'
import { startThread } from '../harness/threads.js'

const metrics = createRegistry()
let threads: readonly Program[] = []
let text = ''

answerCalls({
  start(threadCount: number) {
    threads = Array.from({ length: threadCount }, () => startThread('series-owner', 'esm'))
  },
  async change(seriesCount: number) {
    await Promise.all(threads.map((thread) => thread.call('change', seriesCount)))
  },
  /** One scrape, milliseconds. */
  scrape(): number {
    collectYoungGarbage()
    const started = performance.now()
    text = encodeText(metrics.gather())
    return performance.now() - started
  },
  summarize: (): TextSummary => summarizeText(text),
  /** Threads write one metric for a while: what each says it wrote, and what is read afterwards. */
  async write({ threadCount, millis, metric }: { threadCount: number; millis: number; metric: string }) {
    const writers = Array.from({ length: threadCount }, () => startThread('writing', 'esm'))
    await Promise.all(writers.map((writer) => writer.call('write', { metric, millis: 50 })))
    const before = metrics.counter({ name: metric, help: 'Written by all threads.' }).get()
    const started = performance.now()
    const counts = await Promise.all(writers.map((writer) => writer.call<number>('write', { metric, millis })))
    const wallMillis = performance.now() - started
    const read = metrics.counter({ name: metric, help: 'Written by all threads.' }).get() - before
    await Promise.all(writers.map((writer) => writer.close()))
    return { written: counts.reduce((sum, count) => sum + count, 0), read, wallMillis }
  },
})
