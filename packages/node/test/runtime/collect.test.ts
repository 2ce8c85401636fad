import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRegistry } from '@telltale/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { collectRuntimeMetrics, type RuntimeMetricsOptions } from '../../src/index.js'

/** The process table of Prometheus' client libraries, what prom-client has beside it, and ours. */
const PROCESS = [
  'process_cpu_seconds_total',
  'process_cpu_system_seconds_total',
  'process_cpu_user_seconds_total',
  'process_heap_bytes',
  'process_max_fds',
  'process_network_receive_bytes_total',
  'process_network_transmit_bytes_total',
  'process_open_fds',
  'process_resident_memory_bytes',
  'process_start_time_seconds',
  'process_threads',
  'process_virtual_memory_bytes',
]
const NODE = [
  'nodejs_active_resources',
  'nodejs_eventloop_delay_seconds',
  'nodejs_eventloop_utilization_ratio',
  'nodejs_external_memory_bytes',
  'nodejs_gc_duration_seconds',
  'nodejs_heap_size_limit_bytes',
  'nodejs_heap_size_total_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_heap_space_size_available_bytes',
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
  'nodejs_version_info',
]
const SYSTEM = [
  'system_cpu_seconds_total',
  'system_disk_available_bytes',
  'system_disk_size_bytes',
  'system_load_average',
  'system_memory_available_bytes',
  'system_memory_total_bytes',
]

function start(options: RuntimeMetricsOptions = {}) {
  const registry = createRegistry({ shared: false })
  const runtime = collectRuntimeMetrics(registry, { intervalMillis: 60_000, ...options })
  onTestFinished(() => runtime.stop())
  return { registry, runtime }
}

describe('collectRuntimeMetrics', () => {
  it('has the whole table of process, runtime and system metrics', async () => {
    const { registry, runtime } = start()
    await runtime.sample()
    const names = registry.gather().families.map(({ name }) => name)
    expect(names.filter((name) => name !== 'process_virtual_memory_max_bytes')).toEqual([...NODE, ...PROCESS, ...SYSTEM].sort())
  })

  it('says what the process itself says', async () => {
    const { registry, runtime } = start()
    await runtime.sample()
    const value = (name: string): number => (registry.get(name) as { get(): number }).get()
    const { user, system } = process.cpuUsage()
    expect(value('process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(value('process_cpu_seconds_total')).toBeLessThanOrEqual((user + system) / 1e6)
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect(Math.abs(value('process_open_fds') - readdirSync('/proc/self/fd').length)).toBeLessThan(20)
    expect(value('process_start_time_seconds')).toBeCloseTo(Date.now() / 1_000 - process.uptime(), -1)
  })

  it('counts processor time once, however often it is read', async () => {
    const { registry, runtime } = start()
    for (let i = 0; i < 5; i++) await runtime.sample()
    const { user, system } = process.cpuUsage()
    expect((registry.get('process_cpu_seconds_total') as { get(): number }).get()).toBeLessThanOrEqual((user + system) / 1e6)
  })

  it('makes and measures only what is selected', async () => {
    const { registry, runtime } = start({ select: (name) => name === 'process_threads' })
    await runtime.sample()
    expect(registry.gather().families.map(({ name }) => name)).toEqual(['process_threads'])
  })

  it('counts every garbage collection, those of one batch too', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const { registry } = start({ select: (name) => name === 'nodejs_gc_duration_seconds' })
    const count = (): number =>
      (registry.get('nodejs_gc_duration_seconds') as { get(labels: object): { count: number } }).get({ thread: 'main', kind: 'major' })
        .count
    for (let i = 0; i < 7; i++) collectGarbage()
    while (count() < 7) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(count()).toBe(7)
  })

  it('shows a block of the event loop, and no reader takes it from another', async () => {
    const { registry, runtime } = start({ select: (name) => name === 'nodejs_eventloop_delay_seconds' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const blockedUntil = Date.now() + 300
    while (Date.now() < blockedUntil);
    await new Promise((resolve) => setTimeout(resolve, 100))
    await runtime.sample()
    const longest = (): number => {
      const family = registry.gather().families[0]
      return family?.kind === 'histogram' ? (family.extremes?.maxs[0] ?? 0) : 0
    }
    expect(longest()).toBeGreaterThan(0.2)
    expect(longest()).toBeGreaterThan(0.2)
  })

  it.each([{ name: 'runtime-twice' }, { shared: false }])('is collected once however often, and again after a stop: %j', (options) => {
    const registry = createRegistry(options)
    const first = collectRuntimeMetrics(registry)
    expect(collectRuntimeMetrics(registry)).toBe(first)
    first.stop()
    first.stop()
    const second = collectRuntimeMetrics(registry)
    expect(second).not.toBe(first)
    second.stop()
  })

  it('reads nothing after it was stopped', async () => {
    const registry = createRegistry({ shared: false })
    const runtime = collectRuntimeMetrics(registry, { select: (name) => name === 'process_cpu_user_seconds_total' })
    await runtime.sample()
    runtime.stop()
    const values = () => registry.gather().families.map((family) => 'values' in family && [...family.values])
    const before = values()
    const until = Date.now() + 50
    while (Date.now() < until);
    await runtime.sample()
    expect(values()).toEqual(before)
  })

  it('collects nothing when a name is taken, and then the rest when that is put right', () => {
    const registry = createRegistry({ shared: false })
    registry.counter({ name: 'nodejs_gc_duration_seconds' })
    expect(() => collectRuntimeMetrics(registry)).toThrow('nodejs_gc_duration_seconds')
    const runtime = collectRuntimeMetrics(registry, { select: (name) => name !== 'nodejs_gc_duration_seconds' })
    runtime.stop()
  })

  it('names every faulty option', () => {
    const options = { intervalMillis: 0, diskPaths: [''], select: 1 } as unknown as RuntimeMetricsOptions
    expect(() => collectRuntimeMetrics(createRegistry({ shared: false }), options)).toThrow(/select[\s\S]*intervalMillis[\s\S]*diskPaths/)
    expect(() => collectRuntimeMetrics({} as never)).toThrow('the first argument must be a registry')
  })

  it('leaves out a disk that is not there, and says the others', async () => {
    const { registry, runtime } = start({ diskPaths: ['/nowhere/at/all', '/'] })
    await runtime.sample()
    const family = registry.gather().families.find(({ name }) => name === 'system_disk_size_bytes')
    expect(family?.labelSets).toHaveLength(1)
  })
})
