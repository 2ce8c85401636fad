/** Counts under far more label values than a metric may have series, from one thread or several. */

import { arenaHandle, createRegistry, OVERFLOW_VALUE } from '@telltale/core'
import { points } from '@telltale/core/model'
import { attack, honestCount, honestEvery, honestValue, hostileCounter, hostileMetric, hostileValue } from '../../drills/hostile-labels.js'
import { answerCalls } from '../../harness/program.js'
import { weighProcess } from '../../harness/resident-memory.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import type { AttackOrder } from '../threads/attacking.js'

export interface CardinalityInput {
  /** Hostile values of all threads together. */
  readonly valueCount: number
  readonly maxSeries: number
  /** 0: the main thread does it itself. */
  readonly threadCount: number
  /** Whether a series of the metric has been removed before: limits then look at what is left. */
  readonly hasRemoved: boolean
  readonly formats: ThreadFormats
}

export interface CardinalityOutput {
  /** Without the overflow series. */
  readonly seriesCount: number
  /** Series whose value is not what was counted under it. */
  readonly wrongSeries: number
  /** In the overflow series. */
  readonly overflowed: number
  /** By the library's own account. */
  readonly saidOverflowed: number
  /** What was counted in all, wherever. */
  readonly total: number
  readonly expectedTotal: number
  readonly announcements: readonly string[]
  readonly grownBytes: number
  readonly arenaBytes: number
  readonly millis: number
}

/** What the loop alone needs: the same texts, made and let go before anything is weighed. */
function warmUp(count: number): number {
  let length = 0
  for (let i = 0; i < count; i++) length += hostileValue(i).length
  return length
}

answerCalls({
  async run({ valueCount, maxSeries, threadCount, hasRemoved, formats }: CardinalityInput): Promise<CardinalityOutput> {
    const announcements: string[] = []
    const registry = createRegistry({ onProblem: ({ kind, message }) => announcements.push(`${kind}: ${message}`) })
    const counter = hostileCounter(registry, maxSeries)
    for (let i = 0; i < honestCount; i++) counter.inc({ value: honestValue(i) })
    if (hasRemoved) {
      counter.inc({ value: 'removed' })
      counter.remove({ value: 'removed' })
    }
    const perThread = Math.floor(valueCount / Math.max(1, threadCount))
    const threads = Array.from({ length: threadCount }, (_, index) => startThread('attacking', formatOf(index, formats)))
    const none: AttackOrder = { maxSeries, first: 0, count: 0 }
    await Promise.all(threads.map((thread) => thread.call('attack', none)))
    warmUp(valueCount)
    registry.gather()

    const before = await weighProcess()
    const started = performance.now()
    if (threadCount === 0) attack(counter, 0, valueCount)
    const orders = threads.map((_, index): AttackOrder => ({ maxSeries, first: index * perThread, count: perThread }))
    await Promise.all(threads.map((thread, index) => thread.call('attack', orders[index])))
    const millis = performance.now() - started
    registry.gather()
    const grownBytes = (await weighProcess()) - before

    // Every attacker also went round the honest series.
    const honest = Array.from({ length: honestCount }, () => 1)
    for (let i = 0; i < perThread; i += honestEvery) {
      const number = (i / honestEvery) % honestCount
      honest[number] = (honest[number] as number) + Math.max(1, threadCount)
    }
    const expectedOf = new Map(honest.map((count, number) => [honestValue(number), count]))
    const found = { seriesCount: 0, wrongSeries: 0, overflowed: 0, saidOverflowed: 0, total: 0 }
    for (const family of registry.gather().families) {
      if (family.kind !== 'counter') continue
      for (const { labels, value } of points(family)) {
        const [text = ''] = labels.values
        if (family.name === 'telltale_overflowed_updates_total' && text === hostileMetric) found.saidOverflowed += value
        if (family.name !== hostileMetric) continue
        found.total += value
        if (text === OVERFLOW_VALUE) found.overflowed += value
        else {
          found.seriesCount++
          if (value !== (expectedOf.get(text) ?? 1)) found.wrongSeries++
          expectedOf.delete(text)
        }
      }
    }
    // Honest series that are not there any more.
    found.wrongSeries += [...expectedOf.keys()].length
    await Promise.all(threads.map((thread) => thread.close()))
    return {
      ...found,
      expectedTotal: perThread * Math.max(1, threadCount) + honest.reduce((sum, count) => sum + count, 0),
      announcements,
      grownBytes,
      arenaBytes: arenaHandle()?.buffer.byteLength ?? Number.NaN,
      millis,
    }
  },
})
