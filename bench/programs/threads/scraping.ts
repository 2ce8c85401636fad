/** A thread that scrapes without a pause until it is told to stop, and holds each answer against what had been acknowledged before. */

import { acknowledgementCells, COUNTED } from '../../drills/kill-metrics.js'
import { sumOf } from '../../harness/exposition-text.js'
import { answerCalls } from '../../harness/program.js'
import { fetchText } from '../../harness/scrape.js'
import { sleep } from '../../harness/waiting.js'

export interface ScrapingOrder {
  readonly url: string
  readonly acknowledged: SharedArrayBuffer
  /** One Int32: not 0 to stop. */
  readonly flag: SharedArrayBuffer
}

export interface ScrapingOutput {
  /** From the request to the last byte, each scrape. */
  readonly millis: readonly number[]
  /** Not answered, or not with metrics. */
  readonly failed: number
  /** Showed less than an earlier one, or than what had been acknowledged before it was begun. */
  readonly lost: number
}

const pauseMillis = 3

answerCalls({
  async scrape({ url, acknowledged, flag }: ScrapingOrder): Promise<ScrapingOutput> {
    const stop = new Int32Array(flag)
    const cells = new Float64Array(acknowledged)
    const millis: number[] = []
    // Opens what a first request opens (sockets, parsers), so that what is timed is about the server.
    await fetchText(url)
    let failed = 0
    let lost = 0
    for (let last = 0; Atomics.load(stop, 0) === 0; ) {
      let before = 0
      for (let cell = COUNTED; cell < cells.length; cell += acknowledgementCells) before += cells[cell] as number
      const started = performance.now()
      try {
        const text = await fetchText(url)
        millis.push(performance.now() - started)
        const total = sumOf(text, 'drill_kills_total')
        if (total < before || total < last) lost++
        last = total
      } catch {
        failed++
      }
      await sleep(pauseMillis)
    }
    return { millis, failed, lost }
  },
})
