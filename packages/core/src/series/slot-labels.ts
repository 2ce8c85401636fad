/** By slot: where the label part of a series is in the arena, and what it says. */

import type { Arena, Page } from '../arena/arena.js'
import { laneThread } from '../arena/lane.js'
import { PAGE_BYTES } from '../arena/layout.js'
import type { LabelSet, LabelSetList } from '../model/labels.js'
import type { Definition } from './definition.js'
import { GrowingInts } from './growing-ints.js'
import { decodeLabels, decodeStartedAt, labelPartLength } from './records.js'

/** Where a label part is. */
export interface LabelPart {
  readonly page: Page
  readonly offset: number
}

export class SlotLabels {
  /** Names of all labels a label set has. */
  readonly names: readonly string[]
  /** Handed out with every list of label sets: what holds for one holds for the others. */
  readonly generation: object = {}
  private readonly arena: Arena
  /** How many values a label part has. */
  private readonly count: number
  /** Byte offset / 4 of each label part in the arena. */
  private readonly places = new GrowingInts()
  /** Root page of each lane, where a series belongs to a thread. Whose lane it is can change. */
  private readonly rootPages: GrowingInts | undefined
  private readonly definition: Definition
  /** They stand before the values in the label part. */
  private readonly constantValues: readonly string[]

  constructor(arena: Arena, definition: Definition) {
    const { labelNames, constantLabels = [] } = definition
    const isPerThread = definition.kind === 'gauge' && definition.across === 'each'
    this.arena = arena
    this.definition = definition
    this.count = labelNames.length
    this.constantValues = constantLabels.map(([, value]) => value)
    const names = constantLabels.length === 0 ? labelNames : [...constantLabels.map(([name]) => name), ...labelNames]
    this.names = isPerThread ? [...names, 'thread'] : names
    this.rootPages = isPerThread ? new GrowingInts() : undefined
  }

  get length(): number {
    return this.places.length
  }

  get isPerThread(): boolean {
    return this.rootPages !== undefined
  }

  push(page: Page, offset: number, rootPage: number): void {
    this.places.push(placeOf(page, offset))
    this.rootPages?.push(rootPage)
  }

  /** The same labels, in another record. */
  set(slot: number, page: Page, offset: number): void {
    this.places.set(slot, placeOf(page, offset))
  }

  /** Only these slots, in this order, as another generation. */
  pick(slots: readonly number[]): SlotLabels {
    const picked = new SlotLabels(this.arena, this.definition)
    for (const slot of slots) {
      picked.places.push(this.places.at(slot))
      if (this.rootPages) picked.rootPages?.push(this.rootPages.at(slot))
    }
    return picked
  }

  part(slot: number): LabelPart {
    const place = this.places.at(slot) * 4
    return { page: this.arena.page(Math.floor(place / PAGE_BYTES)) as Page, offset: place % PAGE_BYTES }
  }

  partLength({ page, offset }: LabelPart): number {
    return labelPartLength(page.bytes, offset, this.count)
  }

  /** The values a slot's series was declared with, without those that all series of the family have. */
  declaredAt(slot: number): string[] {
    const { page, offset } = this.part(slot)
    return decodeLabels(page, offset, this.count)
  }

  at(slot: number): LabelSet {
    const values = this.declaredAt(slot)
    if (this.constantValues.length > 0) values.unshift(...this.constantValues)
    if (this.rootPages) values.push(String(laneThread(this.arena.page(this.rootPages.at(slot)) as Page)))
    return { names: this.names, values }
  }

  /** When each series began. */
  startedAtMillis(): Float64Array {
    const started = new Float64Array(this.length)
    let page: Page | undefined
    for (let slot = 0; slot < started.length; slot++) {
      const place = this.places.at(slot) * 4
      const number = Math.floor(place / PAGE_BYTES)
      if (page?.number !== number) page = this.arena.page(number) as Page
      started[slot] = decodeStartedAt(page, place % PAGE_BYTES)
    }
    return started
  }

  /** The label sets of the slots there are now. */
  all(): LabelSetList {
    return listOf(this.length, this.generation, (slot) => this.at(slot))
  }

  /** The label sets of some slots, as a generation of their own. */
  some(slots: readonly number[], generation: object = {}): LabelSetList {
    return listOf(slots.length, generation, (position) => this.at(slots[position] as number))
  }
}

function placeOf(page: Page, offset: number): number {
  return (page.number * PAGE_BYTES + offset) / 4
}

function listOf(length: number, generation: object, labelSet: (slot: number) => LabelSet): LabelSetList {
  const at = (slot: number): LabelSet => {
    if (!(slot >= 0 && slot < length)) throw new RangeError(`slot must be in [0, ${length}), got ${slot}`)
    return labelSet(slot)
  }
  return {
    length,
    generation,
    at,
    *[Symbol.iterator]() {
      for (let slot = 0; slot < length; slot++) yield at(slot)
    },
  }
}
