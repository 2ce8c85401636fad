/** Starts threads that record a little and end, one after the other, and weighs the process after the first of them and after all. */

import { Worker } from 'node:worker_threads'
import { arenaHandle, createRegistry } from '@telltale/core'
import { programFile } from '../../harness/locations.js'
import { answerCalls } from '../../harness/program.js'
import { weighProcess } from '../../harness/resident-memory.js'
import { formatOf, type ThreadFormats } from '../../harness/threads.js'
import type { ShortLivedData } from '../threads/short-lived.js'

export interface ShortLivesInput {
  readonly threadCount: number
  /** After so many the process is weighed for the first time. */
  readonly earlyCount: number
  /** Threads alive at a time. */
  readonly atOnce: number
  /** Recordings of each thread in each metric. */
  readonly times: number
  readonly formats: ThreadFormats
}

interface Weight {
  readonly arenaBytes: number
  readonly residentBytes: number
}

export interface ShortLivesOutput {
  readonly early: Weight
  readonly late: Weight
  readonly recorded: { readonly counter: number; readonly last: number; readonly observations: number; readonly weights: number }
  /** What the gauges of the living still say of the dead. */
  readonly living: number
  readonly apiece: number
  readonly wallMillis: number
}

const endings = ['natural', 'exit', 'terminate'] as const

answerCalls({
  async run({ threadCount, earlyCount, atOnce, times, formats }: ShortLivesInput): Promise<ShortLivesOutput> {
    const registry = createRegistry()
    const started = performance.now()
    let next = 0

    async function liveOne(number: number): Promise<void> {
      const data: ShortLivedData = { times, ending: endings[number % endings.length] as ShortLivedData['ending'] }
      const worker = new Worker(programFile('threads/short-lived', formatOf(number, formats)), { workerData: data })
      await new Promise<void>((resolve, reject) => {
        worker.on('error', reject)
        worker.on('message', () => {
          if (data.ending === 'terminate') worker.terminate().catch(reject)
        })
        worker.on('exit', () => resolve())
      })
    }
    async function liveUntil(count: number): Promise<Weight> {
      const inTurn = async (): Promise<void> => {
        while (next < count) {
          await liveOne(next++)
          // Somebody scrapes an application like that now and then.
          if (next % 50 === 0) registry.gather()
        }
      }
      await Promise.all(Array.from({ length: atOnce }, inTurn))
      registry.gather()
      return { residentBytes: await weighProcess(), arenaBytes: arenaHandle()?.buffer.byteLength ?? Number.NaN }
    }

    const early = await liveUntil(earlyCount)
    const late = await liveUntil(threadCount)
    const wallMillis = performance.now() - started
    const sum = (values: Iterable<number>): number => [...values].reduce((all, one) => all + one, 0)
    const numbers: Record<string, number> = {}
    for (const family of registry.gather().families) {
      if (family.kind === 'counter' || family.kind === 'gauge') numbers[family.name] = sum(family.values)
      else if (family.kind === 'histogram' || family.kind === 'summary') numbers[family.name] = sum(family.counts)
    }
    return {
      early,
      late,
      recorded: {
        counter: numbers['drill_lives_total'] ?? 0,
        last: numbers['drill_lives_last'] ?? 0,
        observations: numbers['drill_lives_size'] ?? 0,
        weights: numbers['drill_lives_weight'] ?? 0,
      },
      living: numbers['drill_lives_living'] ?? 0,
      apiece: numbers['drill_lives_apiece'] ?? 0,
      wallMillis,
    }
  },
})
