/** One lane's shares of a family. */

import type { Page } from '../arena/arena.js'
import type { CellRef } from '../arena/lane.js'
import type { SharedExemplar } from './exemplar-place.js'
import { GrowingInts } from './growing-ints.js'

export class Column {
  readonly root: Page
  private readonly refs = new GrowingInts()
  /** Undefined while every share's slot is its own position, as in the lane that declared the family first. */
  private slots: GrowingInts | undefined = undefined
  /** By the reference of a share; undefined while none has any. */
  exemplars: Map<CellRef, SharedExemplar[]> | undefined = undefined

  constructor(root: Page) {
    this.root = root
  }

  get length(): number {
    return this.refs.length
  }

  push(slot: number, ref: CellRef): void {
    if (!this.slots && slot !== this.length) {
      this.slots = new GrowingInts()
      for (let position = 0; position < this.length; position++) this.slots.push(position)
    }
    this.slots?.push(slot)
    this.refs.push(ref)
    // What another series recorded while the cells were its own is not this one's.
    this.exemplars?.delete(ref)
  }

  addExemplar(ref: CellRef, exemplar: SharedExemplar): void {
    this.exemplars ??= new Map()
    const known = this.exemplars.get(ref)
    if (known) known.push(exemplar)
    else this.exemplars.set(ref, [exemplar])
  }

  slotAt(position: number): number {
    return this.slots ? this.slots.at(position) : position
  }

  refAt(position: number): CellRef {
    return this.refs.at(position)
  }

  /** The share of a slot, or undefined when this lane has none. */
  refOf(slot: number): CellRef | undefined {
    const position = this.slots ? this.slots.indexOf(slot) : slot
    return position < 0 || position >= this.length ? undefined : this.refs.at(position)
  }

  /** The slot whose share lies at `ref`, or undefined. */
  slotOf(ref: CellRef): number | undefined {
    const position = this.refs.indexOf(ref)
    return position < 0 ? undefined : this.slotAt(position)
  }
}
