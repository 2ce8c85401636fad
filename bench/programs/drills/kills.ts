/** Terminates threads at random moments while they count, and adds up what is left of them. */

import { Worker } from 'node:worker_threads'
import { createRegistry } from '@telltale/core'
import { killMetrics } from '../../drills/kill-metrics.js'
import { programFile } from '../../harness/locations.js'
import { answerCalls } from '../../harness/program.js'
import { formatOf, type ThreadFormats } from '../../harness/threads.js'
import { sleep } from '../../harness/waiting.js'
import type { AcknowledgingData } from '../threads/acknowledging.js'

export interface KillsInput {
  readonly killCount: number
  /** Threads alive at a time. */
  readonly atOnce: number
  readonly seriesCount: number
  /** A thread counts for up to this long before it is terminated; one in four is terminated while it still starts. */
  readonly longestLifeMillis: number
  readonly formats: ThreadFormats
}

export interface KillsOutput {
  readonly acknowledged: number
  readonly counted: number
  readonly observations: number
  readonly observed: number
  /** Threads that had counted anything when they were terminated. */
  readonly killedAtWork: number
  /** Readings in between that showed less than an earlier one, or less than what had been acknowledged before. */
  readonly badReadings: number
  readonly readings: number
}

answerCalls({
  async run({ killCount, atOnce, seriesCount, longestLifeMillis, formats }: KillsInput): Promise<KillsOutput> {
    const registry = createRegistry()
    const { histogram } = killMetrics(registry)
    const acknowledged = new SharedArrayBuffer(killCount * 8)
    const acknowledgements = new Float64Array(acknowledged)
    const acknowledgedSoFar = (): number => acknowledgements.reduce((sum, one) => sum + one, 0)
    const counted = (): number => {
      const family = registry.gather().families.find(({ name }) => name === 'drill_kills_total')
      return family?.kind === 'counter' ? family.values.reduce((sum, value) => sum + value, 0) : 0
    }

    let next = 0
    const killInTurn = async (): Promise<void> => {
      while (next < killCount) {
        const cell = next++
        const data: AcknowledgingData = { acknowledged, cell, seriesCount }
        const worker = new Worker(programFile('threads/acknowledging', formatOf(cell, formats)), { workerData: data })
        worker.on('error', (error) => {
          throw error
        })
        if (cell % 4 !== 0) await new Promise((resolve) => worker.once('message', resolve))
        await sleep(Math.random() * longestLifeMillis)
        await worker.terminate()
      }
    }
    let badReadings = 0
    let readings = 0
    let isOver = false
    const readInBetween = async (): Promise<void> => {
      for (let last = 0; !isOver; ) {
        const before = acknowledgedSoFar()
        const total = counted()
        if (total < before || total < last) badReadings++
        readings++
        last = total
        await sleep(3)
      }
    }
    const reading = readInBetween()
    await Promise.all(Array.from({ length: atOnce }, killInTurn))
    isOver = true
    await reading

    const { count, sum } = histogram.get()
    return {
      acknowledged: acknowledgedSoFar(),
      counted: counted(),
      observations: count,
      observed: sum,
      killedAtWork: acknowledgements.filter((one) => one > 0).length,
      badReadings,
      readings,
    }
  },
})
