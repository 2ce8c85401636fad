/** A thread's seat in an arena: its lane, what it declared there, and the move to another arena. */

import { type Arena, coarseMillis, createArena, type Page, setCoarseMillis } from '../arena/arena.js'
import { type CellSpace, createCellSpace } from '../arena/cell-space.js'
import { type ArenaHandle, joinProcess, type Membership } from '../arena/joining.js'
import { type CellRef, cellOf, claimLane, markOrigin, pageOf, settleLane, takeRetiredLane, type Writer } from '../arena/lane.js'
import { createLogReader, createLogWriter, type LogWriter } from '../arena/log.js'
import { type Clock, systemClock } from '../ground/clock.js'
import { threadNumber } from '../ground/platform.js'
import { every } from '../ground/timers.js'
import { cellCountOf, sumsOf } from './cell-layout.js'
import { type Definition, isNative } from './definition.js'
import type { Share } from './family-view.js'
import { type Heritage, readHeritage } from './heritage.js'
import { carryNative } from './native-writer.js'
import { createReader, type Reader } from './reader.js'
import { copyRecord, decodeRecord, encodeFamilyRecord, encodeSeriesRecord, MAX_FAMILIES } from './records.js'
import type { Series } from './series.js'

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

const TICK_MILLIS = 500

/** The seat of this thread in the arena of its process. One a copy of the library and thread. */
export function takeSeat(): Seat {
  // The membership's callback comes only later, from an event or `attach`, when `seat` is there.
  const membership = joinProcess((left) => seat.move(left))
  const seat = new ThreadSeat(() => membership.arena, membership, systemClock)
  return seat
}

/** A seat in an arena of its own on plain memory, seen by nobody else. */
export function takePrivateSeat(clock: Clock = systemClock): Seat {
  const arena = createArena({ shared: false, nowMillis: clock.wallMillis() })
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
    if (ref === undefined) return undefined
    const record = encodeSeriesRecord(family, ref, this.clock.wallMillis(), texts)
    return record && this.lane?.log.append(record.bytes, record.byteLength) ? ref : undefined
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
    const byRef = new Map(this.seriesLists.flatMap((list) => Array.from(list(), (series) => [series.ref, series] as const)))
    const peers = createReader(left, () => {})
    const reading = createLogReader(left, oldRoot)
    for (let record = reading.next(); record; record = reading.next()) {
      const decoded = decodeRecord(record)
      if (decoded?.type === 'family') {
        const copy = copyRecord(record)
        log.append(copy.bytes, copy.byteLength)
        continue
      }
      const definition = decoded && this.definitions[decoded.family]
      const ref = definition && space.allocate(cellCountOf(definition))
      const page = ref === undefined ? undefined : this.arena.page(pageOf(ref))
      if (!definition || ref === undefined || !page) continue
      const series = byRef.get(decoded.ref)
      if (series) series.carry(this.arena, ref, cellCountOf(definition))
      else if (definition.kind === 'histogram' && isNative(definition))
        carryNative(definition, left, decoded.ref, this.arena, ref, (count) => space.allocate(count))
      else carryInherited(left, decoded.ref, page, ref, definition)
      const copy = copyRecord(record, ref)
      if (!log.append(copy.bytes, copy.byteLength)) continue
      series?.attach(page, cellOf(ref))
      const from = decoded.ref
      series?.carried({ arena: left, shares: () => sharesOf(peers, definition, oldRoot, from) })
    }
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
