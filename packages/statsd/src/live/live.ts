/** Live mode: each observation is forwarded, for servers that aggregate themselves. */

import { createProblemReporter } from '@telltale/core/exporter'
import { dialectOf } from '../dialects.js'
import { withSeparator } from '../naming.js'
import { createPacker } from '../packets.js'
import { type DogstatsdEvent, type DogstatsdServiceCheck, encodeEvent, encodeServiceCheck } from './events.js'
import { readLiveOptions, type StatsdLiveOptions } from './options.js'
import { createSender } from './sender.js'
import { createValueBuffer } from './value-buffer.js'

export interface LiveInstrumentOptions {
  readonly tags?: Readonly<Record<string, string>> | undefined
}

export interface SampledInstrumentOptions extends LiveInstrumentOptions {
  /** The share of observations that is sent, above 0; the server multiplies. Anything else is taken as 1. @defaultValue 1 */
  readonly sampleRate?: number | undefined
}

/** Forwards observations to a StatsD server. Make an instrument once and keep it: that is where names and tags are rendered. */
export interface StatsdLive {
  /** Durations in milliseconds. */
  timer(name: string, options?: SampledInstrumentOptions): (millis: number) => void
  /** Values of which the agent keeps statistics; in dialects without this type, as `timer`. */
  histogram(name: string, options?: SampledInstrumentOptions): (value: number) => void
  /** Values of which Datadog keeps the distribution over all hosts; in dialects without this type, as `timer`. */
  distribution(name: string, options?: SampledInstrumentOptions): (value: number) => void
  /** Counts here, and sends the sum with every flush. */
  counter(name: string, options?: LiveInstrumentOptions): (value?: number) => void
  /** Sends the last value with the next flush. */
  gauge(name: string, options?: LiveInstrumentOptions): (value: number) => void
  /** How many different members there were, by flush of the server; each is sent once a flush. */
  set(name: string, options?: LiveInstrumentOptions): (member: string | number) => void
  /** DogStatsD only; elsewhere dropped and counted. */
  event(event: DogstatsdEvent): void
  /** DogStatsD only; elsewhere dropped and counted. */
  serviceCheck(check: DogstatsdServiceCheck): void
  /** What could not be sent: no numbers, too long, no room in the queue, no connection. */
  readonly droppedCount: number
  /** Sends what is buffered, and settles when that is in the hands of the operating system or dropped. Never rejects. */
  flush(): Promise<void>
  /** Flushes and ends the connection. Never rejects. */
  close(): Promise<void>
}

/**
 * Forwards each observation to a StatsD server, values of one instrument packed into one line where the dialect can (`latency:1:2:3|d`). An observation costs one number written into an
 * array; it is written as text when its buffer is full or `flushIntervalMillis` are over. Never throws after it was made, nor do its instruments.
 *
 * It belongs to one thread: unlike a registry it shares nothing.
 *
 * @throws TelltaleError `invalid_options` naming every faulty option; `unavailable` when `protocol: 'uds'` lacks its native part.
 * @example
 * const live = createStatsdLive({ host: 'agent', prefix: 'myapp' })
 * const latency = live.distribution('latency', { tags: { route: '/users' }, sampleRate: 0.5 })
 * latency(12.5)
 */
export function createStatsdLive(options: StatsdLiveOptions = {}): StatsdLive {
  const settings = readLiveOptions(options)
  const { maxPacketBytes, random, timers, transport } = settings
  const dialect = dialectOf(settings.dialect)
  const prefix = withSeparator(settings.prefix)
  const report = createProblemReporter(settings.onProblem)
  const packer = createPacker(maxPacketBytes)
  const sender = createSender(transport, settings.maxQueuedPackets, report)
  /** What each instrument has to write when all is flushed. */
  const writers: (() => void)[] = []

  function send(): void {
    const { dropped, packets } = packer.take()
    for (const { count, reason } of dropped) {
      sender.drop(count)
      report({ kind: `statsd_live_${reason}`, message: `Observations could not be sent: ${reason}` })
    }
    for (const packet of packets) sender.add(packet)
  }

  function place(name: string, tags: LiveInstrumentOptions['tags']): { readonly head: string; readonly tail: string } {
    const { middle, tail } = dialect.tags(Object.entries({ ...settings.tags, ...tags }).map(([key, value]) => [key, String(value)]))
    return { head: `${dialect.name(prefix + name)}${middle}`, tail }
  }

  function sampled(type: string, name: string, { sampleRate = 1, tags }: SampledInstrumentOptions = {}): (value: number) => void {
    const { head, tail } = place(name, tags)
    const rate = sampleRate > 0 && sampleRate < 1 ? sampleRate : 1
    const end = `|${type}${rate === 1 ? '' : `|@${rate}`}${tail}`
    const buffer = createValueBuffer({ head, end, isPacked: dialect.isPacked, maxLineBytes: maxPacketBytes, packer, onFull: send })
    writers.push(buffer.write)
    if (rate === 1) return buffer.add
    return (value) => {
      if (random() < rate) buffer.add(value)
    }
  }

  function counter(name: string, { tags }: LiveInstrumentOptions = {}): (value?: number) => void {
    const { head, tail } = place(name, tags)
    let sum = 0
    writers.push(() => {
      if (sum !== 0) packer.add(`${head}:${sum}|c${tail}`)
      sum = 0
    })
    return (value = 1) => {
      if (Number.isFinite(value)) sum += value
      else sender.drop(1)
    }
  }

  function gauge(name: string, { tags }: LiveInstrumentOptions = {}): (value: number) => void {
    const { head, tail } = place(name, tags)
    let last: number | undefined
    writers.push(() => {
      const zero = last !== undefined && last < 0 && dialect.isSignRelative ? `${head}:0|g${tail}\n` : ''
      if (last !== undefined) packer.add(`${zero}${head}:${last}|g${tail}`)
      last = undefined
    })
    return (value) => {
      if (Number.isFinite(value)) last = value
      else sender.drop(1)
    }
  }

  function set(name: string, { tags }: LiveInstrumentOptions = {}): (member: string | number) => void {
    const { head, tail } = place(name, tags)
    const members = new Set<string>()
    const write = (): void => {
      for (const member of members) packer.add(`${head}:${member}|s${tail}`)
      members.clear()
    }
    writers.push(write)
    return (member) => {
      members.add(String(member).replace(UNSAFE_MEMBER, '_') || '_')
      if (members.size < MAX_MEMBERS) return
      write()
      send()
    }
  }

  function dogstatsdOnly(line: () => string): void {
    if (settings.dialect === 'dogstatsd') {
      packer.add(line())
      send()
      return
    }
    sender.drop(1)
    report({ kind: 'statsd_live_unsupported', message: `Only dogstatsd has events and service checks, and this is ${settings.dialect}` })
  }

  function flush(): Promise<void> {
    for (const write of writers) write()
    send()
    return sender.drained()
  }

  const stop = timers.every(settings.flushIntervalMillis, () => void flush())
  let closing: Promise<void> | undefined

  return {
    timer: (name, given) => sampled('ms', name, given),
    histogram: (name, given) => sampled(dialect.histogramType, name, given),
    distribution: (name, given) => sampled(dialect.distributionType, name, given),
    counter,
    gauge,
    set,
    event: (event) => dogstatsdOnly(() => encodeEvent(event, place('', event.tags).tail)),
    serviceCheck: (check) => dogstatsdOnly(() => encodeServiceCheck(check, place(check.name, {}).head, place('', check.tags).tail)),
    get droppedCount() {
      return sender.droppedCount
    },
    flush,
    close() {
      stop()
      closing ??= flush().then(() => transport.close())
      return closing
    },
  }
}

/** Members of a set waiting to be sent. */
const MAX_MEMBERS = 1_000
/** All that ends a value, or a line. */
const UNSAFE_MEMBER = /[:|@#,\s\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu
