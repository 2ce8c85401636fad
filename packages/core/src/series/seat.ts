/** A thread's seat in an arena: its lane, what it declared there, and the move to another arena. */

import { type Arena, coarseMillis, createArena, type Page, setCoarseMillis } from '../arena/arena.js'
import { type ArenaHandle, joinProcess, type Membership } from '../arena/joining.js'
import { type CellRef, cellOf, markOrigin, pageOf, type Writer } from '../arena/lane.js'
import { HEADER_REMOVALS, HEADER_WITHDRAWALS } from '../arena/layout.js'
import { createLogReader } from '../arena/log.js'
import { type Clock, systemClock } from '../ground/clock.js'
import { threadNumber } from '../ground/platform.js'
import { systemTimers, type Timers } from '../ground/timers.js'
import { carryInherited, type FamilyOwner, findReleased, findRemoved, sharesOf, subtractRemoved } from './carrying.js'
import { cellCountOf } from './cell-counts.js'
import { type Definition, isNative } from './definition.js'
import { type ExemplarPlace, textBytesFor } from './exemplar-place.js'
import { makeExemplarPlace } from './exemplar-places.js'
import type { FamilyView } from './family-view.js'
import { readHeritage, runsOf } from './heritage.js'
import { carryNative } from './native-writer.js'
import { claimNewLane, type OwnLane, takeOverLane } from './own-lane.js'
import { createReader, type Reader } from './reader.js'
import {
  copyRecord,
  decodeRecord,
  type ExemplarRecord,
  encodeFamilyRecord,
  encodeReleaseRecord,
  encodeSeriesRecord,
  encodeWithdrawalRecord,
  MAX_FAMILIES,
  MAX_REMOVED_SHARES,
  NO_EDITION,
  type Removable,
} from './records.js'
import { writeRemoval } from './removal.js'
import type { Series } from './series.js'
import { shareCounter } from './share-counter.js'
import type { Share } from './shares.js'

/** Number of a family in the lane of this thread. */
export type FamilyNumber = number

export interface Seat {
  /** The arena of this moment. */
  readonly arena: Arena
  readonly clock: Clock
  /** What waits in this thread for anything that goes by `clock`. */
  readonly timers: Timers
  readonly membership: Membership | undefined
  /** Root page of this thread's lane, or undefined before anything was declared. */
  readonly rootPage: number | undefined
  /**
   * Declares a family in this thread's lane; undefined when there is no room.
   * @param owner Asked whenever this thread moves: a list kept here would cost each series 8 bytes more.
   */
  declareFamily(definition: Definition, owner?: FamilyOwner): FamilyNumber | undefined
  /**
   * Withdraws the family that this thread declared last under this name: from now on no reader lists what any thread records in its edition, and who declares the name again begins
   * anew.
   */
  withdrawFamily(definition: Definition): void
  /** Whether a family of this lane is of the edition that its name has now: what is recorded in an earlier one is read by nobody. */
  isCurrent(family: FamilyNumber): boolean
  /** Whether the family that this thread declared last under this name has been withdrawn, by whichever thread. */
  isWithdrawn(definition: Definition): boolean
  /** Declares a series and points it at its cells. False, and the series keeps cells of its own, when there is no room. */
  declareSeries(family: FamilyNumber, texts: readonly string[], series: Series): boolean
  /**
   * Lets a share of this thread's lane go: readers are told, and its cells are used again. Its handles must be detached. False, and nothing is let go, when the log has no room for the
   * news.
   */
  release(family: FamilyNumber, ref: CellRef): boolean
  /** Removes shares of other lanes: what they hold up to now does not count. False when there is no room for all of it; some may have been removed then. */
  remove(family: FamilyNumber, shares: readonly Removable[], view: FamilyView): boolean
  /** Takes further cells of this thread's lane, for what a series needs beside its own. */
  allocateCells(count: number): number | undefined
  /** Where this thread's lane has the exemplar of a bucket of one of its series, or undefined while it has none. */
  findExemplar(series: CellRef, bucket: number): ExemplarPlace | undefined
  /** The same, made if there is none or it has no room for labels of so many bytes; undefined when the arena has none either. */
  placeExemplar(family: FamilyNumber, series: CellRef, bucket: number, labelBytes: number): ExemplarPlace | undefined
  /** Looks whether another thread has offered its arena, and moves if so. Answers whether to look again later. */
  look(): boolean
  /** Keeps the arena's coarse clock ticking from this thread. */
  keepTime(): void
  /** One tick. Every reader ticks too, so that the clock goes on while the threads that record are stuck in loops. */
  tick(): void
  /** Calls back when this thread moves to another arena, before anything is carried over. */
  onMoved(listener: () => void): void
}

const TICK_MILLIS = 500

/** The seat of this thread in the arena of its process. One a copy of the library and thread. */
export function takeSeat(): Seat {
  // The membership's callback comes only later, from an event or `attach`, when `seat` is there.
  const membership = joinProcess((left) => seat.move(left))
  const seat = new ThreadSeat(() => membership.arena, membership, systemClock, systemTimers)
  return seat
}

/** A seat in an arena of its own on plain memory, seen by nobody else; or in one given, beside others. */
export function takePrivateSeat(
  clock: Clock = systemClock,
  timers: Timers = systemTimers,
  arena: Arena = createArena({ shared: false, nowMillis: clock.wallMillis() }),
): Seat {
  return new ThreadSeat(() => arena, undefined, clock, timers)
}

class ThreadSeat implements Seat {
  readonly membership: Membership | undefined
  readonly clock: Clock
  readonly timers: Timers
  private readonly currentArena: () => Arena
  /** Of this lane's families, by number. */
  private definitions: (Definition | undefined)[] = []
  /** Of which edition each of them is. */
  private editions: number[] = []
  /** Knows withdrawals and nothing else. Made when there is one. */
  private withdrawals: Reader | undefined = undefined
  private readonly owners: FamilyOwner[] = []
  private readonly listeners: (() => void)[] = []
  private lane: OwnLane | undefined = undefined
  private isTicking = false

  constructor(currentArena: () => Arena, membership: Membership | undefined, clock: Clock, timers: Timers) {
    this.currentArena = currentArena
    this.membership = membership
    this.clock = clock
    this.timers = timers
  }

  get arena(): Arena {
    return this.currentArena()
  }

  get rootPage(): number | undefined {
    return this.lane?.root.number
  }

  declareFamily(definition: Definition, owner?: FamilyOwner): FamilyNumber | undefined {
    const lane = this.ensureLane()
    const edition = this.currentEdition(definition)
    const number = lane?.heritage?.familyNumber(definition, edition) ?? this.recordFamily(definition, edition)
    if (number !== undefined && owner) this.owners.push(owner)
    return number
  }

  private recordFamily(definition: Definition, edition: number): FamilyNumber | undefined {
    const record = encodeFamilyRecord(definition, edition)
    if (!record || this.definitions.length >= MAX_FAMILIES) return undefined
    if (!this.lane?.log.append(record.bytes, record.byteLength)) return undefined
    this.editions.push(edition)
    return this.definitions.push(definition) - 1
  }

  withdrawFamily(definition: Definition): void {
    const edition = this.editionOf(definition)
    if (edition === undefined || edition === NO_EDITION) return
    const record = encodeWithdrawalRecord(definition.registry, definition.name, edition)
    if (record && this.lane?.log.append(record.bytes, record.byteLength)) Atomics.add(this.arena.words, HEADER_WITHDRAWALS, 1)
  }

  isCurrent(family: FamilyNumber): boolean {
    const definition = this.definitions[family]
    return definition !== undefined && this.editions[family] === this.currentEdition(definition)
  }

  isWithdrawn(definition: Definition): boolean {
    // Asked whenever a metric is made again, and hardly ever true.
    if (Atomics.load(this.arena.words, HEADER_WITHDRAWALS) === 0 && !this.editions.includes(NO_EDITION)) return false
    const edition = this.editionOf(definition)
    return edition !== undefined && (edition === NO_EDITION || edition < this.currentEdition(definition))
  }

  /** The edition this thread declared last. */
  private editionOf({ registry, name }: Definition): number | undefined {
    return this.editions[this.definitions.findLastIndex((known) => known?.registry === registry && known.name === name)]
  }

  private currentEdition({ registry, name }: Definition): number {
    if (Atomics.load(this.arena.words, HEADER_WITHDRAWALS) === 0) return 0
    this.withdrawals ??= createReader(
      this.arena,
      () => {},
      () => false,
    )
    this.withdrawals.refresh()
    return this.withdrawals.edition(registry, name)
  }

  declareSeries(family: FamilyNumber, texts: readonly string[], series: Series): boolean {
    const lane = this.ensureLane()
    const ref = lane?.heritage?.find(family, texts) ?? this.declareCells(family, texts)
    const page = ref === undefined ? undefined : this.arena.page(pageOf(ref))
    if (ref === undefined || !page) return false
    series.attach(page, cellOf(ref))
    return true
  }

  allocateCells(count: number): CellRef | undefined {
    return this.ensureLane()?.space.allocate(count)
  }

  release(family: FamilyNumber, ref: CellRef): boolean {
    const { arena, lane } = this
    const definition = this.definitions[family]
    if (!lane || !definition) return false
    const record = encodeReleaseRecord(family, ref)
    if (!lane.log.append(record.bytes, record.byteLength)) return false
    // Readers that copied before this number changed look at the log again; only then may the cells become another series'.
    Atomics.add(arena.words, HEADER_REMOVALS, 1)
    Atomics.sub(arena.words, shareCounter(definition), 1)
    lane.heritage?.forget(family, ref)
    for (const run of [...runsOf(arena, lane.root, definition, ref), ...lane.exemplars.forget(ref)]) lane.space.free(run)
    return true
  }

  remove(family: FamilyNumber, shares: readonly Removable[], view: FamilyView): boolean {
    const { arena } = this
    const lane = this.ensureLane()
    const definition = this.definitions[family]
    if (!lane || !definition) return false
    for (const { copyRef } of lane.copies.takeUnneeded(family, view, shares.length)) {
      // For who takes the lane over: these cells are another's now.
      const record = encodeReleaseRecord(family, copyRef)
      if (!lane.log.append(record.bytes, record.byteLength)) continue
      for (const run of runsOf(arena, lane.root, definition, copyRef)) lane.space.free(run)
    }
    for (let first = 0; first < shares.length; first += MAX_REMOVED_SHARES) {
      const part = shares.slice(first, first + MAX_REMOVED_SHARES)
      const removed = writeRemoval(arena, lane, family, definition, part, this.clock.wallMillis())
      if (!removed) return false
      lane.copies.add(family, removed)
    }
    return true
  }

  findExemplar(series: CellRef, bucket: number): ExemplarPlace | undefined {
    return this.lane?.exemplars.find(series, bucket)
  }

  placeExemplar(family: FamilyNumber, series: CellRef, bucket: number, labelBytes: number): ExemplarPlace | undefined {
    const known = this.findExemplar(series, bucket)
    if (known && labelBytes <= known.textBytes) return known
    return this.lane && makeExemplarPlace(this.arena, this.lane, { family, series, bucket, textBytes: textBytesFor(labelBytes) })
  }

  look(): boolean {
    return this.membership?.look() ?? false
  }

  keepTime(): void {
    if (this.isTicking) return
    this.isTicking = true
    this.tick()
    this.timers.every(TICK_MILLIS, () => this.tick())
  }

  /** Never backwards: several threads tick, and one may have been slow. */
  tick(): void {
    const nowMillis = this.clock.monotonicMillis()
    if (nowMillis > coarseMillis(this.arena)) setCoarseMillis(this.arena, nowMillis)
  }

  onMoved(listener: () => void): void {
    this.listeners.push(listener)
  }

  /** New cells for a series, and the record that makes them known. */
  private declareCells(family: FamilyNumber, texts: readonly string[]): CellRef | undefined {
    const definition = this.definitions[family]
    const ref = definition && this.allocateCells(cellCountOf(definition))
    if (!definition || ref === undefined) return undefined
    const record = encodeSeriesRecord(family, ref, this.clock.wallMillis(), texts)
    if (!record || !this.lane?.log.append(record.bytes, record.byteLength)) {
      this.lane?.space.free({ ref, count: cellCountOf(definition) })
      return undefined
    }
    Atomics.add(this.arena.words, shareCounter(definition), 1)
    return ref
  }

  private ensureLane(): OwnLane | undefined {
    if (this.lane) return this.lane
    const { arena, writer } = this
    const inherited = takeOverLane(arena, writer)
    if (inherited?.heritage) {
      this.definitions = [...inherited.heritage.definitions]
      this.editions = [...inherited.heritage.editions]
    }
    this.lane = inherited ?? claimNewLane(arena, writer)
    return this.lane
  }

  private get writer(): Writer {
    const { ancestor = 0, elders = [] } = this.membership ?? {}
    return { thread: threadNumber(), ancestor, elders }
  }

  /**
   * Carries this thread's lane from the arena it left into the one it is in now: one synchronous step, so that no update falls between, and nothing is counted
   * twice, since nobody reads the old arena for the new one. What finds no room there stays on the old cells, unread.
   */
  move(left: Arena): void {
    const oldLane = this.lane
    this.withdrawals = undefined
    // Numbers of families must stay, so the lane there is a new one.
    this.lane = oldLane && claimNewLane(this.arena, this.writer)
    // First of all: what is carried over reads the new arena.
    for (const listener of this.listeners) listener()
    if (this.isTicking) this.tick()
    if (!oldLane || !this.lane) return
    markOrigin(this.lane.root, left)
    this.carryAll(left, oldLane.root, this.lane)
    // What was inherited there and not used yet is inherited here as well.
    if (oldLane.heritage) this.lane = { ...this.lane, heritage: readHeritage(this.arena, this.lane.root) }
  }

  private carryAll(left: Arena, oldRoot: Page, lane: OwnLane): void {
    const { log, space } = lane
    const peers = createReader(left, () => {})
    const removed = findRemoved(peers, this.definitions, oldRoot)
    if (removed.size > 0) for (const owner of this.owners) owner.leaveBehind(removed)
    const byRef = new Map<CellRef, Series[]>()
    for (const series of this.owners.flatMap((owner) => [...owner.listSeries()]))
      byRef.set(series.ref, [...(byRef.get(series.ref) ?? []), series])
    const movedTo = new Map<CellRef, CellRef>()
    const released = findReleased(left, oldRoot)
    if (Atomics.load(left.words, HEADER_WITHDRAWALS) > 0) peers.refresh()
    const reading = createLogReader(left, oldRoot)
    let familyCount = 0
    for (let record = reading.next(); record; record = reading.next()) {
      const decoded = decodeRecord(record)
      if (decoded?.type === 'family') {
        const { definition } = decoded
        const edition = definition ? this.editionAfterMove(definition, decoded.edition, peers) : 0
        this.editions[familyCount++] = edition
        const copy = (definition && encodeFamilyRecord(definition, edition)) ?? copyRecord(record)
        log.append(copy.bytes, copy.byteLength)
        continue
      }
      if (decoded?.type === 'exemplar') {
        this.carryExemplar(left, lane, decoded, movedTo.get(decoded.series))
        continue
      }
      if (decoded?.type !== 'series' || released.has(reading.readCount) || removed.has(decoded.ref)) continue
      // Names are withdrawn in their arena: nobody there was asked here.
      if (this.editions[decoded.family] === NO_EDITION) continue
      const definition = this.definitions[decoded.family]
      const ref = definition && space.allocate(cellCountOf(definition))
      const page = ref === undefined ? undefined : this.arena.page(pageOf(ref))
      if (!definition || ref === undefined || !page) continue
      const handles = byRef.get(decoded.ref) ?? []
      const [series] = handles
      if (series) series.carry(this.arena, ref, cellCountOf(definition))
      else if (definition.kind === 'histogram' && isNative(definition))
        carryNative(definition, left, decoded.ref, this.arena, ref, (count) => space.allocate(count))
      else carryInherited(left, decoded.ref, page, ref, definition)
      const copy = copyRecord(record, ref)
      if (!log.append(copy.bytes, copy.byteLength)) continue
      movedTo.set(decoded.ref, ref)
      Atomics.add(this.arena.words, shareCounter(definition), 1)
      for (const handle of handles) handle.attach(page, cellOf(ref))
      const shares = (): readonly Share[] => sharesOf(peers, definition, oldRoot, decoded.ref)
      if (Atomics.load(left.words, HEADER_REMOVALS) !== 0) subtractRemoved(left, shares(), oldRoot, this.arena, ref, definition)
      series?.carried({ arena: left, shares })
    }
  }

  /** What was withdrawn there stays so, by no longer being read; everything else is of the edition that the name has here. */
  private editionAfterMove(definition: Definition, edition: number, left: Reader): number {
    return edition < left.edition(definition.registry, definition.name) ? NO_EDITION : this.currentEdition(definition)
  }

  private carryExemplar(left: Arena, lane: OwnLane, record: ExemplarRecord, series: CellRef | undefined): void {
    const from = left.page(pageOf(record.place))
    if (series !== undefined && from) makeExemplarPlace(this.arena, lane, { ...record, series })?.carryFrom(from, record.place)
  }
}

/** What another thread passes to `attach`, or undefined where memory cannot be shared. */
export function handleOf(seat: Seat): ArenaHandle | undefined {
  return seat.membership?.handle
}
