/** A process whose worker threads have the same series, and that renders their sums. */

import { createRegistry } from '@telltale/core'
import { encodeText } from '@telltale/prometheus'
import { summarizeText, type TextSummary } from '../harness/exposition-text.js'
import { collectYoungGarbage } from '../harness/garbage.js'
import type { Program } from '../harness/processes.js'
import { answerCalls } from '../harness/program.js'
import { startThread } from '../harness/threads.js'
import { createWrittenMetric } from '../peers/telltale/written.js'
import type { WritingOrder } from './threads/writing.js'

export interface WritersInput extends WritingOrder {
  readonly threadCount: number
}

export interface WritersOutput {
  readonly written: number
  readonly read: number
  readonly wallMillis: number
}

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
  async write({ threadCount, ...order }: WritersInput): Promise<WritersOutput> {
    const writers = Array.from({ length: threadCount }, () => startThread('writing', 'esm'))
    await Promise.all(writers.map((writer) => writer.call('write', { ...order, millis: 50 } satisfies WritingOrder)))
    const { written } = createWrittenMetric(metrics, order.kind, order.metric)
    const before = written()
    const started = performance.now()
    const counts = await Promise.all(writers.map((writer) => writer.call<number>('write', order satisfies WritingOrder)))
    const wallMillis = performance.now() - started
    const read = written() - before
    await Promise.all(writers.map((writer) => writer.close()))
    return { written: counts.reduce((sum, count) => sum + count, 0), read, wallMillis }
  },
})
