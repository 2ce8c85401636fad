/** The thread that scrapes while the main thread is blocked: it has its own event loop and needs nobody else's. */

import { acknowledgedBy, burstMetric, enterStage, stageOf, waitForStage } from '../../drills/blocked-stages.js'
import { sumOf } from '../../harness/exposition-text.js'
import { answerCalls } from '../../harness/program.js'
import { fetchText } from '../../harness/scrape.js'

export interface ScraperOrder {
  readonly control: SharedArrayBuffer
  readonly url: string
}

export interface TimedReading {
  readonly millis: number
  readonly total: number
}

/** A reading while everybody counts: it must lie between what was acknowledged before it and what had been begun after it. */
export interface BracketedReading extends TimedReading {
  readonly acknowledgedBefore: number
  readonly acknowledgedAfter: number
}

export interface ScraperOutput {
  readonly first: TimedReading
  readonly second: TimedReading
  readonly atFullSpeed: readonly BracketedReading[]
}

async function read(url: string): Promise<TimedReading> {
  const started = performance.now()
  const text = await fetchText(url)
  return { millis: performance.now() - started, total: sumOf(text, burstMetric) }
}

const acknowledged = (control: SharedArrayBuffer): number => acknowledgedBy(control, 'main') + acknowledgedBy(control, 'worker')

answerCalls({
  /** Opens what a first request opens (sockets, parsers), so that the two timed ones are about the server. */
  async prepare({ url }: ScraperOrder) {
    await read(url)
  },
  async scrape({ control, url }: ScraperOrder): Promise<ScraperOutput> {
    waitForStage(control, 'first scrape')
    const first = await read(url)
    enterStage(control, 'second burst')
    waitForStage(control, 'second scrape')
    const second = await read(url)
    enterStage(control, 'full speed')
    const atFullSpeed: BracketedReading[] = []
    while (stageOf(control) === 'full speed') {
      const acknowledgedBefore = acknowledged(control)
      const reading = await read(url)
      atFullSpeed.push({ ...reading, acknowledgedBefore, acknowledgedAfter: acknowledged(control) })
    }
    return { first, second, atFullSpeed }
  },
})
