/** The primary of a cluster whose workers have the same series in prom-client, and that asks them for their sums. */

import cluster, { type Worker } from 'node:cluster'
import { AggregatorRegistry } from 'prom-client'
import { summarizeText, type TextSummary } from '../harness/exposition-text.js'
import { collectYoungGarbage } from '../harness/garbage.js'
import { programFile } from '../harness/locations.js'
import { watchLoopDelay } from '../harness/loop-delay.js'
import { answerCalls } from '../harness/program.js'
import { sleep } from '../harness/waiting.js'

const aggregator = new AggregatorRegistry()
let workers: readonly Worker[] = []
let text = ''

answerCalls({
  async start(workerCount: number) {
    cluster.setupPrimary({ exec: programFile('cluster-worker', 'esm'), execArgv: [] })
    workers = Array.from({ length: workerCount }, () => cluster.fork())
    await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('online', resolve))))
  },
  async change(seriesCount: number) {
    const changed = workers.map((worker) => {
      return new Promise<void>((resolve) => {
        const listen = (message: unknown): void => {
          if (message !== 'changed') return
          worker.off('message', listen)
          resolve()
        }
        worker.on('message', listen)
      })
    })
    for (const worker of workers) worker.send({ change: seriesCount })
    await Promise.all(changed)
  },
  /** One scrape, milliseconds. */
  async scrape(): Promise<number> {
    collectYoungGarbage()
    const started = performance.now()
    text = await aggregator.clusterMetrics()
    return performance.now() - started
  },
  /** The longest block of the primary's event loop during one scrape, milliseconds. */
  async block(): Promise<number> {
    const stop = watchLoopDelay()
    await sleep(20)
    await aggregator.clusterMetrics()
    // The turn that comes late has to come before it can be seen.
    await sleep(20)
    return stop().longestMillis
  },
  summarize: (): TextSummary => summarizeText(text),
  stop() {
    for (const worker of workers) worker.process.kill('SIGKILL')
  },
})
