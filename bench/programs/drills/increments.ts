/** Starts threads that increment one metric at once and adds up what it reads afterwards. */

import { createRegistry } from '@telltale/core'
import { points } from '@telltale/core/model'
import { answerCalls } from '../../harness/program.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import type { IncrementOrder } from '../threads/incrementing.js'

export interface IncrementsInput {
  readonly threadCount: number
  readonly timesPerThread: number
  readonly seriesCount: number
  readonly formats: ThreadFormats
}

export interface IncrementsOutput {
  readonly total: number
  readonly seriesFound: number
  /** Series whose value is not exactly what all threads together gave it. */
  readonly wrongSeries: number
  /** The same once every thread had been terminated. */
  readonly totalAfterwards: number
  /** From the order to all threads until the last has carried it out. */
  readonly wallMillis: number
}

const metric = 'drill_increments_total'

function read({
  threadCount,
  timesPerThread,
  seriesCount,
}: IncrementsInput): Pick<IncrementsOutput, 'total' | 'seriesFound' | 'wrongSeries'> {
  const family = createRegistry()
    .gather()
    .families.find(({ name }) => name === metric)
  if (family?.kind !== 'counter') throw new Error(`${metric} is not in the snapshot`)
  let total = 0
  let seriesFound = 0
  let wrongSeries = 0
  for (const { labels, value } of points(family)) {
    const series = Number(labels.values[labels.names.indexOf('series')]?.slice(1))
    // Increment i of a thread goes to series i modulo their number.
    const perThread = Math.floor(timesPerThread / seriesCount) + (series < timesPerThread % seriesCount ? 1 : 0)
    total += value
    seriesFound++
    if (value !== perThread * threadCount) wrongSeries++
  }
  return { total, seriesFound, wrongSeries }
}

answerCalls({
  async run(input: IncrementsInput): Promise<IncrementsOutput> {
    const { threadCount, timesPerThread, seriesCount, formats } = input
    createRegistry()
    const threads = Array.from({ length: threadCount }, (_, index) => startThread('incrementing', formatOf(index, formats)))
    const none: IncrementOrder = { metric, seriesCount: 1, times: 0 }
    // An order for nothing is answered once the thread is up: all are alive before the first increment.
    await Promise.all(threads.map((thread) => thread.call('increment', none)))
    const order: IncrementOrder = { metric, seriesCount, times: timesPerThread }
    const started = performance.now()
    await Promise.all(threads.map((thread) => thread.call('increment', order)))
    const wallMillis = performance.now() - started
    const found = read(input)
    await Promise.all(threads.map((thread) => thread.close()))
    return { ...found, totalAfterwards: read(input).total, wallMillis }
  },
})
