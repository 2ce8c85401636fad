/** Makes series and removes them again, many more than are ever alive at a time. */

import { arenaHandle, createRegistry } from '@telltale/core'
import { points } from '@telltale/core/model'
import { answerCalls } from '../../harness/program.js'
import { weighProcess } from '../../harness/resident-memory.js'

export interface ChurnInput {
  readonly seriesCount: number
  readonly aliveAtMost: number
  /** Series made between two readings. */
  readonly readEvery: number
}

export interface ChurnOutput {
  /** Series there at the end. */
  readonly alive: number
  /** Of those, and of all readings in between, what had another number than its own. */
  readonly wrong: number
  /** Readings that showed more or fewer series than were alive. */
  readonly badReadings: number
  /** While as many were alive as ever, but none had been removed. */
  readonly before: { readonly arenaBytes: number; readonly residentBytes: number }
  readonly after: { readonly arenaBytes: number; readonly residentBytes: number }
  readonly millis: number
}

const weigh = async () => ({ arenaBytes: arenaHandle()?.buffer.byteLength ?? Number.NaN, residentBytes: await weighProcess() })

answerCalls({
  async run({ seriesCount, aliveAtMost, readEvery }: ChurnInput): Promise<ChurnOutput> {
    const registry = createRegistry({ onProblem: () => {} })
    const counter = registry.counter({ name: 'drill_churn_total', help: 'Comes and goes.', labels: ['session'], maxSeries: aliveAtMost })
    const session = (number: number): string => `session-${String(number).padStart(8, '0')}`
    /** What a session counts; no two neighbours alike. */
    const share = (number: number): number => 1 + (number % 9_973)
    let wrong = 0
    let badReadings = 0

    function read(expectedCount: number): number {
      let seen = 0
      for (const family of registry.gather().families) {
        if (family.kind !== 'counter' || family.name !== 'drill_churn_total') continue
        for (const { labels, value } of points(family)) {
          seen++
          if (value !== share(Number(labels.values[0]?.slice('session-'.length)))) wrong++
        }
      }
      if (seen !== expectedCount) badReadings++
      return seen
    }

    for (let number = 0; number < aliveAtMost; number++) counter.inc({ session: session(number) }, share(number))
    read(aliveAtMost)
    const before = await weigh()
    const started = performance.now()
    for (let number = aliveAtMost; number < seriesCount; number++) {
      counter.remove({ session: session(number - aliveAtMost) })
      counter.inc({ session: session(number) }, share(number))
      if (number % readEvery === 0) read(aliveAtMost)
    }
    const millis = performance.now() - started
    const alive = read(aliveAtMost)
    return { alive, wrong, badReadings, before, after: await weigh(), millis }
  },
})
