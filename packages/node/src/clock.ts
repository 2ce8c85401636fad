/** Everything here that reads time: what the runtime measures of itself. */

import { constants, monitorEventLoopDelay, type NodeGCPerformanceDetail, PerformanceObserver, performance } from 'node:perf_hooks'

/** When the process started, seconds since the Unix epoch. */
export function processStartedAtSeconds(nowWallMillis: number): number {
  return nowWallMillis / 1_000 - process.uptime()
}

/** Answers, at each call, the share of the time since the call before in which this thread's event loop was not waiting; undefined when no time has passed. */
export function createUtilization(): () => number | undefined {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { active, idle, utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return active + idle > 0 ? utilization : undefined
  }
}

const GARBAGE_KINDS: ReadonlyMap<unknown, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

/** Tells of each garbage collection of this thread. Node hands them over in batches: all of a batch are told, not the first alone. */
export function watchGarbage(tell: (kind: string, seconds: number) => void): () => void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as { readonly detail?: Partial<NodeGCPerformanceDetail> }
      tell(GARBAGE_KINDS.get(detail?.kind) ?? 'other', entry.duration / 1_000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}

/** Node's own timer, which runs no JavaScript, looks so often: one of ours would cost 0.6 % of a core. */
const PROBE_MILLIS = 20
/** So many values stand for all of a window; each takes a walk over the window's buckets. */
const MAX_VALUES = 100
const NANOS_PER_SECOND = 1e9

export interface DelayMonitor {
  /** Tells how late the loop was since the last time, from the least to the greatest, and how often it was so. The greatest is exact to 0.1 %. */
  drain(tell: (seconds: number, count: number) => void): void
  stop(): void
}

/** Watches the delay of this thread's event loop, in a window of its own that no scrape renews. */
export function monitorDelay(): DelayMonitor {
  const histogram = monitorEventLoopDelay({ resolution: PROBE_MILLIS })
  histogram.enable()
  return {
    drain(tell) {
      const { count } = histogram
      const valueCount = Math.min(count, MAX_VALUES)
      let told = 0
      for (let i = 1; i <= valueCount; i++) {
        const upTo = Math.floor((i * count) / valueCount)
        // What Node measures is the time from one look to the next, the wait between them included.
        tell(Math.max(0, histogram.percentile((upTo / count) * 100) / NANOS_PER_SECOND - PROBE_MILLIS / 1_000), upTo - told)
        told = upTo
      }
      histogram.reset()
    },
    stop() {
      histogram.disable()
    },
  }
}
