/** Terminates threads at random moments while they count and make series, has them scraped all the while, and adds up what is left of them. */

import { Worker } from 'node:worker_threads'
import { createRegistry } from '@telltale/core'
import { points } from '@telltale/core/model'
import { serveMetrics } from '@telltale/prometheus'
import { acknowledgementCells, COUNTED, killMetrics, MADE, MAKING } from '../../drills/kill-metrics.js'
import { programFile } from '../../harness/locations.js'
import { answerCalls } from '../../harness/program.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import { sleep } from '../../harness/waiting.js'
import type { AcknowledgingData } from '../threads/acknowledging.js'
import type { ScrapingOrder, ScrapingOutput } from '../threads/scraping.js'

export interface KillsInput {
  readonly killCount: number
  /** Threads alive at a time. */
  readonly atOnce: number
  readonly seriesCount: number
  /** A thread counts for up to this long before it is terminated; one in four is terminated while it still starts. */
  readonly longestLifeMillis: number
  /** Series that one thread in two makes at most. */
  readonly makeAtMost: number
  readonly formats: ThreadFormats
}

export interface KillsOutput {
  readonly acknowledged: number
  readonly counted: number
  /** By the counter without labels. */
  readonly countedInAll: number
  readonly observations: number
  readonly observed: number
  /** Threads that had counted anything when they were terminated. */
  readonly killedAtWork: number
  /** Threads that were terminated within the call that made a series. */
  readonly killedMaking: number
  readonly madeSeries: number
  /** Series that are there but were not made, are not there but were acknowledged, or have another number than 1. */
  readonly wrongSeries: number
  readonly scrapes: ScrapingOutput
}

/** A thread takes about half of this to load the library and take its place; whoever is terminated at the start goes by then. */
const startMillis = 80

answerCalls({
  async run({ killCount, atOnce, seriesCount, longestLifeMillis, makeAtMost, formats }: KillsInput): Promise<KillsOutput> {
    const registry = createRegistry()
    const { histogram, all } = killMetrics(registry)
    const server = await serveMetrics({ port: 0 })
    const acknowledged = new SharedArrayBuffer(killCount * acknowledgementCells * 8)
    const cells = new Float64Array(acknowledged)
    const said = (victim: number, cell: number): number => cells[victim * acknowledgementCells + cell] as number

    const flag = new SharedArrayBuffer(4)
    const scraper = startThread('scraping', formatOf(0, formats))
    const order: ScrapingOrder = { url: server.url, acknowledged, flag }
    const scraping = scraper.call<ScrapingOutput>('scrape', order)
    let next = 0
    const killInTurn = async (): Promise<void> => {
      while (next < killCount) {
        const victim = next++
        const data: AcknowledgingData = { acknowledged, victim, seriesCount, makeAtMost: victim % 2 === 0 ? makeAtMost : 0 }
        const worker = new Worker(programFile('threads/acknowledging', formatOf(victim >> 1, formats)), { workerData: data })
        worker.on('error', (error) => {
          throw error
        })
        if (victim % 4 === 1) {
          await sleep(Math.random() * startMillis)
        } else {
          await new Promise((resolve) => worker.once('message', resolve))
          // Those that make series are terminated while they do.
          await sleep(Math.random() * (victim % 2 === 0 ? 2 : longestLifeMillis))
        }
        await worker.terminate()
      }
    }
    await Promise.all(Array.from({ length: atOnce }, killInTurn))
    Atomics.store(new Int32Array(flag), 0, 1)
    const scrapes = await scraping
    await Promise.all([scraper.close(), server.close()])

    let counted = 0
    let wrongSeries = 0
    const found = Array.from({ length: killCount }, () => 0)
    for (const family of registry.gather().families) {
      if (family.kind !== 'counter') continue
      for (const { labels, value } of points(family)) {
        if (family.name === 'drill_kills_total') counted += value
        if (family.name !== 'drill_kills_made_total') continue
        const [victim, number] = labels.values.map(Number) as [number, number]
        found[victim] = (found[victim] as number) + 1
        // The one that was being made may be there, with or without its increment.
        const isAcknowledged = number < said(victim, MADE)
        if (number >= said(victim, MAKING) || (value !== 1 && (isAcknowledged || value !== 0))) wrongSeries++
      }
    }
    const victims = Array.from({ length: killCount }, (_, victim) => victim)
    for (const victim of victims) if ((found[victim] as number) < said(victim, MADE)) wrongSeries++
    const { count, sum } = histogram.get()
    return {
      acknowledged: victims.reduce((total, victim) => total + said(victim, COUNTED), 0),
      counted,
      countedInAll: all.get(),
      observations: count,
      observed: sum,
      killedAtWork: victims.filter((victim) => said(victim, COUNTED) > 0).length,
      killedMaking: victims.filter((victim) => said(victim, MAKING) > said(victim, MADE)).length,
      madeSeries: found.reduce((total, one) => total + one, 0),
      wrongSeries,
      scrapes,
    }
  },
})
