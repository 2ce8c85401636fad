/** A main thread that counts in one synchronous loop while its metrics are scraped. */

import { createRegistry } from '@telltale/core'
import { serveMetrics } from '@telltale/prometheus'
import { acknowledge, acknowledgedBy, burstMetric, createControl, enterStage, stageOf } from '../../drills/blocked-stages.js'
import type { ModuleFormat } from '../../harness/locations.js'
import { answerCalls } from '../../harness/program.js'
import { startThread } from '../../harness/threads.js'
import type { BurstsOrder } from '../threads/bursts.js'
import type { ScraperOrder, ScraperOutput } from '../threads/scraper.js'

export interface BlockedMainInput {
  readonly blockMillis: number
  readonly burstSize: number
  /** How the worker thread loads the packages. */
  readonly threadFormat: ModuleFormat
}

export interface BlockedMainOutput extends ScraperOutput {
  /** How long the main thread sat in its loop. */
  readonly blockedMillis: number
  readonly acknowledgedAtEnd: number
  readonly totalAtEnd: number
}

/** A loop that is stuck must not hang a test run. */
const patienceMillis = 30_000

answerCalls({
  async run({ blockMillis, burstSize, threadFormat }: BlockedMainInput): Promise<BlockedMainOutput> {
    const counter = createRegistry().counter({ name: burstMetric, help: 'Counted in bursts.', labels: ['thread'] })
    const idle = createRegistry().counter({ name: 'drill_blocked_turns_total', help: 'Turns of the blocked loop.' })
    const server = await serveMetrics({ port: 0 })
    const control = createControl()
    const worker = startThread('bursts', threadFormat)
    const scraper = startThread('scraper', threadFormat)
    const burstsOrder: BurstsOrder = { control, burstSize }
    const scraperOrder: ScraperOrder = { control, url: server.url }
    await worker.call('prepare')
    await scraper.call('prepare', scraperOrder)
    const counted = worker.call('count', burstsOrder)
    const scraped = scraper.call<ScraperOutput>('scrape', scraperOrder)

    // From here to the end of the block this thread's event loop gets no turn.
    const started = performance.now()
    const isLate = (): boolean => performance.now() - started > patienceMillis
    const burst = (): void => {
      for (let i = 0; i < burstSize; i++) counter.inc({ thread: 'main' })
      acknowledge(control, 'main', burstSize)
    }
    enterStage(control, 'first burst')
    burst()
    while (acknowledgedBy(control, 'worker') < burstSize && !isLate()) idle.inc()
    enterStage(control, 'first scrape')
    while (stageOf(control) === 'first scrape' && !isLate()) idle.inc()
    burst()
    while (acknowledgedBy(control, 'worker') < 2 * burstSize && !isLate()) idle.inc()
    enterStage(control, 'second scrape')
    while (stageOf(control) === 'second scrape' && !isLate()) idle.inc()
    while (performance.now() - started < blockMillis) {
      counter.inc({ thread: 'main' })
      acknowledge(control, 'main', 1)
    }
    enterStage(control, 'over')
    const blockedMillis = performance.now() - started

    await counted
    const readings = await scraped
    const totalAtEnd = counter.get({ thread: 'main' }) + counter.get({ thread: 'worker' })
    const acknowledgedAtEnd = acknowledgedBy(control, 'main') + acknowledgedBy(control, 'worker')
    await Promise.all([worker.close(), scraper.close(), server.close()])
    return { ...readings, blockedMillis, acknowledgedAtEnd, totalAtEnd }
  },
})
