/** What this thread's heap holds. */

import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import type { Collector, CollectorHost } from './collector.js'

export function collectHeap({ sinks }: CollectorHost): Collector {
  const gauge = (name: string, help: string) => sinks.gauge('each', { name, help, unit: 'bytes' })
  const total = gauge('nodejs_heap_size_total_bytes', 'Heap of the thread, in all.')
  const used = gauge('nodejs_heap_size_used_bytes', 'Heap of the thread that is in use.')
  const limit = gauge('nodejs_heap_size_limit_bytes', 'Where the heap of the thread ends: beyond it the process, or the worker, is ended.')
  const external = gauge('nodejs_external_memory_bytes', 'Memory outside the heap that objects of the thread hold on to.')
  const space = (name: string, help: string) => sinks.labelledGauge('each', { name, help, unit: 'bytes' }, ['space'])
  const spaceTotal = space('nodejs_heap_space_size_total_bytes', 'Size of a heap space.')
  const spaceUsed = space('nodejs_heap_space_size_used_bytes', 'Part of a heap space that is in use.')
  const spaceAvailable = space('nodejs_heap_space_size_available_bytes', 'Part of a heap space that is free.')
  return {
    sample() {
      const heap = getHeapStatistics()
      total(heap.total_heap_size)
      used(heap.used_heap_size)
      limit(heap.heap_size_limit)
      external(heap.external_memory)
      for (const one of getHeapSpaceStatistics()) {
        const labels = { space: one.space_name.replace(/_space$/, '') }
        spaceTotal(labels, one.space_size)
        spaceUsed(labels, one.space_used_size)
        spaceAvailable(labels, one.space_available_size)
      }
    },
  }
}
