/** What scrapes of a large registry do to the application's event loop. */

import type { ModuleFormat } from '../harness/locations.js'
import type { LoopDelay } from '../harness/loop-delay.js'
import { startProgram } from '../harness/processes.js'
import { type Scrape, scrape } from '../harness/scrape.js'
import { median } from '../harness/statistics.js'
import { sleep } from '../harness/waiting.js'
import type { ExpositionPeer } from '../peers/exposition-peer.js'
import type { ApplicationInput } from '../programs/application.js'
import { type Drill, type DrillResult, exactly, within } from './drill.js'

export interface LoopDelaySize {
  readonly library: ExpositionPeer['name']
  readonly thread: 'own' | 'caller'
  readonly seriesCount: number
  readonly scrapeCount: number
  /** From the end of one scrape to the next. */
  readonly pauseMillis: number
  readonly format: ModuleFormat
}

export interface LoopDelayMeasurement {
  /** The same application before any scrape, watched for as long as the scrapes take afterwards. */
  readonly idle: LoopDelay
  /** While it was scraped, the first scrape included. */
  readonly scraped: LoopDelay
  readonly scrapes: readonly Scrape[]
}

/** Watches one application process, first left alone, then scraped from this process. */
export async function measureLoopDelay(size: LoopDelaySize): Promise<LoopDelayMeasurement> {
  const { library, thread, seriesCount, scrapeCount, pauseMillis, format } = size
  const application = startProgram('application', { format, nodeOptions: ['--max-old-space-size=4096'] })
  try {
    const input: ApplicationInput = { library, thread, filling: { kind: 'counter', seriesCount, place: 'first' } }
    const url = await application.call<string>('start', input)
    await sleep(Math.min(500, scrapeCount * pauseMillis))
    await application.call('watch')
    await sleep(scrapeCount * pauseMillis)
    const idle = await application.call<LoopDelay>('delay')

    await application.call('watch')
    const scrapes: Scrape[] = []
    for (let count = 0; count < scrapeCount; count++) {
      scrapes.push(await scrape(url))
      await sleep(pauseMillis)
    }
    return { idle, scraped: await application.call<LoopDelay>('delay'), scrapes }
  } finally {
    await application.close()
  }
}

const describe = ({ p50Millis, p99Millis, p999Millis, longestMillis, turnCount }: LoopDelay): string =>
  `p50 ${p50Millis.toFixed(2)}, p99 ${p99Millis.toFixed(2)}, p99.9 ${p999Millis.toFixed(2)}, longest ${longestMillis.toFixed(2)} ms, ${turnCount} turns`

/** Runs the measurement several times and holds the median of the differences against the bar: one hiccup of the machine is not the library's. */
export async function runLoopDelay(size: LoopDelaySize, runCount: number): Promise<DrillResult> {
  const runs: LoopDelayMeasurement[] = []
  for (let run = 0; run < runCount; run++) runs.push(await measureLoopDelay(size))
  const overIdle = runs.map(({ idle, scraped }) => scraped.p999Millis - idle.p999Millis)
  const complete = runs.flatMap(({ scrapes }) => scrapes).filter(({ byteCount }) => byteCount > size.seriesCount * 40)
  return {
    title: `${size.scrapeCount} scrapes of ${size.seriesCount.toLocaleString('en-US')} series, ${size.thread} thread, ${size.format}, median of ${runCount} runs`,
    checks: [
      exactly('scrapes answered whole', complete.length, runCount * size.scrapeCount),
      within('p99.9 of the loop delay above idle', median(overIdle), 2),
    ],
    figures: Object.fromEntries(
      runs.flatMap(({ idle, scraped, scrapes }, run) => [
        [`run ${run + 1} idle`, describe(idle)],
        [`run ${run + 1} scraped`, describe(scraped)],
        [
          `run ${run + 1} scrapes`,
          `first ${scrapes[0]?.millis.toFixed(0)} ms, median ${median(scrapes.map(({ millis }) => millis)).toFixed(0)} ms, ` +
            `${((scrapes[0]?.byteCount ?? 0) / 1e6).toFixed(1)} MB each`,
        ],
      ]),
    ),
  }
}

export const loopDelay: Drill = {
  name: 'loop-delay',
  promise: "Scrapes answered by the metrics thread do not delay the application's event loop, the first one included.",
  async run(progress) {
    progress('100,000 series')
    const size: LoopDelaySize = {
      library: 'telltale',
      thread: 'own',
      seriesCount: 100_000,
      scrapeCount: 20,
      pauseMillis: 250,
      format: 'esm',
    }
    return [await runLoopDelay(size, 3)]
  },
}
