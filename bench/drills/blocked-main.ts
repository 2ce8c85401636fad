/** The metrics are scraped while the main thread sits in a synchronous loop that counts. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { BlockedMainInput, BlockedMainOutput } from '../programs/drills/blocked-main.js'
import { type Drill, type DrillResult, exactly, within } from './drill.js'

export interface BlockedMainSize extends BlockedMainInput {
  readonly format: ModuleFormat
}

/** A thread may have made one increment that it had not yet acknowledged when somebody looked. */
const unacknowledgedAtMost = 2

export async function runBlockedMain(size: BlockedMainSize): Promise<DrillResult> {
  const { format, threadFormat, burstSize, blockMillis } = size
  const found = await callProgram<BlockedMainOutput>('drills/blocked-main', 'run', size, { format })
  const { first, second, atFullSpeed } = found
  const outside = atFullSpeed.filter(({ total, acknowledgedBefore, acknowledgedAfter }) => {
    return total < acknowledgedBefore || total > acknowledgedAfter + unacknowledgedAtMost
  })
  return {
    title: `main thread blocked for ${blockMillis} ms, bursts of ${burstSize.toLocaleString('en-US')} in two threads, ${format} main, ${threadFormat} threads`,
    checks: [
      exactly('first scrape shows both first bursts', first.total, 2 * burstSize),
      exactly('the scrapes differ by both second bursts', second.total - first.total, 2 * burstSize),
      exactly('readings at full speed outside what had been counted before and after them', outside.length, 0),
      exactly('total at the end', found.totalAtEnd, found.acknowledgedAtEnd),
      within('first scrape answered', first.millis, 100),
      within('second scrape answered', second.millis, 100),
    ],
    figures: {
      'main thread blocked': `${found.blockedMillis.toFixed(0)} ms`,
      'scrapes at full speed': String(atFullSpeed.length),
      'slowest of them': `${Math.max(0, ...atFullSpeed.map(({ millis }) => millis)).toFixed(1)} ms`,
      'counted in all': found.totalAtEnd.toLocaleString('en-US'),
    },
  }
}

export const blockedMain: Drill = {
  name: 'blocked-main',
  promise: 'A blocked main thread neither delays a scrape nor hides what it counts.',
  async run(progress) {
    const results: DrillResult[] = []
    for (const format of ['esm', 'cjs'] as const) {
      progress(format)
      results.push(await runBlockedMain({ format, threadFormat: format === 'esm' ? 'cjs' : 'esm', blockMillis: 2_000, burstSize: 250_000 }))
    }
    return results
  },
}
