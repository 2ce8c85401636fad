/** Removes series while other threads write them, and reads; with or without threads being terminated at it. */

import { arenaHandle, createRegistry } from '@telltale/core'
import { encodeText } from '@telltale/prometheus'
import {
  controlBytes,
  FOUND,
  IN_CALL,
  keyCount,
  labelsOf,
  RECORDING,
  REMOVED,
  removedMetrics,
  STOP,
  strayIn,
  wrongIn,
} from '../../drills/removed-metrics.js'
import type { Program } from '../../harness/processes.js'
import { answerCalls } from '../../harness/program.js'
import { formatOf, startThread, type ThreadFormats } from '../../harness/threads.js'
import { sleep, until } from '../../harness/waiting.js'
import type { RecordingOrder } from '../threads/recording-removed.js'
import type { RemovingOrder } from '../threads/removing.js'

export interface RemovalsInput {
  readonly writerCount: number
  /** Removals by the main thread. */
  readonly removalCount: number
  readonly formats: ThreadFormats
}

export interface RemovalKillsInput {
  readonly writerCount: number
  readonly removerCount: number
  /** Removers terminated, and as many writers. */
  readonly killCount: number
  readonly longestLifeMillis: number
  readonly formats: ThreadFormats
}

export interface RemovalsOutput {
  readonly strayCount: number
  /** The first few. */
  readonly strays: readonly string[]
  readonly failedReadings: number
  readonly readings: number
  /** Removals that found something to remove. */
  readonly removed: number
  /** Removers that were terminated within the call that removes. */
  readonly killedRemoving: number
  readonly recorded: number
  /** Series there after the last removal of all, while nobody records. */
  readonly leftOver: number
  /** Series that do not show exactly what was recorded after it. */
  readonly wrongAfterwards: number
  readonly arenaBytes: number
  readonly wallMillis: number
}

const patienceMillis = 20_000
const sharedNames = ['drill_removed_total', 'drill_removed_level', 'drill_removed_size']

/** What both forms have in common: somebody reads all the while, and at the end the last removal of all is followed by one recording of each thread. */
function createObserver(control: Int32Array) {
  const registry = createRegistry({ onProblem: () => {} })
  const metrics = removedMetrics(registry)
  const strays: string[] = []
  let strayCount = 0
  let failedReadings = 0
  let readings = 0
  const started = performance.now()

  return {
    metrics,
    read(): void {
      readings++
      try {
        const snapshot = registry.gather()
        if (encodeText(snapshot) === '') failedReadings++
        const found = strayIn(snapshot)
        strayCount += found.length
        if (strays.length < 3) strays.push(...found.slice(0, 3))
      } catch (error) {
        failedReadings++
        strays.push(String(error))
      }
    },
    async conclude(
      writers: readonly Program[],
      counts: Pick<RemovalsOutput, 'recorded' | 'removed' | 'killedRemoving'>,
    ): Promise<RemovalsOutput> {
      this.read()
      for (const metric of [metrics.counter, metrics.gauge, metrics.histogram]) metric.clear()
      const left = registry.gather().families.filter(({ name }) => sharedNames.includes(name))
      await Promise.all(writers.map((writer) => writer.call('recordOnce')))
      this.read()
      return {
        ...counts,
        strayCount,
        strays,
        failedReadings,
        readings,
        leftOver: left.reduce((sum, { labelSets }) => sum + labelSets.length, 0),
        wrongAfterwards: wrongIn(registry.gather(), writers.length),
        arenaBytes: arenaHandle()?.buffer.byteLength ?? Number.NaN,
        wallMillis: performance.now() - started,
      }
    },
    stop: () => Atomics.store(control, STOP, 1),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

answerCalls({
  /** The main thread removes and reads in turn. */
  async run({ writerCount, removalCount, formats }: RemovalsInput): Promise<RemovalsOutput> {
    const control = new SharedArrayBuffer(controlBytes(0))
    const words = new Int32Array(control)
    const observer = createObserver(words)
    const writers = Array.from({ length: writerCount }, (_, me) => startThread('recording-removed', formatOf(me, formats)))
    const recorded = Promise.all(writers.map((writer, me) => writer.call<number>('record', { control, me } satisfies RecordingOrder)))
    await until('all threads record', () => Atomics.load(words, RECORDING) === writerCount, patienceMillis)

    const { counter, gauge, histogram } = observer.metrics
    const metrics = [counter, gauge, histogram]
    let removed = 0
    for (let i = 0; i < removalCount; i++) {
      if (metrics[i % metrics.length]?.remove(labelsOf(i % keyCount))) removed++
      observer.read()
    }
    observer.stop()
    const output = await observer.conclude(writers, { recorded: sum(await recorded), removed, killedRemoving: 0 })
    await Promise.all(writers.map((writer) => writer.close()))
    return output
  },
  /** Other threads remove; they and those that write are terminated at random moments, and replaced. */
  async kill({ writerCount, removerCount, killCount, longestLifeMillis, formats }: RemovalKillsInput): Promise<RemovalsOutput> {
    const control = new SharedArrayBuffer(controlBytes(removerCount))
    const words = new Int32Array(control)
    const observer = createObserver(words)
    let killedRemoving = 0
    let killsLeft = killCount
    let isOver = false

    const removers = Array.from({ length: removerCount }, async (_, place) => {
      for (let number = place; killsLeft-- > 0; number++) {
        const before = Atomics.load(words, REMOVED)
        const thread = startThread('removing', formatOf(number, formats))
        const answered = thread.call('remove', { control, place } satisfies RemovingOrder).catch(() => {})
        await until('somebody removes', () => Atomics.load(words, REMOVED) > before, patienceMillis)
        await sleep(Math.random() * longestLifeMillis)
        await thread.close()
        await answered
        if (Atomics.exchange(words, IN_CALL + place, 0) === 1) killedRemoving++
      }
    })
    const writers = Array.from({ length: writerCount }, async (_, place) => {
      for (let number = place; killsLeft > 0; number += writerCount) {
        const before = Atomics.load(words, RECORDING)
        const thread = startThread('recording-removed', formatOf(number >> 1, formats))
        // It never answers: it is terminated first.
        const answered = thread.call('record', { control, me: number } satisfies RecordingOrder).catch(() => {})
        // However long a busy machine takes to start it, and longer than those that remove: there must be something to remove.
        await until('somebody records', () => Atomics.load(words, RECORDING) > before, patienceMillis)
        await sleep(Math.random() * 5 * longestLifeMillis)
        await thread.close()
        await answered
      }
    })
    const reading = (async () => {
      while (!isOver) {
        observer.read()
        await sleep(1)
      }
    })()
    await Promise.all([...removers, ...writers])
    isOver = true
    await reading
    observer.stop()
    const recorders = Array.from({ length: writerCount }, (_, me) => startThread('recording-removed', formatOf(me, formats)))
    const output = await observer.conclude(recorders, { recorded: 0, removed: Atomics.load(words, FOUND), killedRemoving })
    await Promise.all(recorders.map((recorder) => recorder.close()))
    return output
  },
})
