/** The process metrics that all of Prometheus' client libraries have: "Writing client libraries", section "Process metrics". */

import { readdir, readFile } from 'node:fs/promises'
import { processStartedAtSeconds } from '../clock.js'
import type { Collector, CollectorHost } from './collector.js'
import { parseLimits, parseNetwork, parseStat, parseStatus } from './proc-files.js'

const MICROS_PER_SECOND = 1_000_000

export function collectProcess({ sinks, settings }: CollectorHost): Collector {
  const bytes = (name: string, help: string) => sinks.gauge('last', { name, help, unit: 'bytes' })
  const seconds = (name: string, help: string) => sinks.counter({ name, help, unit: 'seconds' })
  const userSeconds = seconds('process_cpu_user_seconds_total', 'Processor time spent in the program.')
  const systemSeconds = seconds('process_cpu_system_seconds_total', 'Processor time spent in the kernel for the program.')
  const cpuSeconds = seconds('process_cpu_seconds_total', 'Processor time spent, in all.')
  const resident = bytes('process_resident_memory_bytes', 'Resident memory.')
  const virtual = bytes('process_virtual_memory_bytes', 'Virtual memory.')
  const virtualMax = bytes('process_virtual_memory_max_bytes', 'Most virtual memory that may be had.')
  const heap = bytes('process_heap_bytes', 'Size of the data segment.')
  const openFiles = sinks.gauge('last', { name: 'process_open_fds', help: 'Open file descriptors.' })
  const openFilesMax = sinks.gauge('last', { name: 'process_max_fds', help: 'Most file descriptors that may be open.' })
  const threads = sinks.gauge('last', { name: 'process_threads', help: 'Threads of the operating system.' })
  const startTime = sinks.gauge('last', {
    name: 'process_start_time_seconds',
    help: 'When the process started, seconds since the Unix epoch.',
    unit: 'seconds',
  })
  const received = sinks.counter({ name: 'process_network_receive_bytes_total', help: 'Bytes received by IP.', unit: 'bytes' })
  const transmitted = sinks.counter({ name: 'process_network_transmit_bytes_total', help: 'Bytes sent by IP.', unit: 'bytes' })
  /** Read once: later readings would differ by what the wall clock was put right by. */
  const startedAtSeconds = processStartedAtSeconds(settings.clock.wallMillis())

  return {
    async sample() {
      const { user, system } = process.cpuUsage()
      userSeconds(user / MICROS_PER_SECOND)
      systemSeconds(system / MICROS_PER_SECOND)
      cpuSeconds((user + system) / MICROS_PER_SECOND)
      resident(process.memoryUsage.rss())
      startTime(startedAtSeconds)

      const [stat, status, limits, netstat, files] = await Promise.all([
        read('stat'),
        read('status'),
        read('limits'),
        read('net/netstat'),
        readdir('/proc/self/fd').catch(() => undefined),
      ])
      virtual(parseStat(stat).virtualBytes)
      virtualMax(parseLimits(limits).virtualBytes)
      heap(parseStatus(status).dataBytes)
      threads(parseStatus(status).threadsCount)
      // The listing holds the descriptor it is read by.
      openFiles(files && files.length - 1)
      openFilesMax(parseLimits(limits).openFiles)
      received(parseNetwork(netstat).receivedBytes)
      transmitted(parseNetwork(netstat).transmittedBytes)
    },
  }
}

/** Empty where there is no such file: on other systems than Linux. */
function read(name: string): Promise<string> {
  return readFile(`/proc/self/${name}`, 'latin1').catch(() => '')
}
