/** Makes bound updates of every kind, one kind after the other, and weighs what each leaves to the garbage collector. */

import { GCProfiler } from 'node:v8'
import { createRegistry } from '@telltale/core'
import { collectGarbage } from '../../harness/garbage.js'
import { answerCalls } from '../../harness/program.js'

export interface GarbageInput {
  readonly callCount: number
}

export interface GarbageOutput {
  readonly name: string
  /** What the heap grew by between collections, all told. */
  readonly allocatedBytes: number
  readonly collections: number
  /** Whether the metric says afterwards that it was given all of them. */
  readonly isComplete: boolean
}

interface Kind {
  readonly loop: (times: number) => void
  /** How many calls the metric has seen, by what it says. */
  readonly recorded: () => number
}

const registry = createRegistry()
const help = 'Updated without a pause.'
const labels = ['method'] as const
const method = { method: 'GET' }
const valueMask = 1_023
/** Latencies as they come: fractions, which an engine boxes where it cannot help it. */
const values = Float64Array.from({ length: valueMask + 1 }, (_, i) => ((i * 7_919) % 10_007) / 1_000)

const kinds: Readonly<Record<string, () => Kind>> = {
  'counter.inc()': () => {
    const counter = registry.counter({ name: 'drill_garbage_one_total', help, labels }).with(method)
    return {
      loop: (times) => {
        for (let i = 0; i < times; i++) counter.inc()
      },
      recorded: () => counter.get(),
    }
  },
  'counter.inc(value)': () => {
    const counter = registry.counter({ name: 'drill_garbage_by_total', help, labels }).with(method)
    const count = registry.counter({ name: 'drill_garbage_by_count', help })
    return {
      loop: (times) => {
        for (let i = 0; i < times; i++) counter.inc(values[i & valueMask])
        count.inc(times)
      },
      recorded: () => count.get(),
    }
  },
  'counter without labels': () => {
    const counter = registry.counter({ name: 'drill_garbage_bare_total', help })
    return {
      loop: (times) => {
        for (let i = 0; i < times; i++) counter.inc()
      },
      recorded: () => counter.get(),
    }
  },
  'gauge.set(value), last': () => {
    const gauge = registry.gauge({ name: 'drill_garbage_set', help, labels }).with(method)
    let made = 0
    return {
      loop: (times) => {
        for (let i = 1; i <= times; i++) gauge.set(made + i)
        made += times
      },
      recorded: () => gauge.get(),
    }
  },
  'gauge.inc(), last': () => {
    const gauge = registry.gauge({ name: 'drill_garbage_inc', help, labels }).with(method)
    return {
      loop: (times) => {
        for (let i = 0; i < times; i++) gauge.inc()
      },
      recorded: () => gauge.get(),
    }
  },
  'gauge.dec(), sum': () => {
    const gauge = registry.gauge({ name: 'drill_garbage_sum', help, labels, across: 'sum' }).with(method)
    return {
      loop: (times) => {
        for (let i = 0; i < times; i++) gauge.dec()
      },
      recorded: () => -gauge.get(),
    }
  },
  'gauge.set(value), max': () => {
    const gauge = registry.gauge({ name: 'drill_garbage_max', help, labels, across: 'max' }).with(method)
    let made = 0
    return {
      loop: (times) => {
        for (let i = 1; i <= times; i++) gauge.set(made + i)
        made += times
      },
      recorded: () => gauge.get(),
    }
  },
  'histogram.observe(value)': () => {
    const histogram = registry.histogram({ name: 'drill_garbage_size', help, labels }).with(method)
    return {
      loop: (times) => {
        for (let i = 0; i < times; i++) histogram.observe(values[i & valueMask] as number)
      },
      recorded: () => histogram.get().count,
    }
  },
  'summary.observe(value)': () => {
    const summary = registry.summary({ name: 'drill_garbage_weight', help, labels, quantiles: [0.5, 0.99] }).with(method)
    return {
      loop: (times) => {
        for (let i = 0; i < times; i++) summary.observe(values[i & valueMask] as number)
      },
      recorded: () => summary.get().count,
    }
  },
}

const warmUpCalls = 300_000
const warmUpRounds = 6

/** Traces every collection: what was used before it, beyond what was left by the one before, was allocated in between. */
function trace({ loop }: Kind, callCount: number): Pick<GarbageOutput, 'allocatedBytes' | 'collections'> {
  collectGarbage()
  const profiler = new GCProfiler()
  profiler.start()
  let left = process.memoryUsage().heapUsed
  loop(callCount)
  const atEnd = process.memoryUsage().heapUsed
  const { statistics } = profiler.stop()
  let allocatedBytes = 0
  for (const { beforeGC, afterGC } of statistics) {
    allocatedBytes += beforeGC.heapStatistics.usedHeapSize - left
    left = afterGC.heapStatistics.usedHeapSize
  }
  return { allocatedBytes: allocatedBytes + atEnd - left, collections: statistics.length }
}

answerCalls({
  run({ callCount }: GarbageInput): readonly GarbageOutput[] {
    const made = Object.entries(kinds).map(([name, make]) => ({ name, kind: make() }))
    // An application has seen every kind before any of them is measured.
    for (const { kind } of made) kind.loop(warmUpCalls)
    return made.map(({ name, kind }) => {
      // Until the engine has made up its mind it boxes numbers.
      for (let round = 1; round < warmUpRounds; round++) kind.loop(warmUpCalls)
      const traced = trace(kind, callCount)
      return { ...traced, name, isComplete: kind.recorded() === warmUpRounds * warmUpCalls + callCount }
    })
  },
})
