/** One lane's shares of a family. */

import type { Page } from '../arena/arena.js'
import type { CellRef } from '../arena/lane.js'
import type { SharedExemplar } from './exemplar-place.js'
import { GrowingInts } from './growing-ints.js'

/** In place of a reference: the share that was declared here has been let go. */
export const NO_SHARE: CellRef = 0

/** The incarnation of a share whose cells no other series of the family had before. */
const FIRST_INCARNATION = 0

export class Column {
  readonly root: Page
  private readonly refs = new GrowingInts()
  /** Undefined while every share's slot is its own position, as in the lane that declared the family first. */
  private slots: GrowingInts | undefined = undefined
  /** Positions by slot and by reference; made when the first share is let go, since from then on neither rises with the position. */
  private lookUp: { readonly bySlot: Map<number, number>; readonly byRef: Map<CellRef, number> } | undefined = undefined
  /** Of cells that had been another series' of this family: number of the record that declared the one they are now. */
  private readonly incarnations = new Map<CellRef, number>()
  /** By the reference of a share; undefined while none has any. */
  exemplars: Map<CellRef, SharedExemplar[]> | undefined = undefined

  constructor(root: Page) {
    this.root = root
  }

  get length(): number {
    return this.refs.length
  }

  /** @param recordNumber Of the record that declares the share, counted in its lane. */
  push(slot: number, ref: CellRef, recordNumber: number): void {
    if (!this.slots && slot !== this.length) {
      this.slots = new GrowingInts()
      for (let position = 0; position < this.length; position++) this.slots.push(position)
    }
    this.slots?.push(slot)
    this.refs.push(ref)
    // What another series recorded while the cells were its own is not this one's.
    this.exemplars?.delete(ref)
    if (!this.lookUp) return
    this.lookUp.bySlot.set(slot, this.length - 1)
    this.lookUp.byRef.set(ref, this.length - 1)
    if (this.incarnations.has(ref)) this.incarnations.set(ref, recordNumber)
  }

  addExemplar(ref: CellRef, exemplar: SharedExemplar): void {
    this.exemplars ??= new Map()
    const known = this.exemplars.get(ref)
    if (known) known.push(exemplar)
    else this.exemplars.set(ref, [exemplar])
  }

  /** Lets the share at `ref` go. Answers its slot, or undefined when there is none. */
  remove(ref: CellRef): number | undefined {
    const slot = this.slotOf(ref)
    if (slot === undefined) return undefined
    this.lookUp ??= this.fillLookUp()
    const { bySlot, byRef } = this.lookUp
    const position = byRef.get(ref) as number
    this.refs.set(position, NO_SHARE)
    byRef.delete(ref)
    if (bySlot.get(slot) === position) bySlot.delete(slot)
    this.incarnations.set(ref, FIRST_INCARNATION)
    this.exemplars?.delete(ref)
    return slot
  }

  slotAt(position: number): number {
    return this.slots ? this.slots.at(position) : position
  }

  /** NO_SHARE when it has been let go. */
  refAt(position: number): CellRef {
    return this.refs.at(position)
  }

  /** The share of a slot, or undefined when this lane has none. */
  refOf(slot: number): CellRef | undefined {
    if (this.lookUp) {
      const position = this.lookUp.bySlot.get(slot)
      return position === undefined ? undefined : this.refs.at(position)
    }
    const position = this.slots ? this.slots.indexOf(slot) : slot
    return position < 0 || position >= this.length ? undefined : this.refs.at(position)
  }

  /** The slot whose share lies at `ref`, or undefined. */
  slotOf(ref: CellRef): number | undefined {
    const position = this.lookUp ? (this.lookUp.byRef.get(ref) ?? -1) : this.refs.indexOf(ref)
    return position < 0 ? undefined : this.slotAt(position)
  }

  /** Tells apart the series that have lain at `ref`, alike for all readers of the lane. */
  incarnationOf(ref: CellRef): number {
    return this.incarnations.get(ref) ?? FIRST_INCARNATION
  }

  /** The same shares under other slots, without those that were let go. `newSlots` has one for every slot that still has a share. */
  renumbered(newSlots: ReadonlyMap<number, number>): Column {
    const column = new Column(this.root)
    for (let position = 0; position < this.length; position++) {
      const slot = newSlots.get(this.slotAt(position))
      if (this.refAt(position) !== NO_SHARE && slot !== undefined) column.push(slot, this.refAt(position), FIRST_INCARNATION)
    }
    for (const [ref, incarnation] of this.incarnations) column.incarnations.set(ref, incarnation)
    column.lookUp = column.fillLookUp()
    column.exemplars = this.exemplars
    return column
  }

  private fillLookUp(): { bySlot: Map<number, number>; byRef: Map<CellRef, number> } {
    const bySlot = new Map<number, number>()
    const byRef = new Map<CellRef, number>()
    for (let position = 0; position < this.length; position++) {
      const ref = this.refs.at(position)
      if (ref === NO_SHARE) continue
      bySlot.set(this.slotAt(position), position)
      byRef.set(ref, position)
    }
    return { bySlot, byRef }
  }
}
