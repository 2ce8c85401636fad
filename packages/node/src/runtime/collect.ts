/** Collects what Node.js, the process and the machine say of themselves, on a schedule. */

import { isMainThread } from 'node:worker_threads'
import type { Registry } from '@telltale/core'
import { createProblemReporter, toReason } from '@telltale/core/exporter'
import type { Collector, CollectorHost, CreateCollector } from './collector.js'
import { collectEventLoop } from './event-loop.js'
import { collectGarbage } from './garbage.js'
import { collectHeap } from './heap.js'
import { type RuntimeMetrics, type RuntimeMetricsOptions, readOptions } from './options.js'
import { collectProcess } from './process-table.js'
import { collectResources } from './resources.js'
import { createSinks } from './sinks.js'
import { collectSystem } from './system.js'
import { collectVersions } from './versions.js'

/** Of a thread: each thread that collects adds its own. */
const OF_THREAD: readonly CreateCollector[] = [collectEventLoop, collectGarbage, collectHeap, collectResources]
/** Of the process, told by the main thread alone: two threads would count the same seconds twice. */
const OF_PROCESS: readonly CreateCollector[] = [collectProcess, collectSystem, collectVersions]

/** Collections under way, by the name a registry is shared as or the registry itself: a second one in the same thread would count twice. */
const running = new Map<string | Registry, RuntimeMetrics>()

/**
 * Collects runtime, process and system metrics into a registry every `intervalMillis` until it is stopped.
 *
 * - What belongs to a thread (event loop, heap, garbage collection) comes from each thread that calls this: gauges carry a label `thread`, histograms `thread="main"` or `"worker"`.
 * - What belongs to the process or the machine comes from the main thread alone.
 * - No scrape resets anything: any number of readers see the same. Values are as old as the interval at most.
 * - Nothing here keeps the process alive. What a machine does not know (`/proc` is Linux') is left out.
 * - A registry has one collection in a thread: a second call answers the first one until that is stopped.
 *
 * @throws TelltaleError `invalid_options` naming every faulty option; `metric_conflict` when a histogram's or the info's name is taken: then nothing is collected. Another name that is
 * taken costs that group of metrics and is told to `onProblem`.
 *
 * @example
 * const runtime = collectRuntimeMetrics(metrics)
 * runtime.stop()
 */
export function collectRuntimeMetrics(registry: Registry, options: RuntimeMetricsOptions = {}): RuntimeMetrics {
  const settings = readOptions(registry, options)
  const key = registry.sharedAs ?? registry
  const found = running.get(key)
  if (found) return found

  const report = createProblemReporter(settings.onProblem)
  const host = { registry, settings, sinks: createSinks(registry, settings.select) }
  const collectors = createAll([...OF_THREAD, ...(isMainThread ? OF_PROCESS : [])], host)
  let isStopped = false
  let current: Promise<void> | undefined

  /** One that fails costs only its own metrics. */
  async function sampleOne(collector: Collector): Promise<void> {
    try {
      await collector.sample?.()
    } catch (error) {
      report({ kind: 'runtime_not_measured', message: `Some runtime metrics could not be read: ${toReason(error)}` })
    }
  }

  function sample(): Promise<void> {
    if (isStopped) return Promise.resolve()
    current ??= Promise.all(collectors.map(sampleOne)).then(() => {
      current = undefined
    })
    return current
  }

  const stopTimer = settings.timers.every(settings.intervalMillis, () => void sample())
  void sample()

  const runtime: RuntimeMetrics = {
    sample,
    stop() {
      if (isStopped) return
      isStopped = true
      stopTimer()
      for (const collector of collectors) collector.stop?.()
      running.delete(key)
    },
  }
  running.set(key, runtime)
  return runtime
}

/** All of them, or none: what one that fails leaves behind would observe for ever. */
function createAll(creators: readonly CreateCollector[], host: CollectorHost): readonly Collector[] {
  const made: Collector[] = []
  try {
    for (const create of creators) made.push(create(host))
    return made
  } catch (error) {
    for (const collector of made) collector.stop?.()
    throw error
  }
}
