/** A series of a gauge that shows the newest `set` of any thread plus every `inc` and `dec` since. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cameFrom, cellOf, pageOf } from '../arena/lane.js'
import { CELL_MASK, HEADER_GAUGE_STAMP, HEADER_LANE_VERSION, HEADER_LOG_VERSION } from '../arena/layout.js'
import type { Description } from '../ground/described.js'
import {
  BANK_BASE,
  BANK_STAMP,
  BANK_VALUE,
  GAUGE_BANK_CELLS,
  GAUGE_BANKS,
  GAUGE_DELTA,
  GAUGE_LAST_CELLS,
  GAUGE_VERSION,
} from '../series/cell-layout.js'
import type { GaugeDefinition } from '../series/definition.js'
import { isAfter, isSetAfter, mergeGauge, sumDeltas } from '../series/merge-gauges.js'
import { type LeftBehind, Series } from '../series/series.js'
import type { Share } from '../series/shares.js'
import type { SeriesOwner } from './instrument.js'
import { watchCall } from './timing.js'
import type { Gauge } from './types.js'

/** What was last set here by this thread, while it moves to another arena. */
interface CarriedSet {
  readonly value: number
  readonly base: number
  readonly stamp: number
  /** What this thread's share alone says. */
  readonly ownValue: number
}

/**
 * `inc` and `dec` add to this thread's delta, which is never reset. `set(x)` takes a stamp, adds up the deltas of all threads, and publishes x, that sum and the
 * stamp in the idle bank by one store of the version. Killed before that store, the `set` has not happened; killed after it, it has.
 */
export class LastGaugeSeries extends Series implements Gauge {
  private readonly instrument: SeriesOwner<GaugeDefinition>
  private words: Int32Array
  private header: Int32Array
  /** This series in all lanes, as of `peersVersion`; undefined when this thread's own share is all there is. */
  private peers: readonly Share[] | undefined = undefined
  private peersVersion = -1

  constructor(instrument: SeriesOwner<GaugeDefinition>) {
    super(GAUGE_LAST_CELLS)
    this.instrument = instrument
    this.words = new Int32Array(this.cells.buffer)
    this.header = instrument.context.seat.arena.words
  }

  get name(): string {
    return this.instrument.name
  }

  clear(): void {
    this.instrument.clear()
  }

  override detach(cellCount: number, state: CellRef): void {
    super.detach(cellCount, state)
    this.words = new Int32Array(this.cells.buffer)
  }

  override attach(page: Page, cell: number): void {
    super.attach(page, cell)
    this.words = page.words
    this.header = this.instrument.context.seat.arena.words
    this.peersVersion = -1
  }

  set(value: number): void {
    if (typeof value === 'number' && this.hasPlace) this.publish(value)
    else this.instrument.refuse(this, 'set', 'a number', value)
  }

  inc(value = 1): void {
    if (!(typeof value === 'number' && this.add(value))) this.instrument.refuse(this, 'inc', 'a finite number', value)
  }

  dec(value = 1): void {
    if (!(typeof value === 'number' && this.add(-value))) this.instrument.refuse(this, 'dec', 'a finite number', value)
  }

  setToCurrentTime(): void {
    this.set(this.instrument.context.seat.clock.wallMillis() / 1_000)
  }

  trackInProgress<T>(fn: () => T): T {
    this.inc()
    return watchCall(fn, () => this.dec())
  }

  protected override describe(): Description {
    return { kind: 'gauge', name: this.name, value: this.get() }
  }

  get(): number {
    const view = this.instrument.view()
    const slot = view && this.instrument.ownSlot(view, this)
    if (!view || slot === undefined) return this.hasPlace ? this.ownValue() : 0
    return mergeGauge(view.arena, 'last', view.sharesOf(slot))
  }

  /** The delta moves as it is; what was set is set again there, as the newest. */
  override carry(to: Arena, ref: CellRef): void {
    const { cells, words } = this
    const first = this.ref & CELL_MASK
    const target = to.page(pageOf(ref))
    if (target) target.cells[cellOf(ref) + GAUGE_DELTA] = cells[first + GAUGE_DELTA] as number
    const version = words[(first + GAUGE_VERSION) * 2] as number
    const bank = first + GAUGE_BANKS + (version & 1) * GAUGE_BANK_CELLS
    this.carriedSet =
      version === 0
        ? undefined
        : {
            value: cells[bank + BANK_VALUE] as number,
            base: cells[bank + BANK_BASE] as number,
            stamp: words[(bank + BANK_STAMP) * 2] as number,
            ownValue: this.ownValue(),
          }
  }

  /**
   * Threads that had met in the arena left behind come one by one, and the newest `set` of them all is the only one that counts. Its base holds deltas of all of them: those that are
   * here already and those that come later. The sum of deltas will grow by the rest, so the base takes them all, and beside them what others have added here.
   */
  override carried(left: LeftBehind): void {
    const set = this.carriedSet
    this.carriedSet = undefined
    if (!set) return
    const shares = left.shares()
    // Removed since: what comes along is what was added after that.
    if (shares.some(({ removal }) => removal && isAfter(removal.stamp, set.stamp))) return
    if (shares.length < 2) {
      this.publish(set.ownValue)
    } else if (!shares.some(({ ref }) => isSetAfter(left.arena, ref, set.stamp))) {
      const strangers = (this.findPeers() ?? []).filter(({ root }) => !cameFrom(root, left.arena))
      this.publish(set.value, set.base + sumDeltas(this.instrument.context.seat.arena, strangers))
    }
  }

  private carriedSet: CarriedSet | undefined = undefined

  /** False, and nothing changed, when the sum would not be a number, or the series has no place. */
  private add(amount: number): boolean {
    const { cells } = this
    const at = (this.ref & CELL_MASK) + GAUGE_DELTA
    const sum = (cells[at] as number) + amount
    if (!Number.isFinite(sum)) return false
    cells[at] = sum
    return true
  }

  private publish(value: number, knownBase?: number): void {
    const { header } = this
    // While one lane is all there ever was, nobody can have this series too: the set is older than every stamp to come, and an atomic add is saved (10 ns).
    const isAlone = header[HEADER_LANE_VERSION] === 1
    const stamp = isAlone ? (header[HEADER_GAUGE_STAMP] as number) : (Atomics.add(header, HEADER_GAUGE_STAMP, 1) + 1) | 0
    const base = knownBase ?? (isAlone ? (this.cells[(this.ref & CELL_MASK) + GAUGE_DELTA] as number) : this.sumOfDeltas())
    const { cells, words } = this
    const first = this.ref & CELL_MASK
    // 0 means "never set", so the version steps over it when it wraps; its low bit keeps alternating.
    const version = ((words[first * 2] as number) + 1) | 0 || 2
    const bank = first + GAUGE_BANKS + (version & 1) * GAUGE_BANK_CELLS
    cells[bank + BANK_VALUE] = value
    cells[bank + BANK_BASE] = base
    words[(bank + BANK_STAMP) * 2] = stamp
    Atomics.store(words, first * 2, version)
  }

  private sumOfDeltas(): number {
    const own = this.cells[(this.ref & CELL_MASK) + GAUGE_DELTA] as number
    const version = Atomics.load(this.header, HEADER_LOG_VERSION)
    if (version !== this.peersVersion) {
      this.peers = this.findPeers()
      this.peersVersion = version
    }
    return this.peers ? sumDeltas(this.instrument.context.seat.arena, this.peers) : own
  }

  private findPeers(): readonly Share[] | undefined {
    const { definition, context } = this.instrument
    const view = context.readPeers().family(definition.registry, definition.name)
    const slot = view && this.instrument.ownSlot(view, this)
    const shares = view && slot !== undefined ? view.sharesOf(slot) : []
    return shares.length > 1 || shares[0]?.removal ? shares : undefined
  }

  /** What this thread's share alone says. */
  private ownValue(): number {
    const { cells, words } = this
    const first = this.ref & CELL_MASK
    const version = words[(first + GAUGE_VERSION) * 2] as number
    const delta = cells[first + GAUGE_DELTA] as number
    if (version === 0) return delta
    const bank = first + GAUGE_BANKS + (version & 1) * GAUGE_BANK_CELLS
    const value = cells[bank + BANK_VALUE] as number
    const base = cells[bank + BANK_BASE] as number
    return delta === base ? value : value + (delta - base)
  }
}
