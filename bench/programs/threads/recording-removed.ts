/** A thread that records under the keys all threads share, and makes and removes series of its own, without a pause until it is told to stop. */

import { createRegistry } from '@telltale/core'
import { keyCount, labelsOf, RECORDING, removedMetrics, STOP } from '../../drills/removed-metrics.js'
import { answerCalls } from '../../harness/program.js'

export interface RecordingOrder {
  readonly control: SharedArrayBuffer
  readonly me: number
}

const ownCount = 50
const keys = Array.from({ length: keyCount }, (_, number) => number)
const metrics = removedMetrics(createRegistry())
/** Held all the time, while what they stand for is removed. */
const handles = keys.map((number) => ({
  counter: metrics.counter.with(labelsOf(number)),
  gauge: metrics.gauge.with(labelsOf(number)),
  histogram: metrics.histogram.with(labelsOf(number)),
}))

answerCalls({
  /** How often it recorded. */
  record({ control, me }: RecordingOrder): number {
    const words = new Int32Array(control)
    const { counter, gauge, histogram, own } = metrics
    Atomics.add(words, RECORDING, 1)
    let round = 0
    while (Atomics.load(words, STOP) === 0) {
      round++
      const labels = labelsOf(round % keyCount)
      const { unit } = labels
      const handle = handles[round % keyCount]
      // Handle and call in turn.
      if (round % 3 === 0) {
        handle?.counter.inc(unit)
        handle?.histogram.observe(unit)
      } else {
        counter.inc(labels, unit * 2)
        histogram.observe(labels, unit)
      }
      gauge.set(labels, unit * (1 + (round % 5)))
      const mine = labelsOf((round * 7) % ownCount)
      const ownLabels = { key: `${me} ${mine.key}`, unit: mine.unit }
      if (round % 2 === 0) own.inc(ownLabels, mine.unit)
      else own.remove(ownLabels)
    }
    return round
  },
  /** Once for each key, in every metric, by the handles that have been held all the time. */
  recordOnce(): void {
    for (const [number, { counter, gauge, histogram }] of handles.entries()) {
      const { unit } = labelsOf(number)
      counter.inc(unit)
      gauge.inc(unit)
      histogram.observe(unit)
    }
  },
})
