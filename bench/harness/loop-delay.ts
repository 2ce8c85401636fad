/** How late the event loop of this thread gives turns, as its own timers see it. */

import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Milliseconds by which a turn that was due came late. */
export interface LoopDelay {
  readonly turnCount: number
  readonly p50Millis: number
  readonly p99Millis: number
  readonly p999Millis: number
  readonly longestMillis: number
}

/** The monitor's own timer; subtracted from what it records, which is the time from one turn to the next. */
const resolutionMillis = 1

/** Starts watching; the function it answers stops and tells. */
export function watchLoopDelay(): () => LoopDelay {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMillis })
  monitor.enable()
  return () => {
    monitor.disable()
    const millis = (nanos: number): number => Math.max(0, nanos / 1e6 - resolutionMillis)
    return {
      turnCount: monitor.count,
      p50Millis: millis(monitor.percentile(50)),
      p99Millis: millis(monitor.percentile(99)),
      p999Millis: millis(monitor.percentile(99.9)),
      longestMillis: millis(monitor.max),
    }
  }
}
