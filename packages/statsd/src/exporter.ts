/** Brings a snapshot's packets to the server, each once. */

import type { Problem } from '@telltale/core'
import { createProblemReporter, toLine } from '@telltale/core/exporter'
import type { Snapshot } from '@telltale/core/model'
import { type DroppedPoints, type PushExporter, type PushResult, type SelectFamily, selectFamilies } from '@telltale/core/push'
import { createSnapshotEncoder, type SnapshotEncoder } from './encoder.js'
import { assertStatsdOptions, EXPORTER_RULES, type StatsdExporterOptions, toEncodingSettings, toTransportSettings } from './options.js'
import type { StatsdPacket } from './packets.js'
import { createTransport, type SendResult, type StatsdTransport } from './transport.js'

/** How far the delivery of a snapshot has come. */
interface Progress {
  readonly packets: readonly StatsdPacket[]
  readonly dropped: DroppedPoints[]
  nextPacket: number
  /** Of the packet that is next, begun by a push that ran out of time. */
  inFlight: Promise<SendResult> | undefined
}

const OUT_OF_TIME: PushResult = { outcome: 'retryable', reason: 'the time was up' }

export interface PacketExporterParts {
  readonly name: string
  readonly encode: SnapshotEncoder
  readonly transport: StatsdTransport
  readonly select: SelectFamily | undefined
  readonly onProblem: ((problem: Problem) => void) | undefined
}

/**
 * Pushes increments to a StatsD server: see `createSnapshotEncoder` for what each kind of metric becomes.
 *
 * A push settles when all its packets are in the hands of the operating system; StatsD acknowledges nothing. One that fails is resumed at the packet that failed. A packet of which a broken
 * stream may have taken a part is not repeated, but counted as dropped, `unconfirmed`: so nothing is counted twice.
 *
 * @throws TelltaleError `invalid_options` naming every faulty option; `unavailable` when `protocol: 'uds'` lacks its native part.
 *
 * @example
 * const pusher = createPusher({ source: metrics, exporter: createStatsdExporter({ host: 'statsd', prefix: 'myapp' }), intervalMillis: 10_000 })
 */
export function createStatsdExporter(options: StatsdExporterOptions = {}): PushExporter {
  assertStatsdOptions('createStatsdExporter', options, EXPORTER_RULES)
  const { dialect = 'statsd', select, onProblem } = options
  const encode = createSnapshotEncoder(toEncodingSettings(dialect, options))
  return createPacketExporter({
    name: 'statsd',
    encode,
    transport: createTransport(toTransportSettings(dialect, options)),
    select,
    onProblem,
  })
}

/** An exporter of whatever becomes packets. */
export function createPacketExporter({ name, encode, transport, select, onProblem }: PacketExporterParts): PushExporter {
  const report = createProblemReporter(onProblem)
  const unfinished = new WeakMap<Snapshot, Progress>()

  function progressOf(snapshot: Snapshot): Progress {
    const kept = unfinished.get(snapshot)
    if (kept) return kept
    const { packets, dropped } = encode(selectFamilies(snapshot, select))
    for (const { reason, count } of dropped) report({ kind: `${name}_${reason}`, message: `${count} values could not be sent: ${reason}` })
    const progress = { packets, dropped: [...dropped], nextPacket: 0, inFlight: undefined }
    unfinished.set(snapshot, progress)
    return progress
  }

  function settle(progress: Progress, packet: StatsdPacket, result: SendResult): void {
    progress.nextPacket++
    if (result.isSent) return
    progress.dropped.push({ reason: 'unconfirmed', count: packet.entryCount })
    report({ kind: `${name}_unconfirmed`, message: `A connection broke while a packet was being sent: ${toLine(result.reason)}` })
  }

  async function pushUntil(snapshot: Snapshot, signal: AbortSignal, aborted: Promise<undefined>): Promise<PushResult> {
    const progress = progressOf(snapshot)
    for (let packet = progress.packets[progress.nextPacket]; packet; packet = progress.packets[progress.nextPacket]) {
      if (signal.aborted) return OUT_OF_TIME
      progress.inFlight ??= transport.send(packet.text)
      const result = await Promise.race([progress.inFlight, aborted])
      if (!result) return OUT_OF_TIME
      progress.inFlight = undefined
      if (!result.isSent && !result.mayHaveArrived) return { outcome: 'retryable', reason: result.reason }
      settle(progress, packet, result)
    }
    unfinished.delete(snapshot)
    return { outcome: 'accepted', dropped: progress.dropped }
  }

  async function push(snapshot: Snapshot, signal: AbortSignal): Promise<PushResult> {
    let abort = (): void => {}
    const aborted = new Promise<undefined>((resolve) => {
      abort = () => resolve(undefined)
    })
    signal.addEventListener('abort', abort)
    try {
      return await pushUntil(snapshot, signal, aborted)
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  return { name, temporality: 'delta', push, close: () => transport.close() }
}
