/** Far more label values than a metric may have series: memory stays, what overflows is counted, and the honest series do not notice. */

import type { ModuleFormat } from '../harness/locations.js'
import { callProgram } from '../harness/processes.js'
import type { CardinalityInput, CardinalityOutput } from '../programs/drills/cardinality.js'
import { atMost, type Check, type Drill, type DrillResult, exactly, grewAtMost } from './drill.js'
import { honestCount, hostileMetric } from './hostile-labels.js'

export interface CardinalitySize extends CardinalityInput {
  readonly format: ModuleFormat
}

export async function runCardinality(size: CardinalitySize): Promise<DrillResult> {
  const { format, formats, valueCount, maxSeries, threadCount, hasRemoved } = size
  const found = await callProgram<CardinalityOutput>('drills/cardinality', 'run', size, { format, nodeOptions: ['--expose-gc'] })
  const announced = found.announcements.filter((text) => text.startsWith('series_limit') && text.includes(hostileMetric))
  const limit: readonly Check[] =
    threadCount === 0
      ? [exactly('series', found.seriesCount, maxSeries), exactly('announced', announced.length, 1)]
      : [atMost('series of all threads together', found.seriesCount, maxSeries + threadCount)]
  // The heaps of several threads have a life of their own: memory is weighed where there is one.
  const memory = threadCount === 0 ? [grewAtMost('resident memory grew by', found.grownBytes, 20)] : []
  const who = threadCount === 0 ? `the main thread, ${format}` : `${threadCount} threads, ${format} main, ${formats} threads`
  return {
    title: `${valueCount.toLocaleString('en-US')} hostile label values against a limit of ${maxSeries.toLocaleString('en-US')}${hasRemoved ? ', after a removal' : ''}, ${who}`,
    checks: [
      ...limit,
      exactly('counted in all', found.total, found.expectedTotal),
      exactly('overflowed, by the overflow series', found.overflowed, valueCount - (found.seriesCount - honestCount)),
      exactly('overflowed, by telltale_overflowed_updates_total', found.saidOverflowed, found.overflowed),
      exactly('series, new or there before, whose value is wrong', found.wrongSeries, 0),
      ...memory,
    ],
    figures: {
      'an update': `${((found.millis * 1_000) / valueCount).toFixed(2)} µs`,
      arena: `${(found.arenaBytes / 1e6).toFixed(2)} MB`,
      ...(threadCount === 0 ? {} : { 'resident memory grew by': `${(found.grownBytes / 1e6).toFixed(1)} MB` }),
    },
  }
}

export const cardinality: Drill = {
  name: 'cardinality',
  promise: 'Label values without end cost a bounded amount of memory, and not one count.',
  async run(progress) {
    const sizes: readonly Pick<CardinalitySize, 'format' | 'formats' | 'threadCount' | 'hasRemoved'>[] = [
      { threadCount: 0, hasRemoved: false, format: 'esm', formats: 'esm' },
      { threadCount: 0, hasRemoved: true, format: 'cjs', formats: 'cjs' },
      { threadCount: 8, hasRemoved: false, format: 'esm', formats: 'mixed' },
      { threadCount: 8, hasRemoved: true, format: 'cjs', formats: 'mixed' },
    ]
    const results: DrillResult[] = []
    for (const size of sizes) {
      progress(size.threadCount === 0 ? 'one thread' : `${size.threadCount} threads`)
      results.push(await runCardinality({ ...size, valueCount: 1_000_000, maxSeries: 10_000 }))
    }
    return results
  },
}
