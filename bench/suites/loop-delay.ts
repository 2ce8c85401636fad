/** What scrapes cost the application's event loop, beside a library that answers them there. */

import { judge, loopBars } from '../bars.js'
import { type LoopDelayMeasurement, type LoopDelaySize, measureLoopDelay } from '../drills/loop-delay.js'
import type { Row } from '../harness/report.js'
import { median, spreadOf } from '../harness/statistics.js'
import type { Suite } from './suite.js'

const contenders: readonly (Pick<LoopDelaySize, 'library' | 'thread'> & { readonly name: string })[] = [
  { name: 'telltale', library: 'telltale', thread: 'own' },
  { name: "telltale, caller's", library: 'telltale', thread: 'caller' },
  { name: 'prom-client', library: 'prom-client', thread: 'caller' },
  { name: '@platformatic', library: '@platformatic', thread: 'caller' },
]

export const loopDelay: Suite = {
  name: 'loop-delay',
  async run({ isQuick, progress }) {
    const sizes = isQuick
      ? { seriesCount: 5_000, scrapeCount: 5, pauseMillis: 20, format: 'esm' as const }
      : { seriesCount: 100_000, scrapeCount: 20, pauseMillis: 250, format: 'esm' as const }
    const runs = new Map<string, LoopDelayMeasurement[]>(contenders.map(({ name }) => [name, []]))
    for (let run = 0; run < (isQuick ? 1 : 3); run++) {
      for (const { name, library, thread } of contenders) {
        progress(`${name}, run ${run + 1}`)
        runs.get(name)?.push(await measureLoopDelay({ ...sizes, library, thread }))
      }
    }
    const row = (name: string, read: (measurement: LoopDelayMeasurement) => number): Row => ({
      name,
      figures: Object.fromEntries([...runs].map(([contender, measurements]) => [contender, spreadOf(measurements.map(read))])),
    })
    const over = (name: string, read: (measurement: LoopDelayMeasurement) => number): number => median((runs.get(name) ?? []).map(read))
    return {
      suite: 'loop-delay',
      unit: 'ms',
      rows: [
        row('p50 while idle', ({ idle }) => idle.p50Millis),
        row('p99.9 while idle', ({ idle }) => idle.p999Millis),
        row('p50 while scraped', ({ scraped }) => scraped.p50Millis),
        row('p99 while scraped', ({ scraped }) => scraped.p99Millis),
        row('p99.9 while scraped', ({ scraped }) => scraped.p999Millis),
        row('longest while scraped', ({ scraped }) => scraped.longestMillis),
        row('first scrape, request to last byte', ({ scrapes }) => scrapes[0]?.millis ?? Number.NaN),
        row('median scrape', ({ scrapes }) => median(scrapes.map(({ millis }) => millis))),
      ],
      judgements: [
        judge(
          loopBars.ownThread,
          over('telltale', ({ idle, scraped }) => scraped.p999Millis - idle.p999Millis),
        ),
        judge(
          loopBars.callersThread,
          over("telltale, caller's", ({ scraped }) => scraped.longestMillis),
        ),
      ],
      notes: [
        `${sizes.seriesCount.toLocaleString('en-US')} series, ${sizes.scrapeCount} scrapes a run from another process, the first included; medians of the runs`,
      ],
    }
  },
}
