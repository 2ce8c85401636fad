/** What a registry weighs together with the thread that serves it: both heaps and shared memory. */

import { collectGarbage } from '../harness/garbage.js'
import { answerCalls } from '../harness/program.js'
import { scrape } from '../harness/scrape.js'
import { weighWorkerThreads } from '../harness/thread-memory.js'
import { sleep } from '../harness/waiting.js'
import type { Filling } from '../peers/exposition-peer.js'
import { peer } from '../peers/telltale/exposition.js'

export interface ServedWeight {
  readonly before: number
  readonly after: number
}

/** Fills a registry, serves it from a thread of its own, scrapes twice, and answers what all of that weighs with its thread alone running. */
async function weighServed(filling: Filling): Promise<number> {
  const exposition = peer.fill(filling)
  const server = await peer.serve?.('own')
  if (!server) throw new Error('Telltale does not serve')
  await scrape(server.url)
  exposition.change()
  await scrape(server.url)
  await sleep(20)
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  const bytes = heapUsed + external + (peer.sharedBytes?.() ?? 0) + (await weighWorkerThreads())
  await server.close()
  return bytes
}

answerCalls({
  async weigh(filling: Filling): Promise<ServedWeight> {
    const before = await weighServed({ ...filling, seriesCount: 10 })
    return { before, after: await weighServed(filling) }
  },
})
