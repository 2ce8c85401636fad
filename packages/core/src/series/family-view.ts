/** What a reader knows of one family: its series by slot, and in which cells of which lanes their shares lie. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, laneThread } from '../arena/lane.js'
import { PAGE_BYTES } from '../arena/layout.js'
import type { LabelSet, LabelSetList } from '../model/labels.js'
import { Column } from './column.js'
import type { Definition } from './definition.js'
import { GrowingInts } from './growing-ints.js'
import { decodeLabels, decodeStartedAt, encodeLabels, type SeriesRecord } from './records.js'

/** One lane's share of one series. */
export interface Share {
  readonly root: Page
  readonly ref: CellRef
}

/** How a slot is found among the series of a family: open addressing over hashes of the label bytes. Empty places hold -1. */
interface SlotTable {
  places: Int32Array
}

const MIN_TABLE_LENGTH = 64

/**
 * Slots are given out in order of appearance and never change, so that everything derived from a slot can be kept. A label set is not stored: the lane's log has its bytes, and
 * they are decoded when somebody asks. A family that one lane alone has declared needs no table either: its series are all different.
 */
export class FamilyView {
  readonly arena: Arena
  readonly definition: Definition
  /** In order of root pages: shares are always added up in the order in which lanes were made. */
  readonly columns: Column[] = []
  readonly labelNames: readonly string[]
  /** Replaced when slots are numbered anew. */
  readonly generation: object = {}

  /** By slot: byte offset / 4 of the label part in the arena. */
  private readonly labelPlaces = new GrowingInts()
  /** By slot: root page of the lane, for gauges that have a series a thread. Whose lane it is can change. */
  private readonly rootPages: GrowingInts | undefined
  private table: SlotTable | undefined = undefined
  private readonly constantValues: readonly string[]

  constructor(arena: Arena, definition: Definition) {
    this.arena = arena
    this.definition = definition
    const isPerThread = definition.kind === 'gauge' && definition.across === 'each'
    this.rootPages = isPerThread ? new GrowingInts() : undefined
    const constants = definition.constantLabels ?? []
    this.constantValues = constants.map(([, value]) => value)
    const isPlain = !isPerThread && constants.length === 0
    const names = isPlain ? definition.labelNames : [...constants.map(([name]) => name), ...definition.labelNames]
    this.labelNames = isPerThread ? [...names, 'thread'] : names
  }

  get length(): number {
    return this.labelPlaces.length
  }

  /** Adds the share that a lane declared. Answers the slot. */
  add(root: Page, labelsPage: Page, record: SeriesRecord): number {
    const column = this.columnOf(root)
    const slot = this.slotFor(labelsPage, record)
    if (slot === this.length) {
      this.labelPlaces.push((labelsPage.number * PAGE_BYTES + record.labelsOffset) / 4)
      this.rootPages?.push(root.number)
      if (this.table) this.enter(slot)
    }
    column.push(slot, record.ref)
    return slot
  }

  /** The slot of a label set, or undefined when no lane has declared it. */
  find(texts: readonly string[]): number | undefined {
    const bytes = encodeLabels(texts)
    if (!bytes || this.rootPages) return undefined
    const slot = this.lookUp(bytes, 0, bytes.length)
    return slot === this.length ? undefined : slot
  }

  /** The slot whose share in the lane `rootPage` lies at `ref`, or undefined. */
  slotAt(rootPage: number, ref: CellRef): number | undefined {
    return this.columns.find(({ root }) => root.number === rootPage)?.slotOf(ref)
  }

  /** Every share of one slot, in lane order. */
  sharesOf(slot: number): Share[] {
    return this.columns.flatMap((column) => {
      const ref = column.refOf(slot)
      return ref === undefined ? [] : [{ root: column.root, ref }]
    })
  }

  /** Calls `visit` with the shares of every slot, in lane order. They are valid during the call only: with one lane, as a rule, they are one object used again. */
  visitShares(visit: (slot: number, shares: readonly Share[]) => void): void {
    const [only, ...others] = this.columns
    if (only && others.length === 0) {
      const share = { root: only.root, ref: 0 }
      const shares = [share]
      for (let position = 0; position < only.length; position++) {
        share.ref = only.refAt(position)
        visit(only.slotAt(position), shares)
      }
      return
    }
    for (const [slot, shares] of this.sharesBySlot().entries()) visit(slot, shares)
  }

  /** The same, kept. */
  sharesBySlot(): Share[][] {
    const bySlot: Share[][] = Array.from({ length: this.length }, () => [])
    for (const column of this.columns) {
      for (let i = 0; i < column.length; i++) bySlot[column.slotAt(i)]?.push({ root: column.root, ref: column.refAt(i) })
    }
    return bySlot
  }

  /** When each series began, by slot: as the lane says that was read first. */
  startedAtMillis(): Float64Array {
    const started = new Float64Array(this.length)
    let page: Page | undefined
    for (let slot = 0; slot < started.length; slot++) {
      const place = this.labelPlaces.at(slot) * 4
      const number = Math.floor(place / PAGE_BYTES)
      if (page?.number !== number) page = this.arena.page(number) as Page
      started[slot] = decodeStartedAt(page, place % PAGE_BYTES)
    }
    return started
  }

  /** The label sets of the slots there are now, or of those listed. A list with slots of its own has its own generation. */
  labelSets(only?: readonly number[]): LabelSetList {
    const length = only?.length ?? this.length
    const at = (position: number): LabelSet => {
      if (!(position >= 0 && position < length)) throw new RangeError(`slot must be in [0, ${length}), got ${position}`)
      return this.labelSet(only?.[position] ?? position)
    }
    return {
      length,
      generation: only ? {} : this.generation,
      at,
      *[Symbol.iterator]() {
        for (let position = 0; position < length; position++) yield at(position)
      },
    }
  }

  private labelSet(slot: number): LabelSet {
    const { page, offset } = this.labelPart(slot)
    const values = decodeLabels(page, offset, this.definition.labelNames.length)
    if (this.constantValues.length > 0) values.unshift(...this.constantValues)
    if (this.rootPages) values.push(String(laneThread(this.arena.page(this.rootPages.at(slot)) as Page)))
    return { names: this.labelNames, values }
  }

  private labelPart(slot: number): { readonly page: Page; readonly offset: number } {
    const place = this.labelPlaces.at(slot) * 4
    return { page: this.arena.page(Math.floor(place / PAGE_BYTES)) as Page, offset: place % PAGE_BYTES }
  }

  private columnOf(root: Page): Column {
    const last = this.columns.at(-1)
    if (last?.root === root) return last
    let column = this.columns.find((candidate) => candidate.root === root)
    if (!column) {
      column = new Column(root)
      const position = this.columns.findIndex((other) => other.root.number > root.number)
      this.columns.splice(position < 0 ? this.columns.length : position, 0, column)
    }
    return column
  }

  private slotFor(labelsPage: Page, record: SeriesRecord): number {
    if (this.rootPages || this.columns.length === 1) return this.length
    return this.lookUp(labelsPage.bytes, record.labelsOffset, record.labelsLength)
  }

  /** The slot with this label part, or `length`. */
  private lookUp(bytes: Uint8Array, offset: number, length: number): number {
    const { places } = this.table ?? this.fillTable()
    const mask = places.length - 1
    for (let at = hash(bytes, offset, length) & mask; ; at = (at + 1) & mask) {
      const slot = places[at] as number
      if (slot < 0) return this.length
      if (this.hasLabels(slot, bytes, offset, length)) return slot
    }
  }

  private hasLabels(slot: number, bytes: Uint8Array, offset: number, length: number): boolean {
    const { page, offset: start } = this.labelPart(slot)
    const own = page.bytes
    // The encoding delimits itself: of two label parts with equally many values, none is a proper prefix of the other.
    for (let i = 0; i < length; i++) if (own[start + i] !== bytes[offset + i]) return false
    return true
  }

  private fillTable(minLength = MIN_TABLE_LENGTH): SlotTable {
    let length = minLength
    while (length < this.length * 2) length *= 2
    this.table = { places: new Int32Array(length).fill(-1) }
    for (let slot = 0; slot < this.length; slot++) this.place(slot, this.table)
    return this.table
  }

  private enter(slot: number): void {
    const table = this.table as SlotTable
    if (this.length * 2 > table.places.length) this.fillTable(table.places.length * 2)
    else this.place(slot, table)
  }

  private place(slot: number, { places }: SlotTable): void {
    const { page, offset } = this.labelPart(slot)
    const mask = places.length - 1
    let at = hash(page.bytes, offset, labelPartLength(page.bytes, offset, this.definition.labelNames.length)) & mask
    while ((places[at] as number) >= 0) at = (at + 1) & mask
    places[at] = slot
  }
}

function labelPartLength(bytes: Uint8Array, offset: number, count: number): number {
  let at = offset
  for (let i = 0; i < count; i++) at += 2 + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8))
  return at - offset
}

/** FNV-1a, 32 bits, finished by a shift so that the low bits depend on all others. */
function hash(bytes: Uint8Array, offset: number, length: number): number {
  let state = 0x811c9dc5
  for (let i = 0; i < length; i++) state = Math.imul(state ^ (bytes[offset + i] as number), 0x01000193)
  return state ^ (state >>> 15)
}
