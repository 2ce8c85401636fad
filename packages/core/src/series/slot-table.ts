/** Finds a slot by its label part: open addressing over hashes of the bytes, which stay where they are in the log. */

import type { LabelPart, SlotLabels } from './slot-labels.js'

const MIN_LENGTH = 64

export class SlotTable {
  private readonly labels: SlotLabels
  /** Slots; an empty place holds -1. */
  private places = new Int32Array(0)

  /** A table of all slots there are. */
  constructor(labels: SlotLabels) {
    this.labels = labels
    this.fill(MIN_LENGTH)
  }

  /** The slot with these label bytes, or undefined. */
  find(bytes: Uint8Array, offset: number, length: number): number | undefined {
    const { places } = this
    const mask = places.length - 1
    for (let at = hash(bytes, offset, length) & mask; ; at = (at + 1) & mask) {
      const slot = places[at] as number
      if (slot < 0) return undefined
      if (isSame(this.labels.part(slot), bytes, offset, length)) return slot
    }
  }

  /** Enters the slot that was added last. */
  add(slot: number): void {
    if (this.labels.length * 2 > this.places.length) this.fill(this.places.length * 2)
    else this.place(slot)
  }

  private fill(minLength: number): void {
    let length = minLength
    while (length < this.labels.length * 2) length *= 2
    this.places = new Int32Array(length).fill(-1)
    for (let slot = 0; slot < this.labels.length; slot++) this.place(slot)
  }

  private place(slot: number): void {
    const { places } = this
    const part = this.labels.part(slot)
    const mask = places.length - 1
    let at = hash(part.page.bytes, part.offset, this.labels.partLength(part)) & mask
    while ((places[at] as number) >= 0) at = (at + 1) & mask
    places[at] = slot
  }
}

/** The encoding delimits itself: of two label parts with equally many values, none is a proper prefix of the other. */
function isSame({ page, offset: start }: LabelPart, bytes: Uint8Array, offset: number, length: number): boolean {
  const own = page.bytes
  for (let i = 0; i < length; i++) if (own[start + i] !== bytes[offset + i]) return false
  return true
}

/** FNV-1a, 32 bits, finished by a shift so that the low bits depend on all others. */
function hash(bytes: Uint8Array, offset: number, length: number): number {
  let state = 0x811c9dc5
  for (let i = 0; i < length; i++) state = Math.imul(state ^ (bytes[offset + i] as number), 0x01000193)
  return state ^ (state >>> 15)
}
