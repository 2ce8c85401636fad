/** The machine: processors, memory, load, disks. */

import { statfs } from 'node:fs/promises'
import { cpus, freemem, loadavg, totalmem } from 'node:os'
import type { Collector, CollectorHost } from './collector.js'

const MILLIS_PER_SECOND = 1_000
const PERIODS = ['1m', '5m', '15m'] as const

export function collectSystem({ sinks, settings }: CollectorHost): Collector {
  const cpuMetric = { name: 'system_cpu_seconds_total', help: 'Time of all processors, by what they did.', unit: 'seconds' }
  const wantsCpu = sinks.isSelected(cpuMetric.name)
  const cpu = sinks.labelledCounter(cpuMetric, ['mode'])
  const memoryTotal = sinks.gauge('last', { name: 'system_memory_total_bytes', help: 'Memory of the machine.', unit: 'bytes' })
  const memoryFree = sinks.gauge('last', {
    name: 'system_memory_available_bytes',
    help: 'Memory of the machine that programs may still have.',
    unit: 'bytes',
  })
  const load = sinks.labelledGauge('last', { name: 'system_load_average', help: 'Programs that run or want to, averaged.' }, ['period'])
  const disk = (name: string, help: string) => sinks.labelledGauge('last', { name, help, unit: 'bytes' }, ['path'])
  const diskSize = disk('system_disk_size_bytes', 'Size of the file system that holds the path.')
  const diskFree = disk('system_disk_available_bytes', 'What programs without privileges may still write to it.')

  return {
    async sample() {
      if (wantsCpu) for (const [mode, millis] of cpuMillis()) cpu({ mode }, millis / MILLIS_PER_SECOND)
      memoryTotal(totalmem())
      memoryFree(freemem())
      for (const [i, period] of PERIODS.entries()) load({ period }, loadavg()[i])
      for (const path of settings.diskPaths) {
        const stats = await statfs(path).catch(() => undefined)
        diskSize({ path }, stats && stats.blocks * stats.bsize)
        diskFree({ path }, stats && stats.bavail * stats.bsize)
      }
    },
  }
}

/** Milliseconds of all processors together. */
function cpuMillis(): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { times } of cpus()) {
    for (const [mode, millis] of Object.entries(times)) sums.set(mode, (sums.get(mode) ?? 0) + millis)
  }
  return sums
}
