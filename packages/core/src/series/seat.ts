/** A thread's seat in an arena: its lane, what it declared there, and the move to another arena. */

import { type Arena, coarseMillis, createArena, setCoarseMillis } from '../arena/arena.js'
import { type ArenaHandle, joinProcess, type Membership } from '../arena/joining.js'
import { cellOf, createLane, type Lane, pageOf } from '../arena/lane.js'
import { createLogReader } from '../arena/log.js'
import { type Clock, systemClock } from '../ground/clock.js'
import { threadNumber } from '../ground/platform.js'
import { every } from '../ground/timers.js'
import { cellCountOf } from './cell-layout.js'
import type { Definition } from './definition.js'
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
  /** Declares a family in this thread's lane; undefined when there is no room. */
  declareFamily(definition: Definition): FamilyNumber | undefined
  /** Declares a series and points it at its cells. False, and the series keeps cells of its own, when there is no room. */
  declareSeries(family: FamilyNumber, texts: readonly string[], series: Series): boolean
  /** Takes further cells of this thread's lane, for what a series needs beside its own. */
  allocateCells(count: number): number | undefined
  /** Keeps the arena's coarse clock ticking from this thread. */
  keepTime(): void
  /** Calls back after this thread moved to another arena. */
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

class ThreadSeat implements Seat {
  readonly membership: Membership | undefined
  readonly clock: Clock
  private readonly currentArena: () => Arena
  private readonly definitions: Definition[] = []
  private readonly series: Series[] = []
  private readonly listeners: (() => void)[] = []
  private lane: Lane | undefined = undefined
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

  declareFamily(definition: Definition): FamilyNumber | undefined {
    const record = encodeFamilyRecord(definition)
    if (!record || this.definitions.length >= MAX_FAMILIES) return undefined
    if (!this.ensureLane()?.log.append(record.bytes, record.byteLength)) return undefined
    return this.definitions.push(definition) - 1
  }

  declareSeries(family: FamilyNumber, texts: readonly string[], series: Series): boolean {
    const definition = this.definitions[family]
    const ref = definition && this.allocateCells(cellCountOf(definition))
    if (ref === undefined) return false
    const record = encodeSeriesRecord(family, ref, this.clock.wallMillis(), texts)
    const page = this.arena.page(pageOf(ref))
    if (!record || !page || !this.lane?.log.append(record.bytes, record.byteLength)) return false
    series.attach(page, cellOf(ref))
    this.series.push(series)
    return true
  }

  allocateCells(count: number): number | undefined {
    return this.ensureLane()?.allocateCells(count)
  }

  keepTime(): void {
    if (this.isTicking) return
    this.isTicking = true
    this.tick()
    every(TICK_MILLIS, () => this.tick())
  }

  /** Never backwards: several threads tick, and one may have been slow. */
  private tick(): void {
    const nowMillis = this.clock.monotonicMillis()
    if (nowMillis > coarseMillis(this.arena)) setCoarseMillis(this.arena, nowMillis)
  }

  onMoved(listener: () => void): void {
    this.listeners.push(listener)
  }

  private ensureLane(): Lane | undefined {
    this.lane ??= createLane(this.arena, threadNumber(), this.membership?.ancestor ?? 0)
    return this.lane
  }

  /**
   * Carries this thread's lane from the arena it left into the one it is in now: one synchronous step, so that no update falls between, and nothing is counted
   * twice, since nobody reads the old arena for the new one. What finds no room there stays on the old cells, unread.
   */
  move(left: Arena): void {
    const oldLane = this.lane
    this.lane = undefined
    if (this.isTicking) this.tick()
    const lane = oldLane && this.ensureLane()
    if (oldLane && lane) {
      const log = createLogReader(left, oldLane.root)
      const declared = this.series.values()
      for (let record = log.next(); record; record = log.next()) {
        const decoded = decodeRecord(record)
        if (decoded?.type === 'family') {
          const copy = copyRecord(record)
          lane.log.append(copy.bytes, copy.byteLength)
        } else if (decoded) {
          const series = declared.next().value
          const definition = this.definitions[decoded.family]
          const ref = definition && lane.allocateCells(cellCountOf(definition))
          const page = ref === undefined ? undefined : this.arena.page(pageOf(ref))
          if (!series || !definition || ref === undefined || !page) continue
          series.carry(this.arena, lane, ref, cellCountOf(definition))
          const copy = copyRecord(record, ref)
          if (!lane.log.append(copy.bytes, copy.byteLength)) continue
          series.attach(page, cellOf(ref))
          series.carried()
        }
      }
    }
    for (const listener of this.listeners) listener()
  }
}

/** What another thread passes to `attach`, or undefined where memory cannot be shared. */
export function handleOf(seat: Seat): ArenaHandle | undefined {
  return seat.membership?.handle
}
