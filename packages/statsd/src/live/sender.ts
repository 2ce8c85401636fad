/** The queue of packets of live mode: sent one after another, bounded, counted when dropped. */

import { type ProblemReporter, toLine } from '@telltale/core/exporter'
import type { StatsdPacket } from '../packets.js'
import type { StatsdTransport } from '../transport.js'

export interface Sender {
  readonly droppedCount: number
  /** Counts what was left out before it became a packet. */
  drop(count: number): void
  add(packet: StatsdPacket): void
  /** Settles when what was added is sent or dropped. Never rejects. */
  drained(): Promise<void>
}

export function createSender(transport: StatsdTransport, maxQueuedPackets: number, report: ProblemReporter): Sender {
  const queue: StatsdPacket[] = []
  let droppedCount = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    for (let packet = queue.shift(); packet; packet = queue.shift()) {
      const result = await transport.send(packet.text)
      if (result.isSent) continue
      // What is sent live is not kept: a server that aggregates by the second has no use for it later.
      droppedCount += packet.entryCount
      report({ kind: 'statsd_live_not_sent', message: `Observations could not be sent: ${toLine(result.reason)}` })
    }
    running = undefined
  }

  return {
    get droppedCount() {
      return droppedCount
    },
    drop(count) {
      droppedCount += count
    },
    add(packet) {
      if (queue.length >= maxQueuedPackets) {
        droppedCount += packet.entryCount
        report({
          kind: 'statsd_live_queue_full',
          message: `More than ${maxQueuedPackets} packets wait to be sent; further ones are dropped`,
        })
        return
      }
      queue.push(packet)
      running ??= run()
    },
    drained: async () => running,
  }
}
