/** A thread's seat in an arena: its lane, what it declared there, and the move to another arena. */

import { type Arena, coarseMillis, createArena, type Page, setCoarseMillis } from '../arena/arena.js'
import { type CellSpace, createCellSpace } from '../arena/cell-space.js'
import { type ArenaHandle, joinProcess, type Membership } from '../arena/joining.js'
import { type CellRef, cellOf, claimLane, markOrigin, pageOf, settleLane, takeRetiredLane, type Writer } from '../arena/lane.js'
import { HEADER_REMOVALS, HEADER_SHARES } from '../arena/layout.js'
import { createLogReader, createLogWriter, type LogWriter } from '../arena/log.js'
import { type Clock, systemClock } from '../ground/clock.js'
import { threadNumber } from '../ground/platform.js'
import { every } from '../ground/timers.js'
import { cellCountOf, sumsOf } from './cell-layout.js'
import type { Definition } from './definition.js'
import { type Heritage, readHeritage, runsOf } from './heritage.js'
import { createReader, type Reader } from './reader.js'
import {
  copyRecord,
  decodeRecord,
  encodeFamilyRecord,
  encodeReleaseRecord,
  encodeSeriesRecord,
  MAX_FAMILIES,
  MAX_REMOVED_SHARES,
  type RemovedShare,
} from './records.js'
import { writeRemoval } from './removal.js'
import type { Series } from './series.js'
import type { Share } from './shares.js'

/** Number of a family in the lane of this thread. */
export type FamilyNumber = number

export interface Seat {
  /** The arena of this moment. */
  readonly arena: Arena
  readonly clock: Clock
  readonly membership: Membership | undefined
  /** Root page of this thread's lane, or undefined before anything was declared. */
  readonly rootPage: number | undefined
  /**
   * Declares a family in this thread's lane; undefined when there is no room.
   * @param listSeries Every series declared under it so far, whenever this thread moves: a list kept here would cost each series 8 bytes more.
   */
  declareFamily(definition: Definition, listSeries?: () => Iterable<Series>): FamilyNumber | undefined
  /** Declares a series and points it at its cells. False, and the series keeps cells of its own, when there is no room. */
  declareSeries(family: FamilyNumber, texts: readonly string[], series: Series): boolean
  /**
   * Lets a share of this thread's lane go: readers are told, and its cells are used again. Its handles must be detached. False, and nothing is let go, when the log has no room for the
   * news.
   */
  release(family: FamilyNumber, ref: CellRef): boolean
  /** Removes shares of other lanes: what they hold up to now does not count. False when there is no room for all of it; some may have been removed then. */
  remove(family: FamilyNumber, shares: readonly Removable[]): boolean
  /** Takes further cells of this thread's lane, for what a series needs beside its own. */
  allocateCells(count: number): number | undefined
  /** Looks whether another thread has offered its arena, and moves if so. Answers whether to look again later. */
  look(): boolean
  /** Keeps the arena's coarse clock ticking from this thread. */
  keepTime(): void
  /** One tick. Every reader ticks too, so that the clock goes on while the threads that record are stuck in loops. */
  tick(): void
  /** Calls back when this thread moves to another arena, before anything is carried over. */
  onMoved(listener: () => void): void
}

/** A share of another lane, as a reader saw it. */
export type Removable = Omit<RemovedShare, 'copyRef'>

const TICK_MILLIS = 500

/** The seat of this thread in the arena of its process. One a copy of the library and thread. */
export function takeSeat(): Seat {
  // The membership's callback comes only later, from an event or `attach`, when `seat` is there.
  const membership = joinProcess((left) => seat.move(left))
  const seat = new ThreadSeat(() => membership.arena, membership, systemClock)
  return seat
}

/** A seat in an arena of its own on plain memory, seen by nobody else; or in one given, beside others. */
export function takePrivateSeat(
  clock: Clock = systemClock,
  arena: Arena = createArena({ shared: false, nowMillis: clock.wallMillis() }),
): Seat {
  return new ThreadSeat(() => arena, undefined, clock)
}

/** The lane of this thread, with what writes it. */
interface OwnLane {
  readonly root: Page
  readonly log: LogWriter
  readonly space: CellSpace
  /** What an ended thread left in it. */
  readonly heritage: Heritage | undefined
}

class ThreadSeat implements Seat {
  readonly membership: Membership | undefined
  readonly clock: Clock
  private readonly currentArena: () => Arena
  /** By number in the lane. */
  private definitions: (Definition | undefined)[] = []
  private readonly seriesLists: (() => Iterable<Series>)[] = []
  private readonly listeners: (() => void)[] = []
  private lane: OwnLane | undefined = undefined
  private isTicking = false

  constructor(currentArena: () => Arena, membership: Membership | undefined, clock: Clock) {
    this.currentArena = currentArena
    this.membership = membership
    this.clock = clock
  }

  get arena(): Arena {
    return this.currentArena()
  }

  get rootPage(): number | undefined {
    return this.lane?.root.number
  }

  declareFamily(definition: Definition, listSeries: () => Iterable<Series> = () => []): FamilyNumber | undefined {
    const lane = this.ensureLane()
    const number = lane?.heritage?.familyNumber(definition) ?? this.recordFamily(definition)
    if (number !== undefined) this.seriesLists.push(listSeries)
    return number
  }

  private recordFamily(definition: Definition): FamilyNumber | undefined {
    const record = encodeFamilyRecord(definition)
    if (!record || this.definitions.length >= MAX_FAMILIES) return undefined
    if (!this.lane?.log.append(record.bytes, record.byteLength)) return undefined
    return this.definitions.push(definition) - 1
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
    Atomics.sub(arena.words, HEADER_SHARES, 1)
    lane.heritage?.forget(family, ref)
    for (const run of [...runsOf(arena, lane.root, definition, ref)]) lane.space.free(run)
    return true
  }

  remove(family: FamilyNumber, shares: readonly Removable[]): boolean {
    const lane = this.ensureLane()
    const definition = this.definitions[family]
    if (!lane || !definition) return false
    for (let first = 0; first < shares.length; first += MAX_REMOVED_SHARES) {
      const part = shares.slice(first, first + MAX_REMOVED_SHARES)
      if (!writeRemoval(this.arena, lane, family, definition, part, this.clock.wallMillis())) return false
    }
    return true
  }

  look(): boolean {
    return this.membership?.look() ?? false
  }

  keepTime(): void {
    if (this.isTicking) return
    this.isTicking = true
    this.tick()
    every(TICK_MILLIS, () => this.tick())
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
    Atomics.add(this.arena.words, HEADER_SHARES, 1)
    return ref
  }

  private ensureLane(): OwnLane | undefined {
    this.lane ??= this.takeOverLane() ?? this.claimNewLane()
    return this.lane
  }

  private get writer(): Writer {
    const { ancestor = 0, elders = [] } = this.membership ?? {}
    return { thread: threadNumber(), ancestor, elders }
  }

  /** The lane of a thread that has ended: what this thread declares alike goes on where that one stopped. */
  private takeOverLane(): OwnLane | undefined {
    const { arena } = this
    const root = takeRetiredLane(arena, this.writer)
    if (!root) return undefined
    const heritage = readHeritage(arena, root)
    heritage.clearShares()
    this.definitions = [...heritage.definitions]
    const space = createCellSpace(arena, root, heritage.used, heritage.logPages)
    const lane = { root, log: createLogWriter(arena, root), space, heritage }
    settleLane(arena, root, this.writer)
    return lane
  }

  private claimNewLane(): OwnLane | undefined {
    const { arena } = this
    const root = claimLane(arena, this.writer)
    if (!root) return undefined
    settleLane(arena, root, this.writer)
    return { root, log: createLogWriter(arena, root), space: createCellSpace(arena, root), heritage: undefined }
  }

  /**
   * Carries this thread's lane from the arena it left into the one it is in now: one synchronous step, so that no update falls between, and nothing is counted
   * twice, since nobody reads the old arena for the new one. What finds no room there stays on the old cells, unread.
   */
  move(left: Arena): void {
    const oldLane = this.lane
    // Numbers of families must stay, so the lane there is a new one.
    this.lane = oldLane && this.claimNewLane()
    // First of all: what is carried over reads the new arena.
    for (const listener of this.listeners) listener()
    if (this.isTicking) this.tick()
    if (!oldLane || !this.lane) return
    markOrigin(this.lane.root, left)
    this.carryAll(left, oldLane.root, this.lane)
    // What was inherited there and not used yet is inherited here as well.
    if (oldLane.heritage) this.lane = { ...this.lane, heritage: readHeritage(this.arena, this.lane.root) }
  }

  private carryAll(left: Arena, oldRoot: Page, { log, space }: OwnLane): void {
    const byRef = new Map<CellRef, Series[]>()
    for (const series of this.seriesLists.flatMap((list) => [...list()])) byRef.set(series.ref, [...(byRef.get(series.ref) ?? []), series])
    const peers = createReader(left, () => {})
    const released = findReleased(left, oldRoot)
    const reading = createLogReader(left, oldRoot)
    for (let record = reading.next(); record; record = reading.next()) {
      const decoded = decodeRecord(record)
      if (decoded?.type === 'family') {
        const copy = copyRecord(record)
        log.append(copy.bytes, copy.byteLength)
        continue
      }
      if (decoded?.type !== 'series' || released.has(reading.readCount)) continue
      const definition = this.definitions[decoded.family]
      const ref = definition && space.allocate(cellCountOf(definition))
      const page = ref === undefined ? undefined : this.arena.page(pageOf(ref))
      if (!definition || ref === undefined || !page) continue
      const handles = byRef.get(decoded.ref) ?? []
      const [series] = handles
      if (series) series.carry(this.arena, ref, cellCountOf(definition))
      else carryInherited(left, decoded.ref, page, ref, definition)
      const copy = copyRecord(record, ref)
      if (!log.append(copy.bytes, copy.byteLength)) continue
      Atomics.add(this.arena.words, HEADER_SHARES, 1)
      for (const handle of handles) handle.attach(page, cellOf(ref))
      const shares = (): readonly Share[] => sharesOf(peers, definition, oldRoot, decoded.ref)
      if (Atomics.load(left.words, HEADER_REMOVALS) !== 0) subtractRemoved(left, shares(), oldRoot, page, ref, definition)
      series?.carried({ arena: left, shares })
    }
  }
}

/** Numbers of the records that declare what the lane has let go since. */
function findReleased(arena: Arena, root: Page): ReadonlySet<number> {
  const declared = new Map<CellRef, number>()
  const released = new Set<number>()
  const reading = createLogReader(arena, root)
  for (let record = reading.next(); record; record = reading.next()) {
    const decoded = decodeRecord(record)
    if (decoded?.type === 'series') declared.set(decoded.ref, reading.readCount)
    else if (decoded?.type === 'release') released.add(declared.get(decoded.ref) ?? 0)
  }
  return released
}

/** What was removed in the arena left behind does not come along. */
function subtractRemoved(left: Arena, shares: readonly Share[], oldRoot: Page, page: Page, ref: CellRef, definition: Definition): void {
  const copyRef = shares.find(({ root }) => root.number === oldRoot.number)?.removal?.copyRef
  if (copyRef === undefined) return
  const copy = left.page(pageOf(copyRef)) as Page
  const [offset, count] = sumsOf(definition)
  for (let cell = offset; cell < offset + count; cell++) {
    const at = cellOf(ref) + cell
    page.cells[at] = (page.cells[at] as number) - (copy.cells[cellOf(copyRef) + cell] as number)
  }
}

/** The shares of the series that has one at `ref` in the lane `root`. */
function sharesOf(reader: Reader, { registry, name }: Definition, root: Page, ref: CellRef): readonly Share[] {
  reader.refresh()
  const view = reader.family(registry, name)
  const slot = view?.slotAt(root.number, ref)
  return view && slot !== undefined ? view.sharesOf(slot) : []
}

/** A series that an ended thread left and this one never used: its sums move, what only that thread could say stays behind. */
function carryInherited(left: Arena, from: CellRef, page: Page, ref: CellRef, definition: Definition): void {
  const source = left.page(pageOf(from))
  if (!source) return
  const [offset, count] = sumsOf(definition)
  page.cells.set(source.cells.subarray(cellOf(from) + offset, cellOf(from) + offset + count), cellOf(ref) + offset)
}

/** What another thread passes to `attach`, or undefined where memory cannot be shared. */
export function handleOf(seat: Seat): ArenaHandle | undefined {
  return seat.membership?.handle
}
