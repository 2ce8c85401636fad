/** What the figures were measured on, for whoever reads them later. */

import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

export interface Machine {
  readonly node: string
  readonly v8: string
  readonly platform: string
  readonly processor: string
  readonly coreCount: number
  readonly memoryMegabytes: number
  /** Average number of running threads over the last minute, everybody's. Above zero at the start means that the machine is shared. */
  readonly loadAverage: number
}

export function describeMachine(): Machine {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    coreCount: availableParallelism(),
    memoryMegabytes: Math.round(totalmem() / 2 ** 20),
    loadAverage: loadavg()[0] ?? 0,
  }
}

/** Whether processes can be bound to a core here. */
export function canPin(): boolean {
  return spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0
}
