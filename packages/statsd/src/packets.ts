/** Packs lines into packets that no network and no server cuts. */

import type { DroppedPoints } from '@telltale/core/push'

/** What is sent at once. */
export interface StatsdPacket {
  /** Lines with line ends between them, none at the end. */
  readonly text: string
  /** How many entries are in it; lines that must stay together are one. */
  readonly entryCount: number
}

/** A snapshot as packets. */
export interface EncodedPackets {
  readonly packets: readonly StatsdPacket[]
  /** `too_large`: entries that fit no packet. `unsupported_value`: numbers that are none, or infinite. */
  readonly dropped: readonly DroppedPoints[]
}

export interface Packer {
  /** One line, or several that must arrive together and in order. */
  add(entry: string): void
  /** Counts what was left out. */
  drop(reason: string): void
  /** What was added since the last `take`. */
  take(): EncodedPackets
}

/** No line is ever divided: one that is longer than `maxPacketBytes` is dropped and counted. */
export function createPacker(maxPacketBytes: number): Packer {
  let packets: StatsdPacket[] = []
  let dropped = new Map<string, number>()
  let text = ''
  let bytes = 0
  let entryCount = 0

  function end(): void {
    if (entryCount > 0) packets.push({ text, entryCount })
    text = ''
    bytes = 0
    entryCount = 0
  }

  function drop(reason: string): void {
    dropped.set(reason, (dropped.get(reason) ?? 0) + 1)
  }

  return {
    add(entry) {
      const entryBytes = Buffer.byteLength(entry)
      if (entryBytes > maxPacketBytes) return drop('too_large')
      if (entryCount > 0 && bytes + 1 + entryBytes > maxPacketBytes) end()
      text = entryCount === 0 ? entry : `${text}\n${entry}`
      bytes += entryBytes + (entryCount === 0 ? 0 : 1)
      entryCount++
    },
    drop,
    take() {
      end()
      const taken = { packets, dropped: Array.from(dropped, ([reason, count]) => ({ reason, count })) }
      packets = []
      dropped = new Map()
      return taken
    },
  }
}
