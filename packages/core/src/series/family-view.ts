/** What a reader knows of one family: its series by slot, and in which cells of which lanes their shares lie. */

import type { Arena, Page } from '../arena/arena.js'
import type { CellRef } from '../arena/lane.js'
import type { LabelSetList } from '../model/labels.js'
import { Column, NO_SHARE } from './column.js'
import type { Definition } from './definition.js'
import { SharedExemplar } from './exemplar-place.js'
import { type ExemplarRecord, encodeLabels, type RemovedShare, type SeriesRecord } from './records.js'
import { hasMoved } from './removal.js'
import type { Removal, Share } from './shares.js'
import { SlotLabels } from './slot-labels.js'
import { SlotTable } from './slot-table.js'

/** The slots that have something to show, while that is not all of them. */
interface Shown {
  readonly slots: readonly number[]
  readonly generation: object
}

/** What is to be seen of a slot. */
const NO_SHARES = 0
const HIDDEN = 1
const SHOWN = 2

/** Slots without a share are numbered away when there are this many, and more of them than others. */
const MIN_DEAD_SLOTS = 64

/**
 * Slots are given out in order of appearance, so that everything derived from a slot can be kept while the label sets are of one generation. A label set is not stored: the lane's log
 * has its bytes, and they are decoded when somebody asks. A family that one lane alone has declared needs no table either: its series are all different.
 */
export class FamilyView {
  readonly arena: Arena
  readonly definition: Definition
  /** In order of root pages: shares are always added up in the order in which lanes were made. */
  columns: Column[] = []
  /** Shares that have been let go: what was copied before another one was may be a stranger's. */
  releaseCount = 0

  private labels: SlotLabels
  private table: SlotTable | undefined = undefined
  /** By share. */
  private readonly removals = new Map<number, Removal>()
  private lastShown: Shown | undefined = undefined
  /** Slots without a share. */
  private deadCount = 0
  /** Slots whose shares have all been removed, and none written since; undefined while that has to be looked up. */
  private hiddenSlots: Set<number> | undefined = undefined

  constructor(arena: Arena, definition: Definition) {
    this.arena = arena
    this.definition = definition
    this.labels = new SlotLabels(arena, definition)
  }

  get length(): number {
    return this.labels.length
  }

  get labelNames(): readonly string[] {
    return this.labels.names
  }

  /** Adds the share that a lane declared. Answers the slot. */
  add(root: Page, labelsPage: Page, record: SeriesRecord, recordNumber: number): number {
    const { labelsOffset } = record
    const column = this.columnOf(root)
    const slot = this.slotFor(labelsPage, record)
    if (slot === this.length) {
      this.labels.push(labelsPage, labelsOffset, root.number)
      this.table?.add(slot)
    } else if (this.releaseCount > 0 && this.sharesOf(slot).length === 0) {
      // The series begins anew, and with it its start time.
      this.labels.set(slot, labelsPage, labelsOffset)
      this.deadCount--
    }
    this.hiddenSlots?.delete(slot)
    column.push(slot, record.ref, recordNumber)
    return slot
  }

  /** Adds the place where a lane has exemplars of one of its shares. */
  addExemplar(root: Page, { series, bucket, place, textBytes }: ExemplarRecord): void {
    this.columnOf(root).addExemplar(series, new SharedExemplar(bucket, place, textBytes))
  }

  /** Lets a lane's share go: its cells are nobody's, or another series'. */
  release(root: Page, ref: CellRef): void {
    const slot = this.columnOf(root).remove(ref)
    if (slot === undefined) return
    this.removals.delete(keyOf(root.number, ref))
    this.releaseCount++
    this.hiddenSlots = undefined
    if (this.sharesOf(slot).length === 0) this.deadCount++
  }

  /** Whether a share that was removed is there still: it has not been let go. */
  knows({ rootPage, ref, incarnation }: Omit<RemovedShare, 'copyRef'>): boolean {
    const column = this.columns.find(({ root }) => root.number === rootPage)
    return column?.slotOf(ref) !== undefined && column.incarnationOf(ref) === incarnation
  }

  /** Notes that what a share has held up to now does not count, unless the share has been let go, or removed again since. */
  remove(share: RemovedShare, stamp: Pick<Removal, 'stamp' | 'atMillis'>): void {
    if (!this.knows(share)) return
    const key = keyOf(share.rootPage, share.ref)
    const known = this.removals.get(key)
    if (known && ((stamp.stamp - known.stamp) | 0) <= 0) return
    this.removals.set(key, { ...stamp, copyRef: share.copyRef })
    this.hiddenSlots = undefined
  }

  get hasRemovals(): boolean {
    return this.removals.size > 0
  }

  removalOf(root: Page, ref: CellRef): Removal | undefined {
    return this.removals.get(keyOf(root.number, ref))
  }

  /** Which of the series that have lain there a share is, as a removal names it. */
  incarnationOf({ root, ref }: Share): number {
    return this.columnOf(root).incarnationOf(ref)
  }

  /** Shares of a lane that have been removed by others and not been written since. */
  unusedSharesOf(rootPage: number): CellRef[] {
    const unused: CellRef[] = []
    for (const [key, removal] of this.removals) {
      const ref = key % REFS
      if (Math.floor(key / REFS) === rootPage && !hasMoved(this.arena, this.definition, ref, removal)) unused.push(ref)
    }
    return unused
  }

  /** Whether each thread has series of its own. */
  get isPerThread(): boolean {
    return this.labels.isPerThread
  }

  /**
   * How many series there are to be seen. Asked for every new series and every update beyond a limit, so nothing is counted twice: what other threads write again after it was removed may be
   * missing until something else is removed. They ask no limit for that, and could do it at any time. (Looking at every slot each time cost 8 threads at 10,000 series 3 ms an update.)
   */
  seriesCount(): number {
    return this.length - this.deadCount - (this.hasRemovals ? this.hidden().size : 0)
  }

  /** The slot of a label set, or undefined when no lane has declared it, or each has its own. */
  find(texts: readonly string[]): number | undefined {
    const bytes = encodeLabels(texts)
    return bytes && !this.labels.isPerThread ? this.ensureTable().find(bytes, 0, bytes.length) : undefined
  }

  /** Whether a series of these labels is to be seen, where not each thread has its own. */
  has(texts: readonly string[]): boolean {
    const slot = this.find(texts)
    const shares = slot === undefined ? [] : this.sharesOf(slot)
    return shares.some(({ ref, removal }) => !removal || hasMoved(this.arena, this.definition, ref, removal))
  }

  /** Every slot of a label set: several where each thread has its own. */
  findAll(texts: readonly string[]): readonly number[] {
    if (!this.labels.isPerThread) return [this.find(texts) ?? []].flat()
    const slots = Array.from({ length: this.length }, (_, slot) => slot)
    return slots.filter((slot) => this.declaredAt(slot).every((text, i) => text === texts[i]))
  }

  /** The label values that a slot's series was declared with. */
  declaredAt(slot: number): readonly string[] {
    return this.labels.declaredAt(slot)
  }

  /** The slot whose share in the lane `rootPage` lies at `ref`, or undefined. */
  slotAt(rootPage: number, ref: CellRef): number | undefined {
    return this.columns.find(({ root }) => root.number === rootPage)?.slotOf(ref)
  }

  /** Every share of one slot, in lane order. */
  sharesOf(slot: number): Share[] {
    return this.columns.flatMap((column) => {
      const ref = column.refOf(slot)
      return ref === undefined ? [] : [this.share(column.root, ref)]
    })
  }

  /** Calls `visit` with the shares of every slot, in lane order. They are valid during the call only: with one lane, as a rule, they are one object used again. */
  visitShares(visit: (slot: number, shares: readonly Share[]) => void): void {
    const [only, ...others] = this.columns
    if (only && others.length === 0 && this.releaseCount === 0 && !this.hasRemovals) {
      const share = { root: only.root, ref: 0, removal: undefined }
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
      for (let i = 0; i < column.length; i++) {
        const ref = column.refAt(i)
        if (ref !== NO_SHARE) bySlot[column.slotAt(i)]?.push(this.share(column.root, ref))
      }
    }
    return bySlot
  }

  /** The slots of the series that there are; undefined when that is all of them. A removed series is there again as soon as anything is recorded in it. */
  shown(): readonly number[] | undefined {
    if (this.releaseCount === 0 && !this.hasRemovals) return undefined
    const slots = this.renumber(this.lookAtSlots()).flatMap((state, slot) => (state === SHOWN ? slot : []))
    if (slots.length === this.length) this.lastShown = undefined
    else this.lastShown = { slots, generation: this.generationOf(slots) }
    return this.lastShown?.slots
  }

  /** When each series began, by slot: as the lane says that was read first, or when it was removed last. */
  startedAtMillis(): Float64Array {
    const started = this.labels.startedAtMillis()
    for (const [key, { atMillis }] of this.removals) {
      const slot = this.slotAt(Math.floor(key / REFS), key % REFS)
      if (slot !== undefined) started[slot] = Math.max(started[slot] as number, atMillis)
    }
    return started
  }

  /** The label sets of the slots there are now, or of those listed: what `shown` answered, or others, which are a generation of their own. */
  labelSets(only?: readonly number[]): LabelSetList {
    if (!only) return this.labels.all()
    return this.labels.some(only, only === this.lastShown?.slots ? this.lastShown.generation : undefined)
  }

  private share(root: Page, ref: CellRef): Share {
    return { root, ref, removal: this.hasRemovals ? this.removalOf(root, ref) : undefined }
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

  private slotFor(labelsPage: Page, { labelsOffset, labelsLength }: SeriesRecord): number {
    // A lane declares a label set once, unless it let it go in between.
    if (this.labels.isPerThread || (this.columns.length === 1 && this.releaseCount === 0)) return this.length
    return this.ensureTable().find(labelsPage.bytes, labelsOffset, labelsLength) ?? this.length
  }

  private ensureTable(): SlotTable {
    this.table ??= new SlotTable(this.labels)
    return this.table
  }

  private hidden(): ReadonlySet<number> {
    if (this.hiddenSlots) return this.hiddenSlots
    const slots = new Set<number>()
    for (const key of this.removals.keys()) {
      const slot = this.slotAt(Math.floor(key / REFS), key % REFS)
      if (slot !== undefined && !slots.has(slot) && this.sharesOf(slot).every((share) => this.isUnused(share))) slots.add(slot)
    }
    this.hiddenSlots = slots
    return slots
  }

  private isUnused({ ref, removal }: Share): boolean {
    return removal !== undefined && !hasMoved(this.arena, this.definition, ref, removal)
  }

  private lookAtSlots(): number[] {
    const states: number[] = Array.from({ length: this.length }, () => NO_SHARES)
    for (const column of this.columns) {
      for (let i = 0; i < column.length; i++) {
        const ref = column.refAt(i)
        if (ref === NO_SHARE) continue
        const slot = column.slotAt(i)
        const removal = this.hasRemovals ? this.removalOf(column.root, ref) : undefined
        if (!removal || hasMoved(this.arena, this.definition, ref, removal)) states[slot] = SHOWN
        else if (states[slot] === NO_SHARES) states[slot] = HIDDEN
      }
    }
    return states
  }

  /** Numbers the slots anew when most have no share any more. Lists of label sets given out before keep what they were made of. Answers the states of the slots there are now. */
  private renumber(states: number[]): number[] {
    const kept = states.flatMap((state, slot) => (state === NO_SHARES ? [] : slot))
    const deadCount = states.length - kept.length
    if (deadCount < MIN_DEAD_SLOTS || deadCount < kept.length) return states
    const newSlots = new Map(kept.map((slot, i) => [slot, i]))
    this.columns = this.columns.map((column) => column.renumbered(newSlots))
    this.labels = this.labels.pick(kept)
    this.table = undefined
    this.lastShown = undefined
    this.deadCount = 0
    this.hiddenSlots = undefined
    return kept.map((slot) => states[slot] as number)
  }

  /** The generation goes on while slots are only added at the end. */
  private generationOf(slots: readonly number[]): object {
    const { slots: before, generation } = this.lastShown ?? { slots: [], generation: undefined }
    return generation && before.every((slot, i) => slot === slots[i]) ? generation : {}
  }
}

const REFS = 2 ** 32

function keyOf(rootPage: number, ref: CellRef): number {
  return rootPage * REFS + ref
}
